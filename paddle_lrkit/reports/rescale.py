"""A rescaled schedule beside the one before: chart, table and notes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from paddle_lrkit.config.edit.override import changed
from paddle_lrkit.config.edit.replace import written
from paddle_lrkit.lint.context import Context
from paddle_lrkit.plot.chart import Chart
from paddle_lrkit.plot.schedule_chart import schedule_chart
from paddle_lrkit.plot.series import Role, Series, series_of
from paddle_lrkit.plot.words import Words
from paddle_lrkit.suites.load import read_source
from paddle_lrkit.suites.rescale import Change, Rescaling
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.text import format_count, table
from paddle_lrkit.units import LengthOptions

_SHARES = (0.0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)
_LOG_RATIO = 8
"""Ratio of the peaks from which the rate axis is logarithmic, because the lower line would look flat."""


def rescaled_schedule(context: Context, change: Rescaling) -> Schedule:
    """The schedule after all edits."""
    known = context.schedule is not None and context.schedule.steps_per_epoch is not None
    steps = max(round(context.steps / change.factor), 1) if known else None
    source = replace(context.source, document=changed(context.document, change.edits))
    return read_source(source, LengthOptions(steps))


def rates_at_shares(before: Schedule | None, after: Schedule) -> list[dict[str, float]]:
    """Both rates at some shares of the samples of the run."""
    if before is None:
        return []
    rows: list[dict[str, float]] = []
    for share in _SHARES:
        row: dict[str, float] = {"share": share}
        for name, schedule in (("before", before), ("after", after)):
            update = round(share * (schedule.total_updates - 1))
            row |= {f"update_{name}": update, f"lr_{name}": schedule.curve(update)}
        rows.append(row)
    return rows


def sentences(report: dict[str, Any], context: Context) -> str:
    """The report as text.

    Args:
        report: What ``--json`` prints.
        context: The config before.
    """
    lines = [
        f"{report['factor']:g} times the samples in an update; {report['rule']} rule: "
        f"rate times {report['rate_factor']:.4g}"
    ]
    lines += [f"  {key}: {written(value)}" for key, value in report["changes"].items()]
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
    lines += table([("samples", "update", "rate before", "update", "rate after"), *rows], ">")
    if not context.steps_known and context.fields is not None and context.fields.run_unit == "ep":
        lines.append(f"an epoch before is taken as {context.steps} updates; --steps-per-epoch sets the real number")
    lines += [f"not known: {note}" for note in report["notes"]]
    lines += [f"not changed, because another key shares its value: {key}" for key in report["not_changed"]]
    return "\n".join(lines)


def rescaled_chart(context: Context, after: Schedule, gpus: Change, batch: Change | None, words: Words) -> Chart:
    """The schedule before and after over the samples that the network has seen.

    The axis is the share of the run if the samples in an update or the updates in an epoch are not known.

    Args:
        context: The config before.
        after: Its schedule afterwards.
        gpus: Number of GPUs.
        batch: Samples on each GPU in a batch.
        words: Language.
    """
    before = context.schedule or after
    sizes = _batch_sizes(context, batch)
    countable = context.steps_known or (context.fields is not None and context.fields.run_unit == "it")
    lines = []
    for name, schedule, processes, size in (
        (words.before, before, gpus.before, sizes[0]),
        (words.after, after, gpus.after, sizes[1]),
    ):
        label = f"{name}: {format_count(processes)} GPU" + (f" x {format_count(size)}" if size else "")
        role: Role = "reference" if schedule is before else "plan"
        samples = size * processes * _accumulated(context) if size and countable else None
        lines.append(Series(label, schedule, role=role, samples=samples))
    x = "samples" if all(line.samples for line in lines) else "percent"
    peaks = [line.peak for line in lines]
    log_y = min(peaks) > 0 and max(peaks) > _LOG_RATIO * min(peaks)
    title = words.rescaled.format(series_of([before])[0].label)
    return schedule_chart(lines, x, log_y=log_y, title=title, words=words)


def _batch_sizes(context: Context, batch: Change | None) -> tuple[int | None, int | None]:
    """Samples per process before and after."""
    if batch is not None:
        return batch.before, batch.after
    known = context.fields.batch.number if context.fields is not None and context.fields.batch is not None else None
    size = int(known) if known and known >= 1 else None
    return size, size


def _accumulated(context: Context) -> int:
    """Batches in an update."""
    given = context.fields.accumulation if context.fields is not None else None
    count = int(given.number or 1) if given is not None else 1
    return max(count, 1)
