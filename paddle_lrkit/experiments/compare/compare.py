"""The comparison from start to end: tune, freeze, train with fresh seeds, test once, analyse."""

from __future__ import annotations

from dataclasses import dataclass

from paddle_lrkit.experiments.compare.analysis import Analysis, Scores, analyse, choose, tuning_scores
from paddle_lrkit.experiments.compare.execute import Executor
from paddle_lrkit.experiments.compare.outcome import Outcome, primary_metric, second_metric
from paddle_lrkit.experiments.compare.plan import Plan, Trial, next_rate
from paddle_lrkit.experiments.compare.trial_config import trial_schedule


@dataclass(frozen=True)
class Comparison:
    """A finished comparison.

    Args:
        plan: What was asked.
        metric: The deciding metric.
        second: Metric that is shown beside it.
        analyses: One for each length.
        outcomes: All trainings.
    """

    plan: Plan
    metric: str
    second: str | None
    analyses: tuple[Analysis, ...]
    outcomes: dict[Trial, Outcome]


def check_plan(plan: Plan) -> None:
    """Raises what a training would raise about its config, before any is started."""
    for budget in plan.budgets:
        for arm in plan.arms:
            for rate in plan.rates if arm.rate is None else (arm.rate,):
                trial_schedule(plan, Trial(budget, "tune", arm.name, rate, 0))


def run_comparison(plan: Plan, executor: Executor, metric: str | None = None) -> Comparison:
    """Trains what is missing and analyses everything.

    Args:
        plan: The comparison.
        executor: Where and how it trains.
        metric: The metric that decides; by default the loss, or the task's metric where there is no loss.

    Raises:
        LrkitError: A training failed, or the evaluations lack the metric.
    """
    executor.expected = len(plan.budgets) * _trainings(plan)
    tuned = {budget: _tune(plan, executor, budget, metric) for budget in plan.budgets}
    for budget, (_, chosen) in tuned.items():
        executor.run(plan.final(budget, chosen))
    outcomes = executor.outcomes
    primary = primary_metric(metric, outcomes.values())
    second = second_metric(primary, outcomes.values())
    analyses = [
        analyse(plan, outcomes, budget, tuning, chosen, primary, second) for budget, (tuning, chosen) in tuned.items()
    ]
    return Comparison(plan, primary, second, tuple(analyses), outcomes)


def _trainings(plan: Plan) -> int:
    tuning = len(plan.rates) * len(plan.tune_seeds) if plan.tuned else 0
    return len(plan.arms) * (tuning + len(plan.final_seeds))


def _tune(plan: Plan, executor: Executor, budget: float, wanted: str | None) -> tuple[Scores, dict[str, float]]:
    """The validation scores of the tried rates, and the best rate of each arm.

    Where the best of an arm is at an end of the grid, the grid grows by one rate there, for every arm.
    """
    if not plan.tuned:
        return {}, {arm.name: arm.rate for arm in plan.arms if arm.rate is not None}
    rates, extensions = plan.rates, 0
    while True:
        trials = plan.tuning(budget, rates)
        executor.run(trials)
        metric = primary_metric(wanted, [executor.outcomes[trial] for trial in trials])
        scores = tuning_scores(plan, executor.outcomes, budget, rates, metric)
        chosen = {arm: choose(tried) for arm, tried in scores.items()}
        wider = _wider(rates, set(chosen.values()))
        if wider == rates or extensions == plan.extensions:
            return scores, chosen
        extensions += 1
        executor.expected += (len(wider) - len(rates)) * len(plan.arms) * len(plan.tune_seeds)
        executor.notify(f"the best rate of an arm is at an end of the grid; also trying {_shown(wider, rates)}")
        rates = wider


def _wider(rates: tuple[float, ...], chosen: set[float]) -> tuple[float, ...]:
    if len(rates) < 2:
        return rates
    lower = (next_rate(rates, upward=False),) if rates[0] in chosen else ()
    upper = (next_rate(rates, upward=True),) if rates[-1] in chosen else ()
    return (*lower, *rates, *upper)


def _shown(wider: tuple[float, ...], rates: tuple[float, ...]) -> str:
    return " and ".join(f"{rate:g}" for rate in wider if rate not in rates)
