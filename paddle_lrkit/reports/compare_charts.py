"""The charts of a comparison, from its results."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.plot.chart import Chart
from paddle_lrkit.plot.comparison import ArmDifference, ArmLine, differences_chart, lines_chart
from paddle_lrkit.plot.layout import COMPACT
from paddle_lrkit.plot.picture import draw_chart
from paddle_lrkit.plot.scene import Scene
from paddle_lrkit.reports.compare_words import counted


def charts(content: dict[str, Any], part: dict[str, Any]) -> dict[str, Scene]:
    """File name -> chart, for one length."""
    found = {"differences": differences(content, part)}
    if part["rates"]:
        found["rates"] = rates(content, part)
    found |= {"learning": learning(content, part), "schedules": schedules(part)}
    return {name: draw_chart(chart, 720, 300, COMPACT) for name, chart in found.items()}


def differences(content: dict[str, Any], part: dict[str, Any]) -> Chart:
    """How much worse each arm is than the best."""
    metric = content["metric"]
    best = next(arm for arm in part["arms"] if arm["name"] == part["best"])
    subtitle = (
        f"{metric} on {content['measured_on']}, paired differences over {len(content['final_seeds'])} seeds, "
        "95% bootstrap intervals; coloured: cannot be told from the best"
    )
    rows = [_interval(arm, best, part, content["lower_is_better"]) for arm in part["arms"]]
    return differences_chart("Worse than the best schedule by", subtitle, f"{metric}, difference", rows)


def _interval(arm: dict[str, Any], best: dict[str, Any], part: dict[str, Any], lower: bool) -> ArmDifference:
    tied = arm["name"] in part["tied"]
    if arm["diverged"]:
        return ArmDifference(arm["name"], f"diverged {arm['diverged']}x")
    note = f"{arm['mean']:.4f} at {arm['rate']:g}"
    if arm["difference"] is None:
        return ArmDifference(arm["name"], note, 0.0 if arm is best else None, tied=tied)
    sign = 1 if lower else -1
    pairs = [sign * (own - top) for own, top in zip(arm["values"], best["values"], strict=True)]
    low, high = arm["difference"]["interval"]
    return ArmDifference(arm["name"], note, arm["difference"]["worse_by"], low, high, pairs, tied)


def rates(content: dict[str, Any], part: dict[str, Any]) -> Chart:
    """The validation score of each tried rate."""
    lines = [ArmLine(arm["name"], arm["tuning"], arm["rate"], dots=True) for arm in part["arms"]]
    subtitle = (
        f"{content['metric']} on Eval after the last update, mean of {counted(content['tune_seeds'], 'seed')}; "
        "large: chosen, ×: diverged" + ("; large values are cut off" if content["lower_is_better"] else "")
    )
    cut = content["lower_is_better"]
    return lines_chart("Sensitivity to the peak rate", subtitle, "peak rate", lines, log_x=True, cut=cut)


def learning(content: dict[str, Any], part: dict[str, Any]) -> Chart:
    """The validation score over the run, mean of the fresh seeds."""
    lines = [ArmLine(arm["name"], arm["curve"], dots=len(arm["curve"]) < 12) for arm in part["arms"]]
    subtitle = f"{content['metric']} on Eval at the frozen rate, mean of {len(content['final_seeds'])} seeds"
    return lines_chart("On the way", subtitle, "update", lines, cut=content["lower_is_better"])


def schedules(part: dict[str, Any]) -> Chart:
    """The rates that were applied."""
    lines = [ArmLine(arm["name"], arm["schedule"]) for arm in part["arms"]]
    return lines_chart("What was compared", "learning rate, each at its frozen peak", "update", lines)
