"""From the trainings of one length to its result: chosen rates, scores, intervals, tied arms.

Scores are metrics with their sign chosen so that lower is better; a run that diverged has an infinite score.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from paddle_lrkit.experiments.compare.curve_scores import area, rate_regret, updates_to
from paddle_lrkit.experiments.compare.plan import ComparisonPlan, Trial
from paddle_lrkit.experiments.compare.results import LEVEL, ArmResult, BudgetResult, PairedDifference
from paddle_lrkit.experiments.compare.scaling import with_peak
from paddle_lrkit.experiments.compare.statistics import bootstrap_interval, holm, paired_p_value, smallest_detectable
from paddle_lrkit.experiments.compare.trial_result import LOWER_IS_BETTER, TrialResult, badness

_SCHEDULE_POINTS = 101

TrialResults = Mapping[Trial, TrialResult]
RateScores = Mapping[float, float]


@dataclass(frozen=True)
class TuningResult:
    """The tuning of one length.

    Args:
        budget: The length.
        scores: Arm -> rate -> mean validation score; without the arms whose rate was not tuned.
        chosen: Arm -> frozen rate.
    """

    budget: float
    scores: Mapping[str, RateScores]
    chosen: Mapping[str, float]

    @property
    def rates(self) -> tuple[float, ...]:
        """The tried rates of all arms, ascending."""
        return tuple(sorted({rate for tried in self.scores.values() for rate in tried}))

    def at_edge(self, arm: str) -> bool:
        """Whether the rate of an arm is at an end of the rates that it tried."""
        tried = self.scores.get(arm, {})
        return len(tried) > 1 and self.chosen[arm] in (min(tried), max(tried))


def tuning_scores(
    plan: ComparisonPlan, results: TrialResults, budget: float, grids: Mapping[str, Sequence[float]], metric: str
) -> dict[str, RateScores]:
    """Returns arm -> rate -> mean of the last validation scores over the tuning seeds."""
    return {
        arm: {
            rate: statistics.fmean(
                badness(results[Trial(budget, "tune", arm, rate, seed)].last, metric) for seed in plan.tune_seeds
            )
            for rate in rates
        }
        for arm, rates in grids.items()
    }


def choose(scores: RateScores) -> float:
    """Returns the rate with the lowest score; the lower rate of two equal ones.

    Example:
        >>> choose({0.1: 2.0, 0.01: 1.0, 0.03: 1.0})
        0.01
    """
    return min(sorted(scores), key=lambda rate: scores[rate])


def analyse(
    plan: ComparisonPlan, results: TrialResults, tuning: TuningResult, metric: str, second: str | None = None
) -> BudgetResult:
    """Analyses the trainings of one length.

    Args:
        plan: The comparison.
        results: All its trainings.
        tuning: The tuning of the length.
        metric: The deciding metric.
        second: The metric shown beside it.
    """
    runs: dict[str, list[TrialResult]] = {arm.name: [] for arm in plan.arms}
    for trial in plan.final(tuning.budget, tuning.chosen):
        runs[trial.arm].append(results[trial])
    scores = {name: [badness(run.final, metric) for run in each] for name, each in runs.items()}
    differences = _differences(scores)
    target, sign = _target(runs.values(), metric), 1.0 if metric in LOWER_IS_BETTER else -1.0
    arms = []
    for name in sorted(runs, key=lambda name: _order(scores[name])):
        rate, tried = tuning.chosen[name], tuning.scores.get(name, {})
        curves = [[(update, badness(values, metric)) for update, values in run.evaluations] for run in runs[name]]
        areas = [math.inf if run.diverged else area(curve) for run, curve in zip(runs[name], curves, strict=True)]
        curve = _mean_curve(curves)
        arm = ArmResult(
            name=name,
            rate=rate,
            rate_at_edge=tuning.at_edge(name),
            **_schedule_fields(plan, tuning, name),
            mean=statistics.fmean(scores[name]),
            values=tuple(scores[name]),
            second_values=tuple(run.final.get(second, math.nan) for run in runs[name]) if second else (),
            diverged=_diverged(scores[name]),
            difference=differences.get(name),
            area=statistics.fmean(areas),
            updates_to_target=updates_to(curve, target) if all(map(math.isfinite, areas)) else math.inf,
            regret=rate_regret(tried, rate) if tried else math.nan,
            tuning=tuple(sorted(tried.items())),
            curve=tuple(curve),
        )
        arms.append(_as_measured(arm, sign))
    tied = (arms[0].name, *(arm.name for arm in arms if arm.difference and arm.difference.tied))
    updates = plan.trial_schedule(plan.final(tuning.budget, tuning.chosen)[0]).total_updates
    return BudgetResult(tuning.budget, updates, tuning.rates, sign * target, arms[0].name, tied, tuple(arms))


def _as_measured(arm: ArmResult, sign: float) -> ArmResult:
    """Turns the scores of an arm back into values of the metric."""

    def measured(score: float) -> float:
        return sign * score + 0.0  # no negative zero

    return replace(
        arm,
        mean=measured(arm.mean),
        values=tuple(map(measured, arm.values)),
        area=measured(arm.area),
        tuning=tuple((rate, measured(score)) for rate, score in arm.tuning),
        curve=tuple((update, measured(score)) for update, score in arm.curve),
    )


def _schedule_fields(plan: ComparisonPlan, tuning: TuningResult, name: str) -> dict[str, Any]:
    rate = tuning.chosen[name]
    schedule = plan.trial_schedule(Trial(tuning.budget, "final", name, rate, plan.final_seeds[0]))
    last = schedule.total_updates - 1
    updates = sorted({round(index * last / (_SCHEDULE_POINTS - 1)) for index in range(_SCHEDULE_POINTS)})
    return {
        "shares_warmup": plan.arm(name).shares_warmup,
        "lr": with_peak(plan.base, plan.arm(name).lr, rate, tuning.budget),
        "optimizer": plan.arm(name).optimizer,
        "warmup_updates": schedule.warmup_updates,
        "last_rate": schedule.curve(last) if schedule.plateau is None else None,
        "schedule": tuple((update, schedule.curve(update)) for update in updates),
    }


def _diverged(scores: Sequence[float]) -> int:
    return sum(not math.isfinite(score) for score in scores)


def _order(scores: Sequence[float]) -> tuple[int, float]:
    """Ranks arms: fewer runs that diverged first, then the lower mean of the others."""
    finite = [score for score in scores if math.isfinite(score)]
    return _diverged(scores), statistics.fmean(finite) if finite else math.inf


def _mean_curve(curves: Sequence[Sequence[tuple[int, float]]]) -> list[tuple[int, float]]:
    """The mean of curves at the updates that all of them have."""
    tables = [dict(curve) for curve in curves]
    shared = sorted(set.intersection(*(set(table) for table in tables)))
    return [(update, statistics.fmean(table[update] for table in tables)) for update in shared]


def _target(arms: Iterable[Sequence[TrialResult]], metric: str) -> float:
    """The worst mean of the last validation scores of an arm, among the arms that did not diverge."""
    means = [statistics.fmean(badness(run.last, metric) for run in runs) for runs in arms]
    return max((mean for mean in means if math.isfinite(mean)), default=-math.inf)


def _differences(scores: Mapping[str, Sequence[float]]) -> dict[str, PairedDifference]:
    """Arm -> its difference from the best one, for the arms without a run that diverged."""
    best, *others = sorted(scores, key=lambda name: _order(scores[name]))
    names = [name for name in others if not _diverged(scores[best]) and not _diverged(scores[name])]
    differences = [[own - top for own, top in zip(scores[name], scores[best], strict=True)] for name in names]
    p_values = [paired_p_value(each) for each in differences]
    return {
        name: PairedDifference(
            worse_by=statistics.fmean(each),
            interval=bootstrap_interval(each),
            p=p,
            p_holm=corrected,
            tied=corrected >= LEVEL,
            smallest_detectable=smallest_detectable(statistics.stdev(each), len(each), alpha=LEVEL / len(names)),
        )
        for name, each, p, corrected in zip(names, differences, p_values, holm(p_values), strict=True)
    }
