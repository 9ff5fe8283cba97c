"""From the trainings of one length to a table: chosen rates, scores, intervals, tied group."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from paddle_lrkit.experiments.compare.curve_scores import area, rate_regret, updates_to
from paddle_lrkit.experiments.compare.outcome import Outcome, badness
from paddle_lrkit.experiments.compare.plan import Plan, Trial
from paddle_lrkit.experiments.compare.statistics import bootstrap_interval, holm, paired_p_value, smallest_detectable

LEVEL = 0.05
Outcomes = Mapping[Trial, Outcome]


@dataclass(frozen=True)
class Duel:
    """An arm against the best one, pair by pair; positive differences are worse than the best.

    Args:
        difference: Mean of the paired differences.
        low: Lower end of its bootstrap interval.
        high: Upper end.
        p: Of the paired test.
        p_holm: Corrected for the number of arms.
        detectable: Smallest difference that the test would find in 80% of such comparisons.
    """

    difference: float
    low: float
    high: float
    p: float
    p_holm: float
    detectable: float

    @property
    def tied(self) -> bool:
        """Whether the two cannot be told apart."""
        return self.p_holm >= LEVEL


@dataclass(frozen=True)
class Row:
    """One arm at its frozen rate.

    Args:
        arm: Name.
        rate: The frozen peak rate.
        scores: Deciding metric of each seed, lower is better; infinite for a diverged run.
        second: Second metric of each seed, as measured; empty when there is none.
        area: Mean over the seeds of the mean height of the validation curve.
        updates: Updates until the mean over the seeds of the validation curve is at the target.
        regret: Cost of a rate up to two octaves off, on validation; NaN when no other rate was tried.
        duel: Against the best arm; None for the best and where a divergence decides.
    """

    arm: str
    rate: float
    scores: tuple[float, ...]
    second: tuple[float, ...]
    area: float
    updates: float
    regret: float
    duel: Duel | None = None

    @property
    def diverged(self) -> int:
        """Number of runs without a score."""
        return sum(not math.isfinite(score) for score in self.scores)

    @property
    def mean(self) -> float:
        """Mean score; infinite when a run diverged."""
        return statistics.fmean(self.scores)

    @property
    def order(self) -> tuple[int, float]:
        """Ranks arms: fewer divergences first, then the mean of what is left."""
        finite = [score for score in self.scores if math.isfinite(score)]
        return self.diverged, statistics.fmean(finite) if finite else math.inf


@dataclass(frozen=True)
class Analysis:
    """What the trainings of one length say.

    Args:
        budget: Length, relative to the base config.
        rates: The tried rates, extensions included; empty when nothing was tuned.
        tuning: Arm -> rate -> mean validation score, lower is better.
        at_edge: Arms whose best rate is still at an end of the rates.
        rows: The arms, best first.
        target: Validation score that counts as reached.
    """

    budget: float
    rates: tuple[float, ...]
    tuning: Mapping[str, Mapping[float, float]]
    at_edge: tuple[str, ...]
    rows: tuple[Row, ...]
    target: float

    @property
    def tied(self) -> list[str]:
        """The best arm and those that cannot be told from it."""
        return [self.rows[0].arm, *(row.arm for row in self.rows[1:] if row.duel is not None and row.duel.tied)]


def tuning_scores(plan: Plan, outcomes: Outcomes, budget: float, rates: Sequence[float], metric: str) -> Scores:
    """Arm -> rate -> mean of the last validation scores over the tuning seeds."""
    return {
        arm.name: {
            rate: statistics.fmean(
                badness(outcomes[Trial(budget, "tune", arm.name, rate, seed)].last, metric) for seed in plan.tune_seeds
            )
            for rate in rates
        }
        for arm in plan.arms
    }


Scores = dict[str, dict[float, float]]


def choose(scores: Mapping[float, float]) -> float:
    """The rate of the lowest score; the lower rate of two that are equal.

    Example:
        >>> choose({0.1: 2.0, 0.01: 1.0, 0.03: 1.0})
        0.01
    """
    return min(sorted(scores), key=lambda rate: scores[rate])


def analyse(
    plan: Plan,
    outcomes: Outcomes,
    budget: float,
    tuning: Scores,
    chosen: Mapping[str, float],
    metric: str,
    second: str | None,
) -> Analysis:
    """The table of one length.

    Args:
        plan: The comparison.
        outcomes: All its trainings.
        budget: The length.
        tuning: From `tuning_scores`; empty when each arm is a rate.
        chosen: Arm -> frozen rate.
        metric: The deciding metric.
        second: Metric that is shown beside it.
    """
    finals = {
        arm.name: [outcomes[Trial(budget, "final", arm.name, chosen[arm.name], seed)] for seed in plan.final_seeds]
        for arm in plan.arms
    }
    target = _target(finals, metric)
    rows = [_row(arm, chosen[arm], runs, tuning.get(arm, {}), metric, second, target) for arm, runs in finals.items()]
    rows.sort(key=lambda row: row.order)
    rates = tuple(sorted(next(iter(tuning.values())))) if tuning else ()
    at_edge = tuple(arm for arm in tuning if chosen[arm] in (rates[0], rates[-1])) if len(rates) > 1 else ()
    return Analysis(budget, rates, tuning, at_edge, _with_duels(rows), target)


def final_metrics(outcome: Outcome) -> dict[str, float]:
    """What a run is counted by: the test, or the last validation where there is no test."""
    if outcome.diverged:
        return {}
    return outcome.last if outcome.test is None else outcome.test


def _row(
    arm: str,
    rate: float,
    runs: Sequence[Outcome],
    tried: Mapping[float, float],
    metric: str,
    second: str | None,
    target: float,
) -> Row:
    curves = [[(update, badness(values, metric)) for update, values in run.evaluations] for run in runs]
    whole = [area(curve) if not run.diverged else math.inf for run, curve in zip(runs, curves, strict=True)]
    return Row(
        arm,
        rate,
        tuple(badness(final_metrics(run), metric) for run in runs),
        tuple(final_metrics(run).get(second, math.nan) for run in runs) if second else (),
        statistics.fmean(whole),
        updates_to(_mean_curve(curves), target) if all(map(math.isfinite, whole)) else math.inf,
        rate_regret(tried, rate) if tried else math.nan,
    )


def _mean_curve(curves: Sequence[Sequence[tuple[int, float]]]) -> list[tuple[int, float]]:
    """The mean of curves at the updates that all of them have."""
    tables = [dict(curve) for curve in curves]
    shared = sorted(set.intersection(*(set(table) for table in tables)))
    return [(update, statistics.fmean(table[update] for table in tables)) for update in shared]


def _target(finals: Mapping[str, Sequence[Outcome]], metric: str) -> float:
    """The worst mean of an arm's last validation scores among the arms that did not diverge."""
    means = [statistics.fmean(badness(run.last, metric) for run in runs) for runs in finals.values()]
    return max((mean for mean in means if math.isfinite(mean)), default=-math.inf)


def _with_duels(rows: Sequence[Row]) -> tuple[Row, ...]:
    best, *others = rows
    compared = [row for row in others if not best.diverged and not row.diverged]
    differences = [[own - top for own, top in zip(row.scores, best.scores, strict=True)] for row in compared]
    p_values = [paired_p_value(each) for each in differences]
    duels = {
        row.arm: _duel(each, p, corrected, len(compared))
        for row, each, p, corrected in zip(compared, differences, p_values, holm(p_values), strict=True)
    }
    return tuple(_with_duel(row, duels.get(row.arm)) for row in rows)


def _with_duel(row: Row, duel: Duel | None) -> Row:
    return Row(row.arm, row.rate, row.scores, row.second, row.area, row.updates, row.regret, duel)


def _duel(differences: Sequence[float], p: float, corrected: float, tests: int) -> Duel:
    low, high = bootstrap_interval(differences)
    detectable = smallest_detectable(statistics.stdev(differences), len(differences), alpha=LEVEL / tests)
    return Duel(statistics.fmean(differences), low, high, p, corrected, detectable)
