"""A number of PaddleX's `Train` that counts something else in this module.

What it does
    `warmup_steps` is epochs in classification and recognition of images and in video classification, and updates in
    detection, instance segmentation and keypoints. `epochs_iters` is updates in semantic segmentation and anomaly
    detection, and epochs elsewhere. The rule reports a number that looks like the other unit.

Why is this bad
    The files of PaddleX look alike, and a number that is copied from another module is accepted: a run of 50 epochs
    never leaves a warmup of 100.

Example
    Global: {model: ResNet50}
    Train: {epochs_iters: 50, batch_size: 64, learning_rate: 0.1, warmup_steps: 100}

Use instead
    Global: {model: ResNet50}
    Train: {epochs_iters: 50, batch_size: 64, learning_rate: 0.1, warmup_steps: 2}

Reference
    the trainers of PaddleX 3.7.2; its PP-LCNet_x1_0_doc_ori has 100 epochs of warmup in 50.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from paddle_lrkit.lint import advice
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.config_value import as_number
from paddle_lrkit.suites.paddlex.base_config import module_of
from paddle_lrkit.suites.paddlex.modules import MODULES
from paddle_lrkit.text import format_count

_WARMUP, _RUN = ("Train", "warmup_steps"), ("Train", "epochs_iters")
_MOST_EPOCHS = 100
"""No segmentation is trained with so few updates."""
_FEW_UPDATES = 10
_MANY_EPOCHS = 20
_LONG, _SHORT, _LEAST = 0.3, 0.05, 0.02
"""Shares of a run: a warmup that is too long to be meant, a usual one, and a short one."""


def check(context: Context) -> Iterator[Violation]:
    """The findings at ``warmup_steps`` and ``epochs_iters``, also where the base config is not known."""
    document, base = context.document, context.source.selection.base
    module = module_of(document, base)
    if module is None or module not in MODULES:
        return
    how = MODULES[module]
    warmup, run = (as_number(document.get(path)) or 0.0 for path in (_WARMUP, _RUN))
    if how.warmup_unit == "ep" and warmup > max(_MANY_EPOCHS, _LONG * run) and run > 0:
        much = (
            tr("more than the {} of the run", format_count(run))
            if warmup > run
            else tr("{:.0%} of the run", warmup / run)
        )
        yield Violation(
            _WARMUP,
            tr(
                "warmup_steps counts epochs in {}, so {} are {}, and the number looks like updates",
                module,
                format_count(warmup),
                much,
            ),
            advice.warmup(context) or f"warmup_steps: {max(round(_SHORT * run), 1)}",
            severity="error" if warmup >= run else None,
        )
    elif how.warmup_unit == "it" and 0 < warmup <= _FEW_UPDATES and not _is_a_part(context, warmup):
        yield Violation(
            _WARMUP,
            tr("warmup_steps counts updates in {}, and {} looks like epochs", module, format_count(warmup)),
            tr("multiply by the updates of an epoch"),
        )
    if how.base.run_unit == "it" and 0 < run <= _MOST_EPOCHS:
        yield Violation(
            _RUN,
            tr(
                "epochs_iters counts updates in {}: the run has {} updates, and the number looks like epochs",
                module,
                format_count(run),
            ),
            tr("multiply by the updates of an epoch"),
        )


def _is_a_part(context: Context, warmup: float) -> bool:
    """Whether a few updates are a part of a short run that may be meant."""
    return context.steps_known and warmup >= _LEAST * (context.total or math.inf)
