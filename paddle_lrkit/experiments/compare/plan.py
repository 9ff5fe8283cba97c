"""What a comparison trains: arms, rates, seeds and lengths."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from paddle_lrkit.errors import ConfigError, UsageError, check_integer, check_number
from paddle_lrkit.experiments.compare.arm import Arm
from paddle_lrkit.experiments.compare.base import Base

Phase = Literal["tune", "final"]
_DIGITS = 6
_MOST_RATES, _LARGEST_FACTOR = 100, 1000
_LARGEST_SEED = 2**31 - 1


@dataclass(frozen=True, order=True)
class Trial:
    """One training.

    Args:
        budget: Length, relative to the base config.
        phase: ``tune`` chooses a rate, ``final`` is counted.
        arm: The arm's name.
        rate: Peak rate.
        seed: ``Global.seed``.
    """

    budget: float
    phase: Phase
    arm: str
    rate: float
    seed: int


@dataclass(frozen=True)
class Plan:
    """A whole comparison; two plans that are equal train the same.

    Args:
        base: The config.
        arms: At least two.
        rates: Peak rates that every arm tries first, ascending.
        extensions: How often the grid grows by a rate where the best of an arm is at its edge.
        tune_seeds: Seeds of the tuning.
        final_seeds: Seeds at the chosen rate; none of them tuned it.
        budgets: Lengths, relative to the base config; each is tuned for itself.
        threads: CPU threads of a training.

    Raises:
        UsageError: Fewer than two arms.
        ConfigError: A rate, seed or length is out of range; the key is the option.
    """

    base: Base
    arms: tuple[Arm, ...]
    rates: tuple[float, ...]
    extensions: int
    tune_seeds: tuple[int, ...]
    final_seeds: tuple[int, ...]
    budgets: tuple[float, ...] = (1.0,)
    threads: int = 1

    def __post_init__(self) -> None:
        if len(self.arms) < 2:
            raise UsageError("a comparison needs two arms at least; give --schedule another one, or --arms rates")
        for rate in self.rates:
            check_number("--rates", rate, above=0)
        for budget in self.budgets:
            check_number("--budget", budget, above=0)
        if not self.tuned and len({arm.rate for arm in self.arms}) < len(self.arms):
            raise UsageError("--rates: a rate is given twice")

    @property
    def tuned(self) -> bool:
        """Whether the arms have their rates tuned; without, each arm is a rate."""
        return any(arm.rate is None for arm in self.arms)

    def arm(self, name: str) -> Arm:
        """The arm of a name."""
        return next(arm for arm in self.arms if arm.name == name)

    def tuning(self, budget: float, rates: Iterable[float]) -> list[Trial]:
        """The trainings that try rates, seed by seed so that an early look sees every arm."""
        return [
            Trial(budget, "tune", arm.name, rate, seed)
            for seed in self.tune_seeds
            for rate in rates
            for arm in self.arms
        ]

    def final(self, budget: float, chosen: dict[str, float]) -> list[Trial]:
        """The trainings that are counted."""
        return [
            Trial(budget, "final", arm.name, chosen[arm.name], seed) for seed in self.final_seeds for arm in self.arms
        ]

    def folder(self, trial: Trial) -> str:
        """Where a training is kept, relative to the comparison."""
        start = f"budget{trial.budget:g}/" if len(self.budgets) > 1 else ""
        return f"{start}{trial.phase}/{self.arm(trial.arm).folder}/lr{trial.rate:g}-seed{trial.seed}"

    def identity(self) -> dict[str, Any]:
        """What makes two comparisons the same, as JSON."""
        return {
            "config": self.base.document.data,
            "arms": [{**asdict(arm), "folder": arm.folder} for arm in self.arms],
            "rates": list(self.rates),
            "extensions": self.extensions,
            "tune_seeds": list(self.tune_seeds),
            "final_seeds": list(self.final_seeds),
            "budgets": list(self.budgets),
        }


def rate_grid(centre: float, count: int, factor: float) -> tuple[float, ...]:
    """``count`` rates around ``centre``, each ``factor`` times the one before.

    With an even count there is one rate more below the centre than above it.

    Example:
        >>> rate_grid(0.01, 5, 10**0.5)
        (0.001, 0.00316228, 0.01, 0.0316228, 0.1)
    """
    check_integer("--rate-count", count, at_least=1, at_most=_MOST_RATES)
    check_number("--rate-factor", factor, above=1, at_most=_LARGEST_FACTOR)
    grid = tuple(rounded(centre * factor ** (index - count // 2)) for index in range(count))
    if len(set(grid)) < count or not all(0 < rate < math.inf for rate in grid):
        raise ConfigError(f"makes {count} rates that are not different numbers, got {factor}", key="--rate-factor")
    return grid


def rounded(rate: float) -> float:
    """A rate with six significant digits, so that its name in a directory is all of it."""
    return float(f"{rate:.{_DIGITS}g}")


def next_rate(rates: tuple[float, ...], upward: bool) -> float:
    """The rate beyond an end of a grid, as far from it as its neighbour is.

    Example:
        >>> next_rate((0.01, 0.02, 0.04), upward=True), next_rate((0.01, 0.02, 0.04), upward=False)
        (0.08, 0.005)
    """
    edge, neighbour = (rates[-1], rates[-2]) if upward else (rates[0], rates[1])
    return rounded(edge * (edge / neighbour))


def tune_seeds(first: int, count: int) -> tuple[int, ...]:
    """The seeds that choose the rate: ``first``, ``first + 1``, ..."""
    check_integer("--tune-seeds", count, at_least=1)
    return _seeds(first, count)


def final_seeds(first: int, count: int) -> tuple[int, ...]:
    """Seeds that no tuning has seen: from ``first + 1000`` on.

    Raises:
        ConfigError: Fewer than two, which make no interval.
    """
    if check_integer("--seeds", count) < 2:
        raise ConfigError(f"must be >= 2, because one pair of runs has no spread, got {count}", key="--seeds")
    return _seeds(first + 1000, count)


def _seeds(first: int, count: int) -> tuple[int, ...]:
    check_integer("--seed", first + count, at_least=0, at_most=_LARGEST_SEED)
    if count > 1000:
        raise ConfigError(f"must be <= 1000, got {count}", key="--seeds")
    return tuple(range(first, first + count))


def parse_numbers(option: str, text: str) -> tuple[float, ...]:
    """``0.01,0.03`` as ascending numbers, each once.

    Raises:
        ConfigError: A part is no number above 0, or two have the same six digits and so the same directory.
    """
    numbers = []
    for part in text.split(","):
        try:
            number = float(part)
        except ValueError:
            raise ConfigError(f"must be numbers with commas, such as 0.01,0.03, got {text!r}", key=option) from None
        numbers.append(check_number(option, number, above=0))
    if len(set(map(rounded, numbers))) < len(numbers):
        raise ConfigError(f"has a number twice (six digits count): {text}", key=option)
    return tuple(sorted(numbers))
