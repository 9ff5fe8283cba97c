"""What the command line of a comparison says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from paddle_lrkit.devices import other_devices_installed
from paddle_lrkit.errors import UsageError, check_integer
from paddle_lrkit.experiments.compare.arm import OWN, Arm, rate_arms, read_arm
from paddle_lrkit.experiments.compare.base_config import BaseConfig, load_base_config
from paddle_lrkit.experiments.compare.executors.gpus import visible_gpus
from paddle_lrkit.experiments.compare.executors.options import ExecutorOptions, read_executor_options
from paddle_lrkit.experiments.compare.grid import final_seeds, parse_numbers, rate_grid, rounded, tuning_seeds
from paddle_lrkit.experiments.compare.optimizer_arm import read_optimizer_arm
from paddle_lrkit.experiments.compare.plan import ComparisonPlan
from paddle_lrkit.messages import tr
from paddle_lrkit.train.runtime.cores import core_count


@dataclass(frozen=True)
class CompareOptions:
    """The options of ``lrkit compare``.

    Args:
        config: The YAML file.
        overrides: ``Key.sub=value``.
        arms: Arms as `read_arm` reads them.
        optimizer_arms: Arms as `read_optimizer_arm` reads them.
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
        jobs: Trainings at a time; None for one a core or one a GPU, and for all where a scheduler holds them back.
        executor: Where they run: a name in `EXECUTORS`.
        given_executor_options: ``key=value``.
        retries: How often a training starts again whose worker was lost.
        device: ``--device`` of the trainings.
        keep_checkpoints: Whether finished trainings keep their checkpoints.
    """

    config: str
    overrides: tuple[str, ...]
    arms: tuple[str, ...]
    optimizer_arms: tuple[str, ...]
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
    executor: str
    given_executor_options: tuple[str, ...]
    retries: int
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
            self._threads(),
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

    @cached_property
    def executor_options(self) -> ExecutorOptions:
        """The options of the executor."""
        return read_executor_options(self.executor, self.given_executor_options)

    @property
    def most_at_once(self) -> int | None:
        """The most trainings at a time, if the command line says it."""
        return None if self.jobs is None else check_integer("--jobs", self.jobs, at_least=1)

    @property
    def local_at_once(self) -> int:
        """Trainings at a time on this machine: one a core, one a GPU, or one on another device."""
        if self.most_at_once is not None:
            return self.most_at_once
        return core_count() if self.local_gpus is None else max(len(self.local_gpus), 1)

    @property
    def local_gpus(self) -> list[str] | None:
        """The GPUs of this machine for the trainings; empty if all use one device, None for the CPU."""
        if self.device in (None, "gpu"):
            return visible_gpus() or ([] if self.device or other_devices_installed() else None)
        return None if self.device == "cpu" else []

    def _threads(self) -> int:
        options = self.executor_options
        if self.executor == "local":
            return max(core_count() // self.local_at_once, 1)
        self._check_handed_out_device()
        return options.count("cpus", 1)

    def _check_handed_out_device(self) -> None:
        """Ray and Slurm choose the number of the device, and Ray knows no other kind than GPUs."""
        said = tr("--device {}: {}", self.device, f"--executor {self.executor}")
        if self.device is not None and ":" in self.device:
            kind = self.device.partition(":")[0]
            raise UsageError(tr("{} chooses the number; write --device {}", said, kind))
        if self.executor == "ray" and self.device not in (None, "cpu", "gpu"):
            raise UsageError(tr("{} hands out CPUs and GPUs only; must be cpu or gpu", said))

    def _rates(self) -> tuple[float, ...]:
        if self.rates is None:
            return self._grid(self.base.schedule.peak_lr)
        return tuple(map(rounded, parse_numbers("--rates", self.rates)))

    def _grid(self, center: float) -> tuple[float, ...]:
        """The rates around one."""
        return rate_grid(center, self.rate_count, self.rate_factor)

    def _arms(self, rates: tuple[float, ...]) -> tuple[Arm, ...]:
        if self.kind == "schedules":
            if not self.arms and not self.optimizer_arms:
                raise UsageError(
                    tr("give the schedules to compare, such as --schedule CosineAnnealingDecay LinearDecay")
                )
            grid = self._grid if self.rates is None else lambda center: rates
            own = [read_optimizer_arm(spec, self.base, grid) for spec in self.optimizer_arms]
            return (*(read_arm(spec, self.base) for spec in self.arms), *own)
        if len(self.arms) > 1 or self.optimizer_arms:
            raise UsageError(tr("--arms rates takes one schedule, got {}", len((*self.arms, *self.optimizer_arms))))
        return tuple(rate_arms(read_arm(self.arms[0] if self.arms else OWN, self.base), list(rates)))
