"""A comparison from start to end: tune, freeze the rates, train with fresh seeds, analyse."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

from paddle_lrkit.experiments.compare.analysis import TuningResult, analyse, choose, tuning_scores
from paddle_lrkit.experiments.compare.executors.base import RunLrkit
from paddle_lrkit.experiments.compare.executors.choose import open_executor
from paddle_lrkit.experiments.compare.grid import next_rate
from paddle_lrkit.experiments.compare.options import CompareOptions
from paddle_lrkit.experiments.compare.output_directory import RESULTS, claim, locked, write_json
from paddle_lrkit.experiments.compare.plan import ComparisonPlan
from paddle_lrkit.experiments.compare.results import ComparisonResult
from paddle_lrkit.experiments.compare.trial_result import LOWER_IS_BETTER, primary_metric, second_metric
from paddle_lrkit.experiments.compare.trial_runner import Notify, TrialRunner
from paddle_lrkit.messages import tr
from paddle_lrkit.text import join_names


def run_comparison(options: CompareOptions, run_lrkit: RunLrkit, notify: Notify) -> ComparisonResult:
    """Trains what is missing, analyses everything and writes ``results.json``.

    Args:
        options: The comparison.
        run_lrkit: Runs a command of ``lrkit`` and exits.
        notify: Takes a line of progress.

    Raises:
        LrkitError: A training failed, or the evaluations do not have the metric.
    """
    root = options.root
    waiting = tr("{}: trainings of another start are still running; waiting for them (Ctrl-C to stop)", root)
    with locked(root, lambda: notify(waiting)):
        plan = replace(options.plan, threads=claim(root, options.plan))
        with closing(open_executor(options, plan.threads, run_lrkit)) as executor:
            if str(executor):
                notify(str(executor))
            result = _run(plan, TrialRunner(plan, options, executor, notify), options.metric)
        write_json(root / RESULTS, result.to_json())
    return result


def _run(plan: ComparisonPlan, runner: TrialRunner, wanted: str | None) -> ComparisonResult:
    tunings = [_tune(plan, runner, budget, wanted) for budget in plan.budgets]
    for tuning in tunings:
        runner.run(plan.final(tuning.budget, tuning.chosen))
    results = runner.results
    metric = primary_metric(wanted, results.values())
    second = second_metric(metric, results.values())
    return ComparisonResult(
        config=plan.base.name,
        task=plan.base.document.get(("Global", "task"), "classification"),
        metric=metric,
        lower_is_better=metric in LOWER_IS_BETTER,
        second_metric=second,
        measured_on="Test" if plan.base.has_test else "Eval",
        tuned=plan.tuned,
        tune_seeds=plan.tune_seeds if plan.tuned else (),
        final_seeds=plan.final_seeds,
        extensions_allowed=plan.extensions if plan.tuned else 0,
        budgets=tuple(analyse(plan, results, tuning, metric, second) for tuning in tunings),
        trainings=len(results),
        seconds=round(sum(result.wall_s for result in results.values()), 1),
    )


def _tune(plan: ComparisonPlan, runner: TrialRunner, budget: float, wanted: str | None) -> TuningResult:
    """Tries the rates and chooses the best one of each arm.

    If the best rate of an arm is at an end of its grid, the grid grows by one rate there, for every arm that has it.
    """
    fixed = {arm.name: arm.rate for arm in plan.arms if arm.rate is not None}
    if not plan.tuned:
        return TuningResult(budget, {}, fixed)
    grids, extensions = plan.grids, 0
    while True:
        trials = plan.tuning(budget, grids)
        runner.run(trials)
        metric = primary_metric(wanted, [runner.results[trial] for trial in trials])
        scores = tuning_scores(plan, runner.results, budget, grids, metric)
        chosen = {arm: choose(tried) for arm, tried in scores.items()}
        wider = {
            name: _wider(grid, {chosen[other] for other, same in grids.items() if same == grid})
            for name, grid in grids.items()
        }
        if wider == grids or extensions == plan.extensions:
            return TuningResult(budget, scores, {**chosen, **fixed})
        extensions += 1
        added = [rate for name, grid in wider.items() for rate in grid if rate not in grids[name]]
        runner.expected += len(added) * len(plan.tune_seeds)
        tried = join_names([f"{rate:g}" for rate in sorted(set(added))])
        runner.notify(tr("the best rate of an arm is at an end of its grid; also trying {}", tried))
        grids = wider


def _wider(rates: tuple[float, ...], chosen: set[float]) -> tuple[float, ...]:
    if len(rates) < 2:
        return rates
    lower = (next_rate(rates, upward=False),) if rates[0] in chosen else ()
    upper = (next_rate(rates, upward=True),) if rates[-1] in chosen else ()
    return (*lower, *rates, *upper)
