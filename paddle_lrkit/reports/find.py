"""The result of a range test as a chart and as text."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from paddle_lrkit.messages import Message, tr
from paddle_lrkit.plot.range_chart import RangeTest
from paddle_lrkit.text import format_rate, table

if TYPE_CHECKING:
    from paddle_lrkit.experiments.lr_finder.experiment import RangeTestResult
    from paddle_lrkit.experiments.lr_finder.trials import ShortTrainings

_ENDS = {
    "high": Message("all updates done"),
    "rose": Message("rose to 4 times its minimum at {}"),
    "not finite": Message("not finite at {}"),
}


def range_test(result: RangeTestResult, config: str) -> RangeTest:
    """What the chart shows.

    Args:
        result: The range test.
        config: File name of the config, for the title.
    """
    from paddle_lrkit.experiments.lr_finder.loss_curve import smooth_curve

    found, reading = result.found, result.reading
    curves = []
    for ramp in result.ramps:
        losses = smooth_curve(ramp).tolist()
        curves.append((ramp.rates[: len(losses)].tolist(), losses))
    mean = reading.rates.tolist(), reading.losses.tolist()
    losses_at = {} if result.trials is None else result.trials.losses
    ends = {rate: loss for rate, loss in losses_at.items() if math.isfinite(loss)}
    trials = list(ends), list(ends.values())
    name = tr("{}, {}", Path(config).stem, result.optimizer)
    return RangeTest(name, curves, mean, found.interval, found.suggestion, trials)


def range_text(result: RangeTestResult, picture: str | None, written: str | None) -> str:
    """The ramps and the short trainings as tables, and the suggestion.

    Args:
        result: The range test.
        picture: File of the chart, if one was written.
        written: What was written to the config, if anything.
    """
    found, trials = result.found, result.trials
    rows = [(tr("ramp"), tr("steepest"), tr("lowest loss"), tr("edge"), tr("end"))]
    for number, (read, ramp) in enumerate(zip(result.reading.ramps, result.ramps, strict=True), start=1):
        rates = (format_rate(value, 2) for value in (read.steepest, read.minimum, read.edge, float(ramp.rates[-1])))
        steepest, lowest, edge, last = rates
        rows.append((str(number), steepest, lowest, edge, str(_ENDS[ramp.end].filled(last))))
    lines = ["", *table(rows), ""]
    if trials is not None:
        lines += [*table(_trial_rows(trials)), ""]
    if found.suggestion is None or found.interval is None:
        lines.append(tr("No suggestion: {}", found.reason))
    else:
        low, high = (format_rate(value, 2) for value in found.interval)
        lines += [
            tr(
                "Suggestion: a peak rate of {}; worth a trial: {} to {}. The config has {}.",
                format_rate(found.suggestion),
                low,
                high,
                format_rate(result.schedule.peak_lr),
            ),
            *_horizon(result),
            written or tr("--write puts the suggestion into the config."),
        ]
    cost = tr("{} updates in all; logs: {}", result.updates, result.directory)
    lines.append(cost + (tr("; chart: {}", picture) if picture else ""))
    return "\n".join(lines)


def _trial_rows(trials: ShortTrainings) -> list[tuple[str, str]]:
    rows = [(tr("peak of {} updates", trials.updates), tr("loss on {} data", trials.held_out))]
    for rate, loss in trials.losses.items():
        rows.append((format_rate(rate, 2), f"{loss:.4g}" if math.isfinite(loss) else tr("diverged")))
    return rows


def _horizon(result: RangeTestResult) -> list[str]:
    """How far the suggestion reaches beyond the length of the short trainings."""
    total, trials = result.schedule.total_updates, result.trials
    if trials is None or total <= trials.updates:
        return []
    return [
        tr(
            "The run is {:.2g} times as long as the short trainings: the suggestion is lower than the center of "
            "their good rates by the third root of that. A larger --trial-updates relies less on this.",
            total / trials.updates,
        )
    ]
