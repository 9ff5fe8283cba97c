"""What the schedule classes of PaddleClas share: the warmup and when they tick."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites.paddle.scheduler import Scheduler, refused
from paddle_lrkit.suites.paddle.warmup import linear_warmup
from paddle_lrkit.suites.values import number


@dataclass(frozen=True, eq=False, repr=False)
class Ticked:
    """A scheduler and when it ticks.

    Args:
        scheduler: Rate at each tick.
        by_epoch: Whether it ticks after each epoch instead of each update.
    """

    scheduler: Scheduler
    by_epoch: bool = False


@dataclass(frozen=True, eq=False, repr=False)
class Base:
    """What all classes with a warmup share."""

    epochs: int
    steps: int
    learning_rate: Any
    warmup_epoch: float
    warmup_start_lr: Any
    last_epoch: Any
    by_epoch: Any

    @classmethod
    def of(
        cls, epochs: int, steps: int, learning_rate: Any, warmup_epoch: Any, start: Any, last_epoch: Any, by_epoch: Any
    ) -> Base:
        warmup = number("warmup_epoch", warmup_epoch)
        return cls(epochs, steps, learning_rate, epochs if warmup >= epochs else warmup, start, last_epoch, by_epoch)

    @property
    def left(self) -> float:
        """Ticks that the warmup leaves."""
        epochs = self.epochs - self.warmup_epoch
        return epochs if self.by_epoch else epochs * self.steps

    @property
    def warmup(self) -> float:
        """Ticks of warmup."""
        return self.warmup_epoch if self.by_epoch else round(self.warmup_epoch * self.steps)

    def ticked(self, inner: Scheduler, warmup: float | None = None) -> Ticked:
        """``inner`` after the warmup, if there is one."""
        length = self.warmup if warmup is None else warmup
        if length <= 0:
            return Ticked(inner, bool(self.by_epoch))
        if not isinstance(length, int):
            raise refused("warmup_epoch", self.warmup_epoch, "a whole number with by_epoch")
        try:
            warmed = linear_warmup(inner, length, self.warmup_start_lr, self.learning_rate, self.last_epoch)
        except ConfigError as error:
            keys = {"start_lr": "warmup_start_lr", "end_lr": "learning_rate", "warmup_steps": "warmup_epoch"}
            raise ConfigError(error.message, key=keys.get(error.key or "", error.key)) from None
        return Ticked(warmed, bool(self.by_epoch))
