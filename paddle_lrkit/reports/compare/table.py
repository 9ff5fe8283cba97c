"""A comparison as text: what it will train, and its table."""

from __future__ import annotations

import math
from collections.abc import Sequence

from paddle_lrkit.experiments.compare import results
from paddle_lrkit.experiments.compare.plan import ComparisonPlan, Trial
from paddle_lrkit.experiments.compare.scaling import with_peak
from paddle_lrkit.messages import tr
from paddle_lrkit.plot.chart import Chart
from paddle_lrkit.reports.compare.words import edge_note, notes, verdict
from paddle_lrkit.reports.report import Report
from paddle_lrkit.text import format_count, format_share, plural

_LEAST = 3
"""The last columns, which a narrow terminal leaves out, as it does the second metric."""


def outlook(plan: ComparisonPlan) -> str:
    """Returns what a plan trains, as text."""
    lines = [tr("{} trainings on {}:", len(plan.budgets) * plan.trials_per_budget, plan.base.document.file)]
    grids = plan.grids
    shared = len({*grids.values()}) == 1 and len(grids) == len(plan.arms)
    if plan.tuned:
        rates = tr("rates {}", _list(plan.arms[0].rates or plan.rates)) if shared else tr("the rates below")
        lines.append(tr("  tuning: {} with seeds {}, for each arm and length", rates, _span(plan.tune_seeds)))
    lines.append(tr("  at the frozen rate: seeds {}", _span(plan.final_seeds)))
    for budget in plan.budgets:
        for arm in plan.arms:
            tried = grids.get(arm.name) or (arm.rate or 0.0,)
            schedule = plan.trial_schedule(Trial(budget, "tune", arm.name, tried[0], 0))
            lr = arm.lr if shared else with_peak(plan.base, arm.lr, tried[len(tried) // 2])
            keys = ", ".join(f"{key} {value}" for key, value in lr.items() if key != "name")
            own = "" if shared else tr("; {}: {}", plural(len(tried), "rate"), _list(tried))
            lines.append(tr("  {}, {} updates: {}{}", arm.name, schedule.total_updates, keys, own))
    return "\n".join(lines)


def report_of(result: results.ComparisonResult, part: results.BudgetResult, picture: Chart | None = None) -> Report:
    """Returns the report on one length, with a chart where it is shown."""
    head, *rows = cells(result, part)
    share = tr(" ({} of the config's)", format_share(part.budget)) if part.budget != 1 else ""
    after = tr("{}{}, {}", plural(part.updates, "update"), share, plural(len(result.final_seeds), "seed"))
    remarks = [("note", note) for note in notes(part)]
    if edge := edge_note(part):
        remarks.append(("next", edge))
    return Report(
        tr("{}: {} on {} after {}", result.config, result.metric, result.measured_on, after),
        [("verdict", verdict(part))],
        picture=picture,
        rows=[["", *head], *(["=" if row[0] in part.marked else "", *row] for row in rows)],
        align="<<" + ">" * (len(head) - 1),
        marked=[index for index, row in enumerate(rows) if row[0] in part.marked],
        optional=_LEAST + bool(result.second_metric),
        notes=[("note", tr("=: cannot be told from the best. Positive differences are worse.")), *remarks],
    )


def cells(result: results.ComparisonResult, part: results.BudgetResult) -> list[list[str]]:
    """Returns the table with its heading; the first cell of a row is the name of the arm."""
    second = [result.second_metric] if result.second_metric else []
    head = [tr("arm"), tr("rate"), result.metric, tr("worse by [95%]"), "p (Holm)", *second]
    head += [tr("area"), tr("to target"), tr("regret")]
    return [head, *(_row(arm, part, bool(second)) for arm in part.arms)]


def _row(arm: results.ArmResult, part: results.BudgetResult, with_second: bool) -> list[str]:
    difference, worse, p_value = arm.difference, "-", ""
    if difference:
        low, high = difference.interval
        worse = f"{number(difference.worse_by)} [{number(low)}, {number(high)}]"
        p_value = "<0.001" if difference.p_holm < 0.001 else f"{difference.p_holm:.3f}"
    elif arm.name == part.best and not arm.diverged:
        worse = tr("best")
    return [
        arm.name,
        f"{arm.rate:g}" + ("!" if arm.rate_at_edge else ""),
        tr("diverged {}x", arm.diverged) if arm.diverged else number(arm.mean),
        worse,
        p_value,
        *([number(sum(arm.second_values) / len(arm.second_values))] if with_second else []),
        number(arm.area),
        format_count(arm.updates_to_target) if math.isfinite(arm.updates_to_target) else tr("never"),
        number(arm.regret),
    ]


def number(value: float) -> str:
    """Returns four decimals, or ``-`` for an infinite or NaN value."""
    return f"{value:.4f}" if math.isfinite(value) else "-"


def _list(rates: Sequence[float]) -> str:
    return tr(", ").join(f"{rate:g}" for rate in rates)


def _span(seeds: tuple[int, ...]) -> str:
    return tr("{} to {}", seeds[0], seeds[-1]) if len(seeds) > 1 else str(seeds[0])
