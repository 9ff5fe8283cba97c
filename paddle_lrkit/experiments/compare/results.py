"""What a comparison found: the values in ``results.json``, the table, the charts and the reports."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

LEVEL = 0.05
"""A corrected p-value from here on means a tie."""
Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class PairedDifference:
    """An arm against the best one, seed by seed; positive differences are worse than the best.

    Args:
        worse_by: Mean of the paired differences.
        interval: Bootstrap interval of the mean.
        p: p-value of the paired test.
        p_holm: The same, corrected for the number of arms.
        tied: Whether the test cannot tell the two arms apart.
        smallest_detectable: Smallest difference that the test finds with a probability of 80%.
    """

    worse_by: float
    interval: tuple[float, float]
    p: float
    p_holm: float
    tied: bool
    smallest_detectable: float


@dataclass(frozen=True)
class ArmResult:
    """One arm at its frozen rate; an infinite or NaN value is not known.

    Args:
        name: Name of the arm.
        rate: The frozen peak rate.
        rate_at_edge: Whether the rate is at an end of the grid.
        shares_warmup: Whether the arm has the warmup of the base config.
        lr: ``Optimizer.lr`` at the rate.
        optimizer: The rest of ``Optimizer``; empty for that of the config.
        warmup_updates: Updates of warmup.
        last_rate: Rate of the last update; None if it depends on a metric.
        schedule: ``(update, rate)`` at up to 101 updates.
        mean: Mean of ``values``.
        values: The deciding metric for each seed; infinitely bad for a run that diverged.
        second_values: The second metric for each seed; empty if there is none.
        diverged: Number of runs that diverged.
        difference: From the best arm; None for the best one and if a run of either diverged.
        area: Mean height of the validation curve.
        updates_to_target: Updates until the mean validation curve reaches the target; infinite if it never does.
        regret: Mean loss in validation score from a rate up to two octaves off; NaN without other rates.
        tuning: ``(rate, validation score)`` of the tried rates.
        curve: ``(update, mean validation score)``.
    """

    name: str
    rate: float
    rate_at_edge: bool
    shares_warmup: bool
    lr: Mapping[str, Any]
    optimizer: Mapping[str, Any]
    warmup_updates: int
    last_rate: float | None
    schedule: Points
    mean: float
    values: tuple[float, ...]
    second_values: tuple[float, ...]
    diverged: int
    difference: PairedDifference | None
    area: float
    updates_to_target: float
    regret: float
    tuning: Points
    curve: Points


@dataclass(frozen=True)
class BudgetResult:
    """The comparison at one length.

    Args:
        budget: Length, as a factor of that of the base config.
        updates: The same in updates.
        rates: The tried rates of all arms, extensions included; empty if nothing was tuned.
        target: Validation score that counts as reached.
        best: Name of the best arm.
        tied: Names of the best arm and of those that cannot be told from it.
        arms: Best first.
    """

    budget: float
    updates: int
    rates: tuple[float, ...]
    target: float
    best: str
    tied: tuple[str, ...]
    arms: tuple[ArmResult, ...]

    @property
    def marked(self) -> list[str]:
        """The tied arms without those that diverged."""
        return [arm.name for arm in self.arms if arm.name in self.tied and not arm.diverged]


@dataclass(frozen=True)
class ComparisonResult:
    """A finished comparison; everything but ``seconds`` is the same when it is repeated.

    Args:
        format: Version of the JSON.
        config: Name of the config.
        task: ``Global.task``.
        metric: The deciding metric.
        lower_is_better: Whether a lower value of it is better.
        second_metric: The metric shown beside it.
        measured_on: ``Test`` or ``Eval``.
        tuned: Whether rates were tuned.
        tune_seeds: Seeds of the tuning.
        final_seeds: Seeds of the measured trainings.
        extensions_allowed: How often the grid of rates could grow.
        budgets: One result for each length.
        trainings: Number of trainings.
        seconds: Time that they took together.
    """

    format: int = field(default=1, init=False)
    config: str
    task: str
    metric: str
    lower_is_better: bool
    second_metric: str | None
    measured_on: str
    tuned: bool
    tune_seeds: tuple[int, ...]
    final_seeds: tuple[int, ...]
    extensions_allowed: int
    budgets: tuple[BudgetResult, ...]
    trainings: int
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """Returns plain data, with None for infinite and NaN values."""
        content: dict[str, Any] = _to_json(self)
        return content


def known(value: float) -> float | None:
    """Returns a value, or None if it is infinite or NaN."""
    return value if math.isfinite(value) else None


def _to_json(value: Any) -> Any:
    if isinstance(value, ComparisonResult | BudgetResult | ArmResult | PairedDifference):
        return {each.name: _to_json(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, tuple):
        return [_to_json(item) for item in value]
    return known(value) if isinstance(value, float) else value
