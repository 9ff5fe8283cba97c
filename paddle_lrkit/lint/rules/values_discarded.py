"""PaddleClas' `Piecewise` with `learning_rate`.

What it does
    Reports `learning_rate` beside `decay_epochs` and `values`.

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
from paddle_lrkit.suites.config_value import as_number


def check(context: Context) -> Iterator[Violation]:
    """The finding at ``learning_rate``."""
    fields = context.fields
    if fields is None or not fields.behaviour.discards_lists or not fields.arguments:
        return
    given = fields.arguments[0].given
    if not given.get("learning_rate"):
        return
    path = (*fields.section, "learning_rate")
    values, marks = given.get("values"), given.get("decay_epochs")
    first = values[0] if isinstance(values, list) and values else None
    number, epochs = as_number(given["learning_rate"]), as_number(fields.run.value) if fields.run else None
    lists = isinstance(marks, list) and isinstance(values, list)
    if lists and number and epochs and _is_what_happens(marks or [], values or [], number, epochs):
        return
    certain = first is not None and as_number(first) == number
    yield Violation(
        path,
        f"with learning_rate the lists decay_epochs {marks} and values {values} are discarded "
        "for a tenth every 30 epochs",
        "remove learning_rate",
        (Edit(path, remove=True),) if certain else (),
    )


def _is_what_happens(marks: list[object], values: list[object], rate: float, epochs: float) -> bool:
    """Whether the lists say what PaddleClas does without them."""
    drops = list(range(30, max(int(epochs), 1), 30))
    rates = [rate * 0.1**index for index in range(len(drops) + 1)]
    written = [as_number(value) for value in values]
    return (
        marks == drops
        and len(written) == len(rates)
        and all(
            value is not None and abs(value - meant) <= 1e-9 * rate for value, meant in zip(written, rates, strict=True)
        )
    )
