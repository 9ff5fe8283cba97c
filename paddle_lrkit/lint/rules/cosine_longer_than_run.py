"""A cosine that the run cuts off.

What it does
    Compares the length of the cosine with the length of the run.

Why is this bad
    The run ends while the rate is still high. PP-YOLOE does that on purpose, because it evaluates averaged weights;
    in PaddleDetection configs, up to 1.25 times the run is reported as info, and not at all with `use_ema: true`.

Example
    iters: 80000
    lr_scheduler: {type: CosineAnnealingDecay, learning_rate: 0.01, T_max: 160000}

Use instead
    lr_scheduler: {type: CosineAnnealingDecay, learning_rate: 0.01, T_max: 80000}

Reference
    PaddleDetection's ppyoloe_crn_l_300e_coco: epoch 300, max_epochs 360.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint import advice
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.lint.shape_names import shape_name
from paddle_lrkit.messages import tr
from paddle_lrkit.text import format_count, format_factor, format_share

_LONGER = 1.01
"""A decay that is a little longer than the run has ended with it."""


def check(context: Context) -> Iterator[Violation]:
    """The finding at the length of the cosine."""
    fields, total, curve = context.fields, context.total, context.curve
    if fields is None or fields.span is None or not total:
        return
    length = fields.span.number
    if not length or not context.comparable(fields.unit):
        return
    span = context.updates(length, fields.unit)
    recipe = fields.behaviour.stretches_cosine and span <= 1.25 * total
    if span <= _LONGER * total or (recipe and fields.behaviour.averages_weights):
        return
    end = ""
    if curve and context.peak:
        end = tr("; the run ends at {} of the peak", format_share(curve(total - 1) / context.peak))
    default, known = fields.span.default_key, fields.shape in ("cosine", "polynomial")
    shape = shape_name(fields.shape) if known else fields.name
    yield Violation(
        fields.span.path,
        tr("the {} is {} times as long as the run{}", shape, format_factor(span / total), end)
        + (tr(" ({} is not given and is {})", default, format_count(length)) if default else ""),
        advice.span(context),
        severity="info" if recipe else None,
    )
