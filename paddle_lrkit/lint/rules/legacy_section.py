"""PaddleSeg's `learning_rate` section.

What it does
    Reports `learning_rate: {value, decay}` at the top of a PaddleSeg config.

Why is this bad
    PaddleSeg itself refuses it since 2.0; three programs in its `contrib` directory still read it, and ignore it
    silently next to `lr_scheduler`.

Example
    iters: 80000
    learning_rate: {value: 0.01, decay: {type: poly, power: 0.9, end_lr: 0}}

Use instead
    iters: 80000
    lr_scheduler: {type: PolynomialDecay, learning_rate: 0.01, power: 0.9, end_lr: 0}

Reference
    PaddleSeg, paddleseg/cvlibs/config.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.config_value import as_number
from paddle_lrkit.suites.table import detector_of, fields_of
from paddle_lrkit.text import format_yaml


def check(context: Context) -> Iterator[Violation]:
    """The finding at the old section."""
    if context.script is not None:
        return
    data, title = context.document.data, detector_of(context.suite).title
    for old, example in fields_of(context.suite).replaced.items():
        new = example.partition(":")[0]
        if old in data and new in data:
            yield Violation(
                (old,), tr("{} is ignored because {} is present", old, new), tr("remove {}", old), severity="warning"
            )
        elif old in data and context.source.selection.variant is None:
            yield Violation(
                (old,), tr("{} no longer reads {}; it needs {}", title, old, new), _translated(context, old, example)
            )


def _translated(context: Context, old: str, example: str) -> str:
    """The example with the numbers of the old section, where that is a polynomial too."""
    if context.document.get((old, "decay", "type"), "poly") != "poly":
        return tr("write the schedule as {}", example.partition(":")[0])
    for key, path in (("learning_rate", "value"), ("power", "decay.power"), ("end_lr", "decay.end_lr")):
        number = as_number(context.document.get((old, *path.split("."))))
        if number is not None:
            example = re.sub(rf"\b{key}: [^,}}]+", f"{key}: {format_yaml(number)}", example)
    return tr("{}  # instead of {}", example, old)
