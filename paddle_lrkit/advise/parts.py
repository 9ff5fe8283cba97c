"""What the section of our dialect has beside the schedule, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paddle_lrkit.text import Bilingual, format_rate

_PARTS = {
    "name": Bilingual("the optimizer {}", "优化器 {}"),
    "momentum": Bilingual("momentum {}", "动量 {}"),
    "beta2": Bilingual("beta2 {}", "beta2 {}"),
    "weight_decay": Bilingual("weight decay {}", "权重衰减 {}"),
    "clip_norm": Bilingual("a gradient norm of at most {}", "梯度范数上限 {}"),
    "layer_decay": Bilingual("a layer decay of {}", "逐层衰减 {}"),
    "ema_decay": Bilingual("averaged weights (EMA, {})", "权重滑动平均（EMA，{}）"),
}


def parts_of(section: Mapping[str, Mapping[str, Any]]) -> dict[str, Bilingual]:
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
