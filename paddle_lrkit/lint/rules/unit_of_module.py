"""A number of PaddleX's `Train` that counts something else in this module, or nothing.

What it does
    `warmup_steps` is epochs in classification and recognition of images and in video classification, updates in
    detection, segmentation of instances and keypoints, and is not read by the other modules, nor where the base config
    has no `LinearWarmup`. `epochs_iters` is updates in semantic segmentation and anomaly detection. The rule reports a
    number that is in the other unit, and a warmup that is ignored.

Why is this bad
    The files of PaddleX look alike, and a number that is copied from another module is accepted: 100 epochs of warmup
    in a run of 50 never leave the warmup, and an ignored warmup leaves the one of the base config.

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

from collections.abc import Iterator

from paddle_lrkit.config.document import dotted
from paddle_lrkit.lint import advice
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.suites.config_value import as_number
from paddle_lrkit.suites.paddlex.reader import rewritten
from paddle_lrkit.suites.paddlex.rewrite import NAME, Rewriting
from paddle_lrkit.suites.schedule_fields import ScheduleFields
from paddle_lrkit.text import format_count

_WARMUP, _RUN = ("Train", "warmup_steps"), ("Train", "epochs_iters")
_MOST_EPOCHS = 100
"""No segmentation is trained with so few updates."""
_FEW_UPDATES = 10
_MANY_EPOCHS = 20


def check(context: Context) -> Iterator[Violation]:
    """The findings at ``warmup_steps`` and ``epochs_iters``."""
    fields = context.fields
    if context.suite != "paddlex" or fields is None:
        return
    found = rewritten(context.document, context.source.selection)
    warmup = as_number(context.document.get(_WARMUP)) or 0.0
    if warmup > 0:
        yield from _warmup(context, fields, found, warmup)
    run = as_number(context.document.get(_RUN))
    if fields.run_unit == "it" and run is not None and 0 < run <= _MOST_EPOCHS:
        yield Violation(
            _RUN,
            f"epochs_iters counts updates in {found.module}: the run has {format_count(run)} updates, and the number "
            "looks like epochs",
            "multiply by the updates of an epoch",
        )


def _warmup(context: Context, fields: ScheduleFields, found: Rewriting, warmup: float) -> Iterator[Violation]:
    unit, length = found.how.warmup_unit, format_count(warmup)
    run = fields.run.number if fields.run is not None and fields.run_unit == "ep" else None
    if fields.warmup is None or fields.warmup.path != _WARMUP:
        yield Violation(
            _WARMUP,
            f"warmup_steps {length} has no effect: {_why(unit, found)}, {_instead(fields)}",
            "set the warmup in the base config, or write null here",
        )
    elif unit == "ep" and warmup > _MANY_EPOCHS and run is not None and warmup >= 0.3 * run:
        yield Violation(
            _WARMUP,
            f"warmup_steps counts epochs in {found.module}, so {length} are "
            + (f"more than the {format_count(run)} of the run" if warmup > run else f"{warmup / run:.0%} of the run")
            + ", and the number looks like updates",
            advice.warmup(context),
            severity="error" if warmup >= run else None,
        )
    elif unit == "it" and warmup <= _FEW_UPDATES:
        yield Violation(
            _WARMUP,
            f"warmup_steps counts updates in {found.module}, and {length} looks like epochs",
            "multiply by the updates of an epoch",
        )


def _why(unit: str, found: Rewriting) -> str:
    if not unit:
        return f"{NAME} does not read it in {found.module}"
    return f"the base config of {found.how.base.title} has no warmup that {NAME} changes"


def _instead(fields: ScheduleFields) -> str:
    """What the run does instead."""
    warmup = fields.warmup
    if warmup is None or not warmup.number:
        return "so there is no warmup"
    counted = "epochs" if fields.warmup_unit == "ep" else "updates"
    return f"so the {format_count(warmup.number)} {counted} of {dotted(warmup.key_path or warmup.path)} stay"
