"""One schedule of the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.messages import Message


@dataclass(frozen=True)
class Entry:
    """One schedule of the catalogue.

    Args:
        name: Name in YAML.
        factory: Returns the curve; see `paddle_lrkit.curves.catalog`.
        summary: One line for people who choose.
        example: Keys that draw a typical picture in a run of 1000 updates; those of the warmup are allowed.
        counts_from: ``warmup`` or ``run``: where update 0 of the factory is.
        aliases: Other names in YAML.
        title: Title of its picture, if it is not the name.
    """

    name: str
    factory: Callable[..., Curve]
    summary: Message
    example: Mapping[str, Any] = field(default_factory=dict)
    counts_from: str = "warmup"
    aliases: tuple[str, ...] = ()
    title: str = ""
