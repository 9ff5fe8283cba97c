"""A rescaled schedule beside the one before: chart, table and notes."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from paddle_lrkit.config.document import dotted
from paddle_lrkit.config.edit.replace import written
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.plot.chart import Chart
from paddle_lrkit.plot.schedule_chart import schedule_chart
from paddle_lrkit.plot.series import Role, Series, series_of
from paddle_lrkit.plot.words import Words
from paddle_lrkit.reports.report import Paragraph, Report
from paddle_lrkit.suites.rescale.batch_change import BatchChange, accumulated, batch_size
from paddle_lrkit.suites.rescale.rescaling import Rescaling
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.text import format_count

_SHARES = (0.0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)
_ROLES: tuple[Role, Role] = ("reference", "plan")
_LABEL = Message("{}: {}")
_EXACT, _ABOUT = Message("{}: {} updates"), Message("{}: about {} updates")
_LOG_RATIO = 8
"""Ratio of the peaks from which the rate axis is logarithmic, because the lower line would look flat."""


def rescaling_report(change: Rescaling, output: str | None) -> dict[str, Any]:
    """What ``--json`` prints.

    Args:
        change: The rescaled config.
        output: The file that it was written to.
    """
    before, after = change.schedules[0]
    return {
        "factor": float(change.times),
        "rule": change.rule,
        "rate_factor": change.rate_factor,
        "changes": {dotted(edit.path): edit.value for edit in change.config.made},
        "not_changed": [dotted(edit.path) for edit in change.config.left],
        "notes": list(change.notes),
        "samples": rates_at_shares(before, after),
        "steps_per_epoch_before": before.steps_per_epoch,
        "steps_per_epoch_after": after.steps_per_epoch,
        "steps_per_epoch_known": change.length_before.certainty,
        "total_updates_before": before.total_updates,
        "total_updates_after": after.total_updates,
        "output": output,
    }


def rates_at_shares(before: Schedule, after: Schedule) -> list[dict[str, float]]:
    """Both rates at some shares of the run, each at the updates that begin with the same sample.

    A row has an update of the run with fewer updates, and the one of the other run at the same place. A short run has
    fewer rows.
    """
    totals = (before.total_updates, after.total_updates)
    if min(totals) < 1:
        return []
    coarse = 0 if totals[0] <= totals[1] else 1
    rows: dict[int, dict[str, float]] = {}
    for share in _SHARES:
        update = min(math.floor(Fraction(share) * totals[coarse] + Fraction(1, 2)), totals[coarse] - 1)
        other = min(math.floor(Fraction(update * totals[1 - coarse], totals[coarse]) + Fraction(1, 2)), max(totals) - 1)
        pair = (update, other) if coarse == 0 else (other, update)
        rows.setdefault(
            update,
            {
                "share": update / totals[coarse],
                "update_before": pair[0],
                "lr_before": before.curve(pair[0]),
                "update_after": pair[1],
                "lr_after": after.curve(pair[1]),
            },
        )
    return list(rows.values())


def rescale_report(report: dict[str, Any], change: Rescaling, wish: BatchChange, chart: Chart | None) -> Report:
    """The report for people.

    Args:
        report: `rescaling_report`.
        change: The rescaled config.
        wish: What changes about the samples in an update.
        chart: `rescaled_chart`, where it is shown.
    """
    result = tr("the samples in an update stay, and so do the rates and the lengths in updates")
    if change.times != 1:
        rule, factor = report["rule"], report["rate_factor"]
        rates = tr("the rate stays") if rule == "none" else tr("{} rule: rate times {:.4g}", rule, factor)
        result = tr("{:g} times the samples in an update; {}", report["factor"], rates)
    batches = _batches(change, wish)
    totals = [format_count(report[f"total_updates_{when}"]) for when in ("before", "after")]
    facts = [
        ("before", str(_EXACT.filled(batches[0], totals[0]))),
        ("after", str((_ABOUT if change.length_after.is_range else _EXACT).filled(batches[1], totals[1]))),
    ]
    if report["changes"]:
        facts.append(("changes", "\n".join(f"{key}: {written(value)}" for key, value in report["changes"].items())))
    rows = [
        (
            f"{row['share']:.0%}",
            f"{row['update_before']:,}",
            f"{row['lr_before']:.4g}",
            f"{row['update_after']:,}",
            f"{row['lr_after']:.4g}",
        )
        for row in report["samples"]
    ]
    table = (
        [(tr("samples"), tr("update before"), tr("rate before"), tr("update after"), tr("rate after")), *rows]
        if rows
        else ()
    )
    return Report(
        tr("{}: {}", _name(change), result),
        facts,
        chart,
        table,
        ">>>>>",
        notes=_notes(report, change),
    )


def _notes(report: dict[str, Any], change: Rescaling) -> list[Paragraph]:
    notes = [("note", text) for text in _assumptions(change)]
    for note in report["notes"]:
        text = note.removeprefix(tr("warning: "))
        notes.append(("note" if text == note else "warning", text))
    notes += [
        ("note", tr("not changed, because another key shares its value: {}", key)) for key in report["not_changed"]
    ]
    if report["output"] is None:
        notes.append(("next", tr("-O FILE writes the config.")))
    return notes


def _name(change: Rescaling) -> str:
    return series_of([change.schedules[0][0]])[0].label


_TAKEN = {
    "updates": Message("an epoch before is taken as {} updates; {}"),
    "batches": Message("an epoch before is taken as {} batches; {}"),
}
_RANGE = {
    "updates": Message("an epoch afterwards has {} to {} updates, taken as {}; --images gives the exact number"),
    "batches": Message("an epoch afterwards has {} to {} batches, taken as {}; --images gives the exact number"),
}


def _assumptions(change: Rescaling) -> list[str]:
    before, after = change.length_before, change.length_after
    if before.certainty == "assumed":
        known = tr("--steps-per-epoch or --images sets the real number")
        return [str(_TAKEN[before.unit].filled(before.steps, known))]
    if after.is_range:
        return [str(_RANGE[after.unit].filled(after.lowest, after.highest, after.steps))]
    return []


def _sizes(
    change: Rescaling, wish: BatchChange
) -> tuple[tuple[int | None, int | None], tuple[int, int], tuple[int, int]]:
    """Batch size, GPUs and accumulated batches, each before and after."""
    steps = (accumulated(change.fields), wish.accumulate or accumulated(change.fields))
    return batch_size(change.fields, wish), (wish.gpus.before, wish.gpus.after), steps


def _batches(change: Rescaling, wish: BatchChange) -> list[str]:
    """The samples in an update before and after, such as ``8 GPU x 2``."""
    sizes, gpus, steps = _sizes(change, wish)
    shown = []
    for size, number, batches in zip(sizes, gpus, steps, strict=True):
        text = f"{format_count(number)} GPU" + (f" x {format_count(size)}" if size else "")
        shown.append(text + (f" x {batches}" if steps != (1, 1) else ""))
    return shown


def rescaled_chart(change: Rescaling, wish: BatchChange, words: Words) -> Chart:
    """The schedule before and after over the samples that the network has seen.

    The axis is the share of the run if the samples in an update or the updates in an epoch are not known.

    Args:
        change: The rescaled config.
        wish: What changes about the samples in an update.
        words: Language.
    """
    sizes, gpus, steps = _sizes(change, wish)
    countable = change.length_before.certainty != "assumed"
    lines = []
    for index, (name, schedule) in enumerate(zip((words.before, words.after), change.schedules[0], strict=True)):
        size, role = sizes[index], _ROLES[index]
        label = _LABEL.filled(name, _batches(change, wish)[index]).of(words.code)
        known = size and countable and schedule.length.plan is None
        samples = (size or 0) * gpus[index] * steps[index] if known else None
        lines.append(Series(label, schedule, role=role, samples=samples))
    x = "samples" if all(line.samples for line in lines) else "percent"
    peaks = [line.peak for line in lines]
    log_y = min(peaks) > 0 and max(peaks) > _LOG_RATIO * min(peaks)
    title = words.rescaled.format(_name(change))
    return schedule_chart(lines, x, log_y=log_y, title=title, words=words)
