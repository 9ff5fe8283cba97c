"""PaddleClas' `Piecewise` with `learning_rate`.

What it does
    Reports `learning_rate` beside `decay_epochs` and `values`, where the lists give other rates within the run.

Why is this bad
    With `learning_rate`, PaddleClas discards both lists and divides the rate by 10 every 30 epochs; a run of 30 epochs
    or fewer keeps one rate.

Example
    Global: {epochs: 120}
    Optimizer:
      lr: {name: Piecewise, learning_rate: 0.1, decay_epochs: [60, 90], values: [0.1, 0.01, 0.001]}

Use instead
      lr: {name: Piecewise, decay_epochs: [60, 90], values: [0.1, 0.01, 0.001]}

Reference
    PaddleClas, ppcls/optimizer/learning_rate.py, Piecewise.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.config.edit.edit import Edit
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.config_value import as_number
from paddle_lrkit.text import format_rate

_INTERVAL, _FACTOR = 30, 0.1
Drops = list[tuple[float, float | None]]


def check(context: Context) -> Iterator[Violation]:
    """The finding at ``learning_rate``."""
    fields = context.fields
    if fields is None or not fields.behaviour.discards_lists or not fields.arguments:
        return
    given = fields.arguments[0].given
    rate, epochs = as_number(given.get("learning_rate")), as_number(fields.run.value) if fields.run else None
    if not rate:
        return
    path = (*fields.section, "learning_rate")
    values, marks = given.get("values"), given.get("decay_epochs")
    if values is None and marks is None:
        return
    used = _used(rate, epochs)
    written = _written(marks, values, epochs)
    if written is not None and epochs and _seen(written, context) == _seen(used, context):
        return
    fits = written is not None and len(_seen(written, context)) == len(written)
    peak = format_rate(rate)
    shown = (
        tr("{} and a tenth of it every {} epochs", peak, _INTERVAL)
        if len(used) > 1
        else tr("{} for the whole run", peak)
    )
    removes = fits and context.source.selection.base is None
    instead = tr("remove learning_rate, and let the lists end before the run")
    if fits:
        instead = tr("remove {}", "learning_rate")
    if context.source.selection.base is not None:
        instead = tr("take a base config with another schedule, such as Cosine")
    yield Violation(
        path,
        tr(
            "PaddleClas discards decay_epochs {} and values {} because learning_rate is given; the rate is {}",
            marks,
            values,
            shown,
        ),
        instead,
        (Edit(path, remove=True),) if removes and written is not None and written[0][1] == rate else (),
    )


def _used(rate: float, epochs: float | None) -> Drops:
    """The epochs and rates that PaddleClas takes."""
    marks = range(0, max(min(int(epochs or 1), 100_000), 1), _INTERVAL)
    return [(mark, rate * _FACTOR**number) for number, mark in enumerate(marks)]


def _written(marks: object, values: object, epochs: float | None) -> Drops | None:
    """The epochs and rates of the lists; None where they are no table."""
    if not isinstance(marks, list) or not isinstance(values, list) or len(values) != len(marks) + 1:
        return None
    places = [0.0, *(number for mark in marks if (number := as_number(mark)) is not None)]
    return list(zip(places, map(as_number, values), strict=True)) if len(places) == len(values) else None


def _seen(drops: Drops, context: Context) -> list[tuple[float, float | None]]:
    """The drops before the end of the run."""
    fields, steps = context.fields, context.steps
    run = (fields.run.number if fields is not None and fields.run is not None else None) or 0
    last = run - context.warmup / steps
    return [(mark, None if rate is None else float(f"{rate:.9g}")) for mark, rate in drops if mark < last]
