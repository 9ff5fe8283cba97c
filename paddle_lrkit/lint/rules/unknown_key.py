"""A key that the schedule class refuses.

What it does
    Compares the keys of a schedule with the arguments of its class, where the suite passes them on unchanged.

Why is this bad
    The run stops with a TypeError before the first update.

Example
    iters: 80000
    lr_scheduler: {type: PolynomialDecay, learning_rate: 0.01, end_rl: 0}

Use instead
    lr_scheduler: {type: PolynomialDecay, learning_rate: 0.01, end_lr: 0}

Reference
    paddle.optimizer.lr; PaddleDetection, ppdet/optimizer/optimizer.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.errors import did_you_mean
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.config_value import as_number
from paddle_lrkit.suites.schedule_fields import ClassArguments
from paddle_lrkit.text import format_yaml, join_names

_MOST_LISTED = 40
_FAR, _NEAR = 0.6, 0.85


def check(context: Context) -> Iterator[Violation]:
    """A finding for each such key."""
    for entry in context.fields.arguments if context.fields else ():
        many = len(entry.takes) > _MOST_LISTED
        for key in () if entry.ignores_unknown else entry.given:
            if key not in entry.takes and not (isinstance(key, str) and key in entry.computed):
                new = entry.renamed.get(key)
                hint = (
                    tr("; did you mean {!r}?", new) if new else did_you_mean(key, entry.takes, _NEAR if many else _FAR)
                )
                all_of_them = "" if many else tr("it takes {}", join_names(entry.takes))
                yield Violation(
                    (*entry.path, key),
                    tr("{} takes no {!r}{}", entry.name, key, hint),
                    _meant(entry, key, hint) if hint else all_of_them,
                )


def _meant(entry: ClassArguments, key: str, hint: str) -> str:
    """The line with the nearest key, where that is not there too and the value is a single one."""
    value = entry.given[key]
    near = [name for name in entry.takes if repr(name) in hint and name not in entry.given]
    single = isinstance(value, (int, float, str)) and not isinstance(value, bool)
    number = as_number(value)
    written = format_yaml(number) if isinstance(value, (str, float)) and number is not None else str(value)
    return f"{near[0]}: {written}" if near and single else ""
