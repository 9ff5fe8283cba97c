"""The charts of a comparison."""

from __future__ import annotations

from paddle_lrkit.experiments.compare.results import ArmResult, BudgetResult, ComparisonResult, Points, known
from paddle_lrkit.messages import tr
from paddle_lrkit.plot.chart import Chart, ChartLine
from paddle_lrkit.plot.comparison import ArmDifference, differences_chart, lines_chart
from paddle_lrkit.plot.layout import COMPACT
from paddle_lrkit.plot.picture import draw_chart
from paddle_lrkit.plot.scene import Scene
from paddle_lrkit.text import plural


def charts(result: ComparisonResult, part: BudgetResult) -> dict[str, Scene]:
    """Returns file name -> chart for one length."""
    found = {"differences": differences(result, part)}
    if part.rates:
        found["rates"] = rates(result, part)
    found |= {"learning": learning(result, part), "schedules": schedules(part)}
    return {name: draw_chart(chart, 720, 380, COMPACT) for name, chart in found.items()}


def differences(result: ComparisonResult, part: BudgetResult) -> Chart:
    """Draws how much worse each arm is than the best one."""
    subtitle = tr(
        "{} on {}, paired differences over {} seeds, 95% intervals; coloured: tied",
        result.metric,
        result.measured_on,
        len(result.final_seeds),
    )
    rows = [_interval(arm, part, 1 if result.lower_is_better else -1) for arm in part.arms]
    return differences_chart(tr("Worse than the best arm by"), subtitle, tr("{}, difference", result.metric), rows)


def _interval(arm: ArmResult, part: BudgetResult, sign: int) -> ArmDifference:
    best, tied = part.arms[0], arm.name in part.tied
    if arm.diverged:
        return ArmDifference(arm.name, tr("diverged {}x", arm.diverged))
    note = tr("{:.4f} at {:g}", arm.mean, arm.rate)
    if arm.difference is None:
        return ArmDifference(arm.name, note, 0.0 if arm is best else None, tied=tied)
    pairs = [sign * (own - top) for own, top in zip(arm.values, best.values, strict=True)]
    return ArmDifference(arm.name, note, arm.difference.worse_by, *arm.difference.interval, pairs, tied)


def rates(result: ComparisonResult, part: BudgetResult) -> Chart:
    """Draws the validation score of each tried rate."""
    lines, chosen = [ChartLine(arm.name, _known(arm.tuning)) for arm in part.arms], [arm.rate for arm in part.arms]
    title, cut = tr("Sensitivity to the peak rate"), result.lower_is_better
    subtitle = tr(
        "{} on Eval after the last update, mean of {}; large: chosen, ×: diverged",
        result.metric,
        plural(len(result.tune_seeds), "seed"),
    ) + (tr("; large values are cut off") if cut else "")
    return lines_chart(title, subtitle, tr("peak rate"), lines, log_x=True, cut=cut, dots=True, chosen=chosen)


def learning(result: ComparisonResult, part: BudgetResult) -> Chart:
    """Draws the validation score over the run, mean of the fresh seeds."""
    lines = [ChartLine(arm.name, _known(arm.curve)) for arm in part.arms]
    dots = max(len(line.points) for line in lines) < 12
    subtitle = tr("{} on Eval at the frozen rate, mean of {} seeds", result.metric, len(result.final_seeds))
    return lines_chart(tr("During the run"), subtitle, tr("update"), lines, cut=result.lower_is_better, dots=dots)


def schedules(part: BudgetResult) -> Chart:
    """Draws the learning rate of each arm."""
    lines = [ChartLine(arm.name, arm.schedule) for arm in part.arms]
    return lines_chart(tr("The schedules"), tr("learning rate, each at its frozen peak"), tr("update"), lines)


def _known(points: Points) -> list[tuple[float, float | None]]:
    return [(x, known(y)) for x, y in points]
