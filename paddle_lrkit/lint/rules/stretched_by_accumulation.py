"""A schedule that accumulated batches make longer than the run.

What it does
    Reports `gradient_accumulation_steps` above 1 in the flags of ppdiffusers' scripts, with a rate that moves.

Why is this bad
    The scripts multiply the warmup and the run by the batches in an update and step the schedule once an update. With 4
    batches the warmup takes four times as long, and the run ends after the first quarter of its decay.

Example
    learning_rate: 1.0e-4
    lr_scheduler: cosine
    lr_warmup_steps: 50
    max_train_steps: 4000
    train_batch_size: 4
    gradient_accumulation_steps: 4

Use instead
    learning_rate: 1.0e-4
    lr_scheduler: cosine
    lr_warmup_steps: 50
    max_train_steps: 4000
    train_batch_size: 16

Reference
    PaddleMIX 6afaf05d, ppdiffusers/examples/text_to_image/train_text_to_image.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.text import format_share


def check(context: Context) -> Iterator[Violation]:
    """The finding at the key of the accumulation."""
    fields = context.fields
    times = 1 if fields is None else fields.behaviour.stretches_by
    if fields is None or times <= 1:
        return
    if fields.shape == "constant" and not (fields.warmup is not None and fields.warmup.is_positive):
        return
    yield Violation(
        fields.accumulation_key,
        tr(
            "the script makes warmup and run {} times as long, and steps the schedule once an update, so that "
            "the run uses the first {} of it",
            times,
            format_share(1 / times),
        ),
        tr("{}: 1  # and {} times the samples in a batch", fields.accumulation_key[-1], times),
    )
