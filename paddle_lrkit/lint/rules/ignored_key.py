"""A key that the suite ignores.

What it does
    Reports keys of a schedule that its class does not have, where the suite ignores them silently.

Why is this bad
    The line has no effect: PaddleClas and PaddleOCR train without it.

Example
    Global: {epoch_num: 500}
    Optimizer:
      lr: {name: Cosine, learning_rate: 0.001, eta_min: 0.00001}

Use instead
      lr: {name: Cosine, learning_rate: 0.001}

Reference
    PaddleOCR, ppocr/optimizer/learning_rate.py; PaddleClas, ppcls/optimizer/learning_rate.py: **kwargs.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.config.edit.edit import Edit
from paddle_lrkit.errors import did_you_mean, shown
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.schedule_fields import REMOVED
from paddle_lrkit.text import format_yaml

_WARMUP = ("warmup_epoch", "warmup_start_lr", "warmup_steps")


def check(context: Context) -> Iterator[Violation]:
    """A finding for each such key."""
    fields = context.fields
    for dead in fields.dead if fields else ():
        value, number = dead.item.value, dead.item.number
        written = shown(value) if number is None or isinstance(value, str) else format_yaml(number)
        yield Violation(
            dead.item.path,
            tr("{} {} has no effect: {}", dead.item.path[-1], written, dead.reason),
            str(dead.fix),
            (Edit(dead.item.path, remove=True),) if dead.fix == REMOVED else (),
            severity="info" if dead.harmless else None,
        )
    for entry in fields.arguments if fields else ():
        if not entry.ignores_unknown:
            continue
        warmed = any(key in entry.takes for key in _WARMUP)
        for key, value in entry.given.items():
            if key in entry.takes or key in entry.computed or key == "regularizer" or (key in _WARMUP and not warmed):
                continue
            hint = did_you_mean(key, entry.takes)
            yield Violation(
                (*entry.path, key),
                tr("{} has no {}: {!r} is ignored{}", entry.name, key, value, hint),
                "" if hint else str(REMOVED),
                () if hint else (Edit((*entry.path, key), remove=True),),
                severity="info" if hint == "" and value in (None, 0, False) else None,
            )
