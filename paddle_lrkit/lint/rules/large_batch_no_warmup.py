"""A batch of 1024 and more without warmup.

What it does
    Multiplies batch size and number of GPUs, and looks for a warmup.

Why is this bad
    At the rates that large batches need, the first updates from random weights diverge.

Example
    Global: {epochs: 90}
    Optimizer:
      lr: {name: Cosine, learning_rate: 0.8}
    DataLoader: {Train: {sampler: {batch_size: 2048}}}

Use instead
      lr: {name: Cosine, learning_rate: 0.8, warmup_epoch: 5}

Reference
    arXiv 1706.02677: 5 epochs of warmup, batch 8192.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.advice import too_short_for_warmup
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.text import format_count


def check(context: Context) -> Iterator[Violation]:
    """The finding at the batch size."""
    fields = context.fields
    if fields is None or fields.batch is None or fields.shape in ("other", "plateau") or fields.behaviour.counts_rays:
        return
    batch = (fields.batch.number or 0) * (context.gpus or 1)
    warmed = fields.warmup is not None and (fields.warmup.number or 0) > 0
    if batch >= 1024 and not warmed and not too_short_for_warmup(context):
        each = (
            tr(" ({} on each of {} GPUs)", format_count(fields.batch.number or 0), context.gpus)
            if (context.gpus or 1) > 1
            else ""
        )
        yield Violation(
            fields.batch.path,
            tr("{} samples an update{} without a warmup", format_count(batch), each),
            tr("warm up for 5 epochs, in short runs for 5% of the run"),
        )
