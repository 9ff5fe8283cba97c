"""What the section of our dialect has beside the schedule, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paddle_lrkit.messages import Message
from paddle_lrkit.text import format_rate

_PARTS = {
    "name": Message("the optimizer {}"),
    "momentum": Message("momentum {}"),
    "beta2": Message("beta2 {}"),
    "weight_decay": Message("weight decay {}"),
    "clip_norm": Message("a gradient norm of at most {}"),
    "layer_decay": Message("a layer decay of {}"),
    "ema_decay": Message("averaged weights (EMA, {})"),
}


def parts_of(section: Mapping[str, Mapping[str, Any]]) -> dict[str, Message]:
    """The optimizer and its numbers other than 0, by the last part of their key.

    Example:
        >>> found = parts_of({"Global": {"epochs": 3}, "Optimizer": {"name": "AdamW", "weight_decay": 0.01}})
        >>> [words.en for words in found.values()]
        ['the optimizer AdamW', 'weight decay 0.01']
    """
    known = {**section["Global"], **section["Optimizer"]}
    return {name: words.filled(_value(known[name])) for name, words in _PARTS.items() if known.get(name)}


def _value(value: Any) -> str:
    return value if isinstance(value, str) else format_rate(value)
