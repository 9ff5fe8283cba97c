"""A comparison as JSON: ``results.json``, from which table and report are made."""

from __future__ import annotations

import math
from typing import Any

from paddle_lrkit.experiments.compare.analysis import Analysis, Row
from paddle_lrkit.experiments.compare.compare import Comparison
from paddle_lrkit.experiments.compare.outcome import LOWER_IS_BETTER, Outcome
from paddle_lrkit.experiments.compare.plan import Plan, Trial
from paddle_lrkit.experiments.compare.rate_section import with_peak
from paddle_lrkit.experiments.compare.trial_config import trial_schedule

FORMAT = 1
_SAMPLES = 100


def results(comparison: Comparison) -> dict[str, Any]:
    """Everything that a comparison found, as plain data; what is infinite or unknown is None.

    All but the key ``seconds`` of a comparison is the same when it is made again.
    """
    plan, metric = comparison.plan, comparison.metric
    return {
        "format": FORMAT,
        "config": plan.base.name,
        "task": plan.base.document.get(("Global", "task"), "classification"),
        "metric": metric,
        "lower_is_better": metric in LOWER_IS_BETTER,
        "second_metric": comparison.second,
        "measured_on": "Test" if plan.base.has_test else "Eval",
        "tuned": plan.tuned,
        "tune_seeds": list(plan.tune_seeds) if plan.tuned else [],
        "final_seeds": list(plan.final_seeds),
        "extensions_allowed": plan.extensions if plan.tuned else 0,
        "budgets": [_budget(comparison, analysis) for analysis in comparison.analyses],
        "trainings": len(comparison.outcomes),
        "seconds": round(sum(outcome.wall_s for outcome in comparison.outcomes.values()), 1),
    }


def _budget(comparison: Comparison, analysis: Analysis) -> dict[str, Any]:
    sign = 1.0 if comparison.metric in LOWER_IS_BETTER else -1.0
    total = trial_schedule(comparison.plan, _trial(comparison.plan, analysis, analysis.rows[0])).total_updates
    return {
        "budget": analysis.budget,
        "updates": total,
        "rates": list(analysis.rates),
        "target": _number(sign * analysis.target),
        "best": analysis.rows[0].arm,
        "tied": analysis.tied,
        "arms": [_arm(comparison, analysis, row, sign) for row in analysis.rows],
    }


def _arm(comparison: Comparison, analysis: Analysis, row: Row, sign: float) -> dict[str, Any]:
    plan = comparison.plan
    arm = plan.arm(row.arm)
    tried = analysis.tuning.get(row.arm, {})
    trials = [Trial(analysis.budget, "final", row.arm, row.rate, seed) for seed in plan.final_seeds]
    return {
        "name": row.arm,
        "rate": row.rate,
        "rate_at_edge": row.arm in analysis.at_edge,
        "shares_warmup": arm.shares_warmup,
        **_schedule(plan, analysis, row),
        "mean": _number(sign * row.mean),
        "values": [_number(sign * score) for score in row.scores],
        "second_values": [_number(value) for value in row.second],
        "diverged": row.diverged,
        "difference": _duel(row),
        "area": _number(sign * row.area),
        "updates_to_target": _number(row.updates),
        "regret": _number(row.regret),
        "tuning": [[rate, _number(sign * score)] for rate, score in sorted(tried.items())],
        "curve": _curve([comparison.outcomes[trial] for trial in trials], comparison.metric),
    }


def _schedule(plan: Plan, analysis: Analysis, row: Row) -> dict[str, Any]:
    schedule = trial_schedule(plan, _trial(plan, analysis, row))
    total = schedule.total_updates
    places = sorted({round(index * (total - 1) / _SAMPLES) for index in range(_SAMPLES + 1)})
    return {
        "lr": with_peak(plan.base, plan.arm(row.arm).lr, row.rate, analysis.budget),
        "warmup_updates": schedule.warmup_updates,
        "last_rate": schedule.curve(total - 1) if schedule.plateau is None else None,
        "schedule": [[update, schedule.curve(update)] for update in places],
    }


def _trial(plan: Plan, analysis: Analysis, row: Row) -> Trial:
    return Trial(analysis.budget, "final", row.arm, row.rate, plan.final_seeds[0])


def _duel(row: Row) -> dict[str, Any] | None:
    duel = row.duel
    if duel is None:
        return None
    return {
        "worse_by": duel.difference,
        "interval": [duel.low, duel.high],
        "p": duel.p,
        "p_holm": duel.p_holm,
        "tied": duel.tied,
        "smallest_detectable": duel.detectable,
    }


def _curve(outcomes: list[Outcome], metric: str) -> list[list[float | None]]:
    """``[update, mean over the seeds]`` of the validation metric, where all seeds have it."""
    tables = [dict(outcome.evaluations) for outcome in outcomes]
    shared = sorted(set.intersection(*(set(table) for table in tables))) if tables else []
    means = [sum(table[update].get(metric, math.nan) for table in tables) / len(tables) for update in shared]
    return [[update, _number(mean)] for update, mean in zip(shared, means, strict=True)]


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None
