"""``lrkit rescale``: both curves over the samples that the network has seen."""

from __future__ import annotations

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.rescale import Change
from paddle_lrkit.plot.figure import Figure
from paddle_lrkit.plot.series import Role, Series, series_of
from paddle_lrkit.plot.words import Words
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.text import format_count

_FAR = 8
"""Ratio of the peaks from which on the rate axis is logarithmic, because the lower line would look level."""


def rescaled_figure(context: Context, after: Schedule, gpus: Change, batch: Change | None, words: Words) -> Figure:
    """The schedule before and after, one above the other where they agree in what they have seen.

    The axis is samples where the config or the options tell how many an update takes and how many updates an epoch
    has; otherwise it is the share of the run, which both spend on the same samples.

    Args:
        context: The config before.
        after: Its schedule afterwards.
        gpus: Processes.
        batch: Samples per process.
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
        role: Role = "shade" if schedule is before else "plan"
        samples = size * processes * _accumulated(context) if size and countable else None
        lines.append(Series(label, schedule, role=role, samples=samples))
    x = "samples" if all(line.samples for line in lines) else "percent"
    peaks = [line.peak for line in lines]
    log_y = min(peaks) > 0 and max(peaks) > _FAR * min(peaks)
    return Figure(lines, x, log_y, title=words.rescaled.format(series_of([before])[0].label), words=words)


def _batch_sizes(context: Context, batch: Change | None) -> tuple[int | None, int | None]:
    """Samples per process before and after."""
    if batch is not None:
        return batch.before, batch.after
    known = context.fields.batch.number if context.fields is not None and context.fields.batch is not None else None
    size = int(known) if known and known >= 1 else None
    return size, size


def _accumulated(context: Context) -> int:
    """Batches of an update."""
    given = context.document.get(("Global", "accumulate_steps"), 1) if context.suite == "lrkit" else 1
    return given if isinstance(given, int) and given >= 1 else 1
