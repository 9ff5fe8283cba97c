"""A cosine that the run cuts off.

What it does
    Compares the length of the cosine with the length of the run.

Why is this bad
    The run ends while the rate is still high. PP-YOLOE does that on purpose, because it evaluates averaged weights;
    in PaddleDetection configs, up to 1.25 times the run is reported as info.

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

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.text import format_yaml


def check(context: Context) -> Iterator[Violation]:
    """The finding at the length of the cosine."""
    fields, total, curve = context.fields, context.total, context.curve
    if fields is None or fields.span is None or not total or fields.shape not in ("cosine", "polynomial"):
        return
    length = fields.span.number
    if not length or not context.comparable(fields.unit):
        return
    span = context.updates(length, fields.unit)
    if span <= total:
        return
    end = (
        f", where the rate is still {curve(total - 1) / context.peak:.0%} of the peak" if curve and context.peak else ""
    )
    recipe = fields.behaviour.stretches_cosine and span <= 1.25 * total
    default = fields.span.default_key
    times = f"{span / total:.3g}" if span < 100 * total else f"{span / total:,.0f}"
    yield Violation(
        fields.span.path,
        f"the {fields.shape} is {times} times as long as the run{end}"
        + (f" ({default} is not given and is {format_yaml(length)})" if default else ""),
        context.write_length(fields.span, total - context.warmup if fields.span_from_warmup else total),
        severity="info" if recipe else None,
    )
