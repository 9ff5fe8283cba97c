"""The complete config of one training."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.read_settings import read_settings
from paddle_lrkit.experiments.compare.plan import Plan, Trial
from paddle_lrkit.experiments.compare.rate_section import set_length, with_peak
from paddle_lrkit.suites import Schedule
from paddle_lrkit.suites.lrkit.reader import schedule_of
from paddle_lrkit.units import LengthOptions


def trial_config(plan: Plan, trial: Trial, run: Path) -> dict[str, Any]:
    """The base config with the schedule, seed, length and run directory of a trial.

    Args:
        plan: The comparison.
        trial: One of its trainings.
        run: The run directory.

    Raises:
        ConfigError: The schedule does not fit to the length.
    """
    data = copy.deepcopy(plan.base.document.data)
    data["Optimizer"]["lr"] = with_peak(plan.base, plan.arm(trial.arm).lr, trial.rate, trial.budget)
    data["Global"] |= {"seed": trial.seed, "output_dir": str(run)}
    set_length(data, plan.base, trial.budget)
    return data


def trial_schedule(plan: Plan, trial: Trial) -> Schedule:
    """The schedule of a trial; raises what its training would raise about the config."""
    document = Document(trial_config(plan, trial, Path("run")), plan.base.document.marks, plan.base.document.file)
    return schedule_of(read_settings(document), LengthOptions())
