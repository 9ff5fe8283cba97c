"""A rate for an unknown number of GPUs.

What it does
    Reports a batch size per GPU in a config that says nowhere, not even in a comment, for how many GPUs its rate is.

Why is this bad
    No suite scales the rate with the number of GPUs: the recipe for 8 trained on 1 has 8 times the rate it should have.
    `--gpus N`, or a comment with the word GPU or card, answers it.

Example
    epoch: 12
    LearningRate: {base_lr: 0.01}
    TrainReader: {batch_size: 2}

Use instead
    epoch: 12
    LearningRate: {base_lr: 0.01}  # for 8 GPUs
    TrainReader: {batch_size: 2}

Reference
    PaddleDetection's README: divide the rate by 8 for a single GPU.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Found

_WORDS = ("gpu", "card", "卡")


def check(context: Context) -> Iterator[Found]:
    """The finding at the batch size."""
    fields = context.fields
    if fields is None or fields.batch is None or context.gpus is not None or not fields.behaviour.batch_per_gpu:
        return
    comments = " ".join(line.partition("#")[2] for line in context.source.text.splitlines()).lower()
    if not any(word in comments for word in _WORDS):
        yield Found(
            fields.batch.path,
            f"{fields.batch.value} samples on each GPU; no suite scales the rate with their number, which is not given",
            "--gpus N, or a comment",
        )
