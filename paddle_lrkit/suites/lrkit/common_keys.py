"""The keys that every schedule of ``Optimizer.lr`` takes beside its own."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from paddle_lrkit.curves import Curve, jagged_restarts
from paddle_lrkit.errors import ConfigError, argument_names, check_integer, check_number
from paddle_lrkit.messages import tr
from paddle_lrkit.units import Updates

_NONE, _ONE = Updates(0), Updates(1)


@dataclass(frozen=True)
class Warmup:
    """The warmup keys of ``Optimizer.lr``.

    Args:
        warmup: Length of the ramp.
        warmup_start_lr: Rate at update 0.
        warmup_start_factor: The same, relative to the rate at the end of the ramp.
        warmup_shape: Form of the ramp.
        warmup_offset: Number of the first update in the ramp: with 1, update ``t`` has ``(t + 1) / warmup`` of it.
    """

    warmup: Updates = _NONE
    warmup_start_lr: float | None = None
    warmup_start_factor: float | None = None
    warmup_shape: str = "linear"
    warmup_offset: int = 0

    def __post_init__(self) -> None:
        if self.warmup_start_lr is not None and self.warmup_start_factor is not None:
            raise ConfigError(tr("give warmup_start_lr or warmup_start_factor, not both"), key="warmup_start_factor")
        for name in ("warmup_start_lr", "warmup_start_factor"):
            if getattr(self, name) is not None:
                check_number(name, getattr(self, name), at_least=0)
        check_integer("warmup_offset", self.warmup_offset, at_least=0)

    def onto(self, body: Curve) -> Curve:
        """The ramp, then ``body``."""
        start, key = self.warmup_start_lr or 0.0, "warmup_start_lr"
        if self.warmup_start_factor is not None:
            start, key = self.warmup_start_factor * body(0), "warmup_start_factor"
        with argument_names(start_lr=key, shape="warmup_shape", end="warmup_shape", length="warmup"):
            return body.warmup(self.warmup, start, self.warmup_shape, offset=self.warmup_offset)


@dataclass(frozen=True)
class Changes:
    """What any schedule can be changed by.

    Args:
        end_offset: Updates after the end of the run at which the schedule ends; below 0 before it. A schedule ends one
            update after the last one of the run, so with 1 it ends two updates after it, with -1 at it.
        jagged_restarts: Keys of `JaggedRestarts`.
        override: The update ``start`` of the run, and ``name`` and keys of the schedule that follows from there.
    """

    end_offset: int = 0
    jagged_restarts: dict[str, Any] | None = None
    override: dict[str, Any] | None = None


@dataclass(frozen=True)
class JaggedRestarts:
    """Restarts of any schedule from a low rate; see `paddle_lrkit.curves.jagged_restarts`.

    Args:
        every: Updates between two restarts.
        warmup: Updates of the ramp after a restart.
        anneal: Updates of the fall before a restart.
        lowest: Factor of the rate at a restart.
    """

    every: Updates
    warmup: Updates
    anneal: Updates = _ONE
    lowest: float = 0.001

    def of(self, curve: Curve) -> Curve:
        """The curve with the restarts."""
        return jagged_restarts(curve, self.every, self.warmup, self.anneal, self.lowest)


WARMUP_KEYS = tuple(field.name for field in fields(Warmup))
CHANGE_KEYS = tuple(field.name for field in fields(Changes))
COMMON_KEYS = (*WARMUP_KEYS, *CHANGE_KEYS)
