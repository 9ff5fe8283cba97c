"""PaddleDetection's schedule classes: keys as in its configs, curves in closed form as result.

PaddleDetection joins warmup and decay into one ``PiecewiseDecay`` with an entry for each update. The curves have the
same rates without that table, so the cost of a rate does not grow with the update.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.curves.compose import join
from paddle_lrkit.errors import ConfigError, shown
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.paddle.cosines import cosine_annealing_decay
from paddle_lrkit.suites.paddle.decays import piecewise_decay
from paddle_lrkit.suites.paddle.scheduler_rates import refused
from paddle_lrkit.suites.reference_curves import lines, stairs, waves
from paddle_lrkit.suites.schedule_class import ScheduleClass
from paddle_lrkit.suites.values import multiplied, number, numbers, sequence, whole

BASE_LR = 0.01
"""Default of ``LearningRate.base_lr``."""


@dataclass(frozen=True, eq=False, repr=False)
class LinearWarmupRecord:
    """A ramp from ``start_factor`` times the base rate to the base rate."""

    steps: Any = 500
    start_factor: Any = 1.0 / 3
    epochs: Any = None
    epochs_first: Any = True

    def length(self, steps_per_epoch: int) -> int:
        """Updates of warmup."""
        if self.epochs_first and self.epochs is not None:
            return _length("epochs", number("epochs", self.epochs) * steps_per_epoch)
        return _length("steps", number("steps", self.steps))

    def ramp(self, base_lr: float, length: int) -> Curve:
        """The curve of the warmup."""
        return lines.line(base_lr * number("start_factor", self.start_factor), base_lr, length, length)


@dataclass(frozen=True, eq=False, repr=False)
class ExpWarmupRecord:
    """A ramp ``(t / length) ** power``."""

    steps: Any = 1000
    epochs: Any = None
    power: Any = 2

    def length(self, steps_per_epoch: int) -> int:
        """Updates of warmup."""
        if self.epochs is not None:
            return _length("epochs", number("epochs", self.epochs) * steps_per_epoch)
        return _length("steps", number("steps", self.steps))

    def ramp(self, base_lr: float, length: int) -> Curve:
        """The curve of the warmup."""
        if number("power", self.power) < 0:
            raise refused("power", self.power, ">= 0")
        return lines.power_ramp(base_lr, length, self.power)


@dataclass(frozen=True, eq=False, repr=False)
class PiecewiseDecayRecord:
    """The base rate times a factor from each milestone on; milestones are epochs from the start of the run.

    A single ``gamma`` is divided by 10 for each further milestone. After the last milestone the last factor is used,
    even where there are more factors than milestones.
    """

    gamma: Any = (0.1, 0.01)
    milestones: Any = (8, 11)
    values: Any = None
    use_warmup: Any = True

    def factors(self) -> list[float]:
        """The factor after each milestone."""
        if isinstance(self.gamma, (list, tuple)):
            return numbers("gamma", self.gamma)
        count = len(sequence("milestones", self.milestones))
        if count > 309:
            raise ConfigError(tr("must be a list with {} milestones, got {}", count, shown(self.gamma)), key="gamma")
        return [number("gamma", self.gamma) / 10**index for index in range(count)]

    def curve(self, base_lr: Any, warmup: LinearWarmupRecord | ExpWarmupRecord | None, steps_per_epoch: int) -> Curve:
        """The curve of warmup and decay."""
        marks = multiplied("milestones", self.milestones, steps_per_epoch)
        if self.values is not None:
            return self._given(marks, warmup)
        factors = self.factors()
        base = float(number("base_lr", base_lr))
        if len(factors) < len(marks):
            raise ConfigError(tr("{} milestones need as many factors, got {}", len(marks), len(factors)), key="gamma")
        rates = [base, *(base * factor for factor in factors)]
        if warmup is None:
            return piecewise_decay(marks, rates).curve
        length = warmup.length(steps_per_epoch)
        return join(warmup.ramp(base, length), stairs.table([mark - length for mark in marks], rates))

    def _given(self, marks: list[float], warmup: LinearWarmupRecord | ExpWarmupRecord | None) -> Curve:
        rates = sequence("values", self.values)
        if len(rates) != len(marks) + 1:
            raise ConfigError(
                tr("must have {} values for {} milestones, got {}", len(marks) + 1, len(marks), len(rates)),
                key="values",
            )
        if warmup is not None:
            raise ConfigError(tr("works only with use_warmup: false"), key="values")
        return piecewise_decay(marks, rates).curve


@dataclass(frozen=True, eq=False, repr=False)
class CosineDecayRecord:
    """Half a cosine over ``max_epochs``, which need not be the run; without a warmup the rate then rises again."""

    max_epochs: Any = 1000
    use_warmup: Any = True
    min_lr_ratio: Any = 0.0
    last_plateau_epochs: Any = 0

    def curve(self, base_lr: Any, warmup: LinearWarmupRecord | ExpWarmupRecord | None, steps_per_epoch: int) -> Curve:
        """The curve of warmup and decay."""
        end = whole("max_epochs", self.max_epochs) * steps_per_epoch
        plateau = number("last_plateau_epochs", self.last_plateau_epochs) * steps_per_epoch
        base = float(number("base_lr", base_lr))
        floor = base * number("min_lr_ratio", self.min_lr_ratio)
        if warmup is None and plateau <= 0:
            return cosine_annealing_decay(base, end, floor).curve
        if warmup is None and end < 2:
            raise refused("max_epochs", self.max_epochs, tr("a number that gives 2 updates or more"))
        length = 0 if warmup is None else warmup.length(steps_per_epoch)
        ramp = None if warmup is None else warmup.ramp(base, length)
        if end <= length:
            fall = lines.level(base)
        else:
            fall = waves.falling_wave(base, floor, end - length - plateau, end - 1 - length)
        return fall if ramp is None else join(ramp, fall)


def _length(name: str, updates: float) -> int:
    """The length of a warmup: at least 1 update; PaddleDetection fails with a fraction of one."""
    length = max(updates, 1)
    if not isinstance(length, int):
        raise refused(name, updates if math.isfinite(updates) else tr("too much"), tr("a whole number of updates"))
    return length


CLASSES: dict[str, ScheduleClass[Any]] = {
    "CosineDecay": ScheduleClass(CosineDecayRecord, "cosine"),
    "PiecewiseDecay": ScheduleClass(PiecewiseDecayRecord, "multistep"),
    "ExpWarmup": ScheduleClass(ExpWarmupRecord),
    "LinearWarmup": ScheduleClass(LinearWarmupRecord),
}
