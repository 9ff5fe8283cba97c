"""What a comparison trains: arms, rates, seeds and lengths."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any, Literal

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.file_paths import with_absolute_root
from paddle_lrkit.config.read_settings import read_settings
from paddle_lrkit.errors import UsageError, check_number
from paddle_lrkit.experiments.compare.arm import Arm, check_names
from paddle_lrkit.experiments.compare.base_config import BaseConfig
from paddle_lrkit.experiments.compare.scaling import set_length, with_peak
from paddle_lrkit.messages import tr
from paddle_lrkit.suites import Schedule
from paddle_lrkit.suites.lrkit.reader import schedule_of
from paddle_lrkit.units import LengthOptions

Phase = Literal["tune", "final"]


@dataclass(frozen=True, order=True)
class Trial:
    """One training.

    Args:
        budget: Length, as a factor of that of the base config.
        phase: ``tune`` trials choose a rate, ``final`` trials are measured.
        arm: Name of the arm.
        rate: Peak rate.
        seed: ``Global.seed``.
    """

    budget: float
    phase: Phase
    arm: str
    rate: float
    seed: int


@dataclass(frozen=True)
class ComparisonPlan:
    """A whole comparison; equal plans train the same.

    Args:
        base: The config.
        arms: At least two.
        rates: Peak rates that every arm without rates of its own tries first, ascending.
        extensions: How often a grid may grow by a rate when the best rate of an arm is at its end.
        tune_seeds: Seeds of the tuning.
        final_seeds: Seeds of the measured trainings; none of them is used for tuning.
        budgets: Lengths, as factors of that of the base config; each is tuned separately.
        threads: CPU threads of a training.

    Raises:
        UsageError: There are fewer than two arms, or two of one name.
        ConfigError: A rate or a length is not positive.
    """

    base: BaseConfig
    arms: tuple[Arm, ...]
    rates: tuple[float, ...]
    extensions: int
    tune_seeds: tuple[int, ...]
    final_seeds: tuple[int, ...]
    budgets: tuple[float, ...] = (1.0,)
    threads: int = 1

    def __post_init__(self) -> None:
        if len(self.arms) < 2:
            raise UsageError(
                tr("a comparison needs at least two arms; add one with --schedule or --arm, or use --arms rates")
            )
        check_names(self.arms)
        for rate in self.rates:
            check_number("--rates", rate, above=0)
        for budget in self.budgets:
            check_number("--budget", budget, above=0)

    @property
    def tuned(self) -> bool:
        """Whether rates are tuned; otherwise each arm has one."""
        return bool(self.grids)

    @property
    def grids(self) -> dict[str, tuple[float, ...]]:
        """Arm -> the peak rates that it tries first, ascending; without the arms whose rate is not tuned."""
        return {arm.name: arm.rates or self.rates for arm in self.arms if arm.rate is None}

    @property
    def trials_per_budget(self) -> int:
        """Trainings of one length, without extensions of the grids."""
        tuning = sum(map(len, self.grids.values())) * len(self.tune_seeds)
        return tuning + len(self.arms) * len(self.final_seeds)

    def arm(self, name: str) -> Arm:
        """Returns the arm with a name."""
        return next(arm for arm in self.arms if arm.name == name)

    def tuning(self, budget: float, grids: Mapping[str, tuple[float, ...]]) -> list[Trial]:
        """Returns the trials that try rates, seed by seed, so that early results cover every arm."""
        return [
            Trial(budget, "tune", arm, rate, seed)
            for seed in self.tune_seeds
            for rates in zip_longest(*grids.values())
            for arm, rate in zip(grids, rates, strict=True)
            if rate is not None
        ]

    def final(self, budget: float, chosen: Mapping[str, float]) -> list[Trial]:
        """Returns the trials that are measured, each arm at its chosen rate."""
        return [
            Trial(budget, "final", arm.name, chosen[arm.name], seed) for seed in self.final_seeds for arm in self.arms
        ]

    def folder(self, trial: Trial) -> str:
        """Returns the directory of a trial, relative to that of the comparison."""
        start = f"budget{trial.budget:g}/" if len(self.budgets) > 1 else ""
        return f"{start}{trial.phase}/{self.arm(trial.arm).folder}/lr{trial.rate:g}-seed{trial.seed}"

    def trial_config(self, trial: Trial, run: Path) -> dict[str, Any]:
        """Returns the complete config of a trial.

        Args:
            trial: The trial.
            run: Its run directory.

        Raises:
            ConfigError: The schedule does not fit the length.
        """
        data = copy.deepcopy(with_absolute_root(self.base.document))
        arm = self.arm(trial.arm)
        section = copy.deepcopy(dict(arm.optimizer)) or data["Optimizer"]
        data["Optimizer"] = {**section, "lr": with_peak(self.base, arm.lr, trial.rate, trial.budget)}
        data["Global"] |= {"seed": trial.seed, "output_dir": str(run)}
        set_length(data, self.base, trial.budget)
        return data

    def trial_schedule(self, trial: Trial) -> Schedule:
        """Returns the schedule of a trial.

        Raises:
            ConfigError: The training would refuse its config.
        """
        document = Document(self.trial_config(trial, Path("run")), self.base.document.marks, self.base.document.file)
        return schedule_of(read_settings(document), LengthOptions())

    def check(self) -> None:
        """Raises what any of the trainings would raise about its config."""
        for budget in self.budgets:
            for arm in self.arms:
                for rate in self.grids[arm.name] if arm.rate is None else (arm.rate,):
                    self.trial_schedule(Trial(budget, "tune", arm.name, rate, 0))

    def identity(self) -> dict[str, Any]:
        """Returns what makes two comparisons the same, as JSON."""
        return {
            "config": self.base.document.data,
            "arms": [{**asdict(arm), "folder": arm.folder} for arm in self.arms],
            "rates": list(self.rates),
            "extensions": self.extensions,
            "tune_seeds": list(self.tune_seeds),
            "final_seeds": list(self.final_seeds),
            "budgets": list(self.budgets),
        }
