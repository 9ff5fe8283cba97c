"""What tells the configs of a suite from those of other programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from paddle_lrkit.messages import JoinedMessage, Message, tr
from paddle_lrkit.text import join_names


class Sign(NamedTuple):
    """Something that a config has or has not.

    Args:
        text: Its name for people, such as ``Global.epochs``.
        found: Whether a config has it.
    """

    text: str | Message
    found: Callable[[Mapping[str, Any]], bool]


class Evidence(NamedTuple):
    """The signs of the configs that a program of a suite reads.

    Args:
        needs: What each of its configs has.
        own: What no other suite has, for a config that has the needs of two suites.
        against: What the program does not read: the configs of other programs have it.
    """

    needs: tuple[Sign, ...]
    own: tuple[Sign, ...] = ()
    against: tuple[Sign, ...] = ()

    def fits(self, data: Mapping[str, Any]) -> bool:
        """Whether a config is one of this program."""
        return all(sign.found(data) for sign in self.needs) and not self.is_refuted(data)

    def is_certain(self, data: Mapping[str, Any]) -> bool:
        """Whether a config that fits has something that no other suite has."""
        return any(sign.found(data) for sign in self.own)

    def missing(self, data: Mapping[str, Any]) -> list[str]:
        """The needs that a config does not have."""
        return [str(sign.text) for sign in self.needs if not sign.found(data)]

    def closeness(self, data: Mapping[str, Any]) -> float:
        """The share of the needs that a config has."""
        return len(_found(self.needs, data)) / len(self.needs)

    def is_refuted(self, data: Mapping[str, Any]) -> bool:
        """Whether a config has something that the program does not read."""
        return any(sign.found(data) for sign in self.against)

    def description(self, data: Mapping[str, Any]) -> str:
        """The signs that a config has and has not: ``lr_scheduler.type found, iters missing``; empty without any."""
        found = _found(self.needs, data)
        if not found:
            return ""
        missing, others = self.missing(data), _found(self.against, data)
        parts = [tr("{} found", join_names(found)), tr("{} missing", join_names(missing)) if missing else ""]
        parts += [tr("but also {}, which it does not read", join_names(others, most=3)) if others else ""]
        return str(JoinedMessage("", tuple(filter(None, parts))))


def has(*keys: str, text: str | Message = "") -> Sign:
    """One of some dotted keys, whatever its value, under a shorter name if there is a ``text``.

    Example:
        >>> sign = has("Global.epochs", "Global.updates")
        >>> str(sign.text), sign.found({"Global": {"updates": None}})
        ('Global.epochs or Global.updates', True)
    """
    paths = [key.split(".") for key in keys]
    if len(keys) == len(paths[0]) == 1:
        return Sign(text or keys[0], lambda data: keys[0] in data)
    return Sign(
        text or (either(*keys) if len(keys) > 1 else keys[0]),
        lambda data: any(path[0] in data and _at(data, path) for path in paths),
    )


def either(*keys: str) -> Message:
    """Two keys or more as the text of a sign.

    Example:
        >>> either("epochs", "iters", "updates").en
        'epochs, iters or updates'
    """
    first = JoinedMessage("", keys[:-1], (", ", "、"))
    return JoinedMessage("", (first, keys[-1]), (" or ", " 或 "))


def each(keys: Iterable[str]) -> tuple[Sign, ...]:
    """A sign for each key."""
    return tuple(has(key) for key in keys)


def _at(data: Any, path: Iterable[str]) -> bool:
    for step in path:
        if not isinstance(data, (dict, Mapping)) or step not in data:
            return False
        data = data[step]
    return True


def _found(signs: Iterable[Sign], data: Mapping[str, Any]) -> list[str]:
    return [str(sign.text) for sign in signs if sign.found(data)]
