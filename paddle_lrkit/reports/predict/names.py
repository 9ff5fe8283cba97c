"""The names of the schedules that a forecast adds to those of the user."""

from __future__ import annotations

from paddle_lrkit.messages import Message

_ADDED = {"best": Message("best: {}"), "candidate": Message("candidate: {}"), "advice": Message("advice: {}")}


def shown_name(name: str) -> str:
    """A name as text and charts have it; JSON has it in English.

    Example:
        >>> from paddle_lrkit.messages import in_language
        >>> with in_language("zh"):
        ...     shown_name("best: linear"), shown_name("a.yml")
        ('最佳：linear', 'a.yml')
    """
    kind, colon, rest = name.partition(": ")
    return str(_ADDED[kind].filled(rest)) if colon and kind in _ADDED else name
