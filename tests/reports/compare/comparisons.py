"""Made-up results of a comparison."""

from __future__ import annotations

import math
from typing import Any

from paddle_lrkit.experiments.compare.results import ArmResult, BudgetResult, ComparisonResult, PairedDifference


def difference(**changes: Any) -> PairedDifference:
    values = {"worse_by": 0.2, "interval": (0.1, 0.3), "p": 0.01, "p_holm": 0.01, "tied": False}
    return PairedDifference(**{**values, "smallest_detectable": 0.1, **changes})


def arm(name: str, **changes: Any) -> ArmResult:
    values: dict[str, Any] = {
        "name": name,
        "rate": 0.1,
        "rate_at_edge": False,
        "shares_warmup": True,
        "lr": {"name": name, "learning_rate": 0.1},
        "optimizer": {},
        "warmup_updates": 0,
        "last_rate": 0.1,
        "schedule": ((0, 0.1), (9, 0.1)),
        "mean": math.inf if changes.get("diverged") else 0.5,
        "values": (0.5, 0.5),
        "second_values": (),
        "diverged": 0,
        "difference": None,
        "area": 0.6,
        "updates_to_target": 10,
        "regret": 0.1,
        "tuning": ((0.1, 0.5),),
        "curve": ((5, 0.6), (10, 0.5)),
    }
    return ArmResult(**{**values, **changes})


def budget(*arms: ArmResult, best: str = "A", tied: tuple[str, ...] = ("A",)) -> BudgetResult:
    return BudgetResult(1.0, 10, (0.1,), 0.5, best, tied, arms)


def comparison(*budgets: BudgetResult, **changes: Any) -> ComparisonResult:
    values: dict[str, Any] = {
        "config": "softmax",
        "task": "classification",
        "metric": "loss",
        "lower_is_better": True,
        "second_metric": None,
        "measured_on": "Test",
        "tuned": True,
        "tune_seeds": (0,),
        "final_seeds": (0, 1),
        "extensions_allowed": 0,
        "trainings": 6,
        "seconds": 1.5,
    }
    return ComparisonResult(**{**values, "budgets": budgets, **changes})
