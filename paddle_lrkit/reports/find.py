"""The result of a range test as a chart and as text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from paddle_lrkit.plot.range_chart import RangeTest
from paddle_lrkit.text import format_rate, table

if TYPE_CHECKING:
    from paddle_lrkit.experiments.lr_finder.experiment import RangeTestResult

_ENDS = {"high": "all updates done", "rose": "rose to 4 times its minimum at {}", "not finite": "not finite at {}"}


def range_test(result: RangeTestResult, config: str) -> RangeTest:
    """What the chart shows.

    Args:
        result: The range test.
        config: File name of the config, for the title.
    """
    from paddle_lrkit.experiments.lr_finder.loss_curve import smooth_curve

    found = result.found
    curves = []
    for ramp in result.ramps:
        losses = smooth_curve(ramp).tolist()
        curves.append((ramp.rates[: len(losses)].tolist(), losses))
    mean = found.rates.tolist(), found.losses.tolist()
    return RangeTest(f"{Path(config).stem}, {result.optimizer}", curves, mean, found.interval, found.suggestion)


def range_text(result: RangeTestResult, picture: str | None, written: str | None) -> str:
    """The ramps as a table, and the suggestion.

    Args:
        result: The range test.
        picture: File of the chart, if one was written.
        written: What was written to the config, if anything.
    """
    found = result.found
    rows = [("ramp", "steepest", "lowest loss", "edge", "end")]
    for number, (read, ramp) in enumerate(zip(found.ramps, result.ramps, strict=True), start=1):
        rates = (format_rate(value, 2) for value in (read.steepest, read.minimum, read.edge, float(ramp.rates[-1])))
        steepest, lowest, edge, last = rates
        rows.append((str(number), steepest, lowest, edge, _ENDS[ramp.end].format(last)))
    lines = ["", *table(rows), ""]
    if found.suggestion is None or found.interval is None or found.classic is None:
        lines.append(f"No suggestion: {found.reason}")
    else:
        low, high = (format_rate(value, 2) for value in found.interval)
        classic_low, classic_high = (format_rate(value, 2) for value in found.classic)
        lines += [
            f"Suggestion: a peak rate of {format_rate(found.suggestion)}; worth a trial: {low} to {high}. The config "
            f"has {format_rate(result.schedule.peak_lr)}.",
            f"The classic advice, between the steepest slope and a tenth of the lowest loss, is {classic_low} to "
            f"{classic_high}: safe, and usually too slow.",
            written or "--write puts the suggestion into the config.",
        ]
    lines.append(f"Logs of the ramps: {result.directory}" + (f"; chart: {picture}" if picture else ""))
    return "\n".join(lines)
