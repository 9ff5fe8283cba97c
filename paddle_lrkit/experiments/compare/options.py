"""What the command line of a comparison says."""

from __future__ import annotations

import glob
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from paddle_lrkit.errors import UsageError, check_integer
from paddle_lrkit.experiments.compare.arm import OWN, ScheduleArm, rate_arms, read_arm, read_arms
from paddle_lrkit.experiments.compare.base_config import BaseConfig, load_base_config
from paddle_lrkit.experiments.compare.grid import final_seeds, parse_numbers, rate_grid, rounded, tuning_seeds
from paddle_lrkit.experiments.compare.plan import ComparisonPlan
from paddle_lrkit.train.runtime.cores import core_count


@dataclass(frozen=True)
class CompareOptions:
    """The options of ``lrkit compare``.

    Args:
        config: The YAML file.
        overrides: ``Key.sub=value``.
        arms: Arms as `read_arm` reads them.
        kind: ``schedules`` compares the arms, ``rates`` one schedule at several rates.
        rates: Peak rates with commas; None for a grid around that of the config.
        rate_count: Rates of the grid.
        rate_factor: Ratio of neighbours in the grid.
        extensions: How often the grid may grow.
        tuning_seeds: Number of seeds that choose the rate.
        final_seeds: Number of seeds at the chosen rate.
        first_seed: First seed; None for ``Global.seed``.
        budgets: Lengths with commas, as factors of that of the config.
        metric: The deciding metric; None for the loss, or that of the task if there is no loss.
        output: The directory; None for ``output/compare-<config>``.
        jobs: Trainings at a time; None for one a core, or one with a GPU.
        device: ``--device`` of the trainings.
        keep_checkpoints: Whether finished trainings keep their checkpoints.
    """

    config: str
    overrides: tuple[str, ...]
    arms: tuple[str, ...]
    kind: Literal["schedules", "rates"]
    rates: str | None
    rate_count: int
    rate_factor: float
    extensions: int
    tuning_seeds: int
    final_seeds: int
    first_seed: int | None
    budgets: str
    metric: str | None
    output: str | None
    jobs: int | None
    device: str | None
    keep_checkpoints: bool

    @cached_property
    def plan(self) -> ComparisonPlan:
        """The comparison.

        Raises:
            LrkitError: The config, an arm or an option is not valid.
        """
        first = self.base.seed if self.first_seed is None else check_integer("--seed", self.first_seed, at_least=0)
        rates = self._rates()
        plan = ComparisonPlan(
            self.base,
            self._arms(rates),
            rates,
            check_integer("--extensions", self.extensions, at_least=0, at_most=20),
            tuning_seeds(first, self.tuning_seeds),
            final_seeds(first, self.final_seeds),
            parse_numbers("--budget", self.budgets),
            max(core_count() // self.at_once, 1),
        )
        plan.check()
        return plan

    @cached_property
    def base(self) -> BaseConfig:
        """The config."""
        return load_base_config(self.config, self.overrides)

    @property
    def root(self) -> Path:
        """The directory of the comparison."""
        return Path(self.output) if self.output else Path("output") / f"compare-{self.base.name}"

    @property
    def at_once(self) -> int:
        """Trainings at a time."""
        if self.jobs is not None:
            return check_integer("--jobs", self.jobs, at_least=1)
        return 1 if self.on_gpu else core_count()

    @property
    def on_gpu(self) -> bool:
        """Whether the trainings may use a GPU."""
        return bool(glob.glob("/dev/nvidia[0-9]*")) if self.device is None else self.device != "cpu"

    def _rates(self) -> tuple[float, ...]:
        if self.rates is None:
            return rate_grid(self.base.schedule.peak_lr, self.rate_count, self.rate_factor)
        return tuple(map(rounded, parse_numbers("--rates", self.rates)))

    def _arms(self, rates: tuple[float, ...]) -> tuple[ScheduleArm, ...]:
        if self.kind == "schedules":
            if not self.arms:
                raise UsageError("give the schedules to compare, such as --schedule CosineAnnealingDecay LinearDecay")
            return tuple(read_arms(list(self.arms), self.base))
        if len(self.arms) > 1:
            raise UsageError(f"--arms rates takes one schedule, got {len(self.arms)}")
        return tuple(rate_arms(read_arm(self.arms[0] if self.arms else OWN, self.base), list(rates)))
