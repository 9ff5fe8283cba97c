"""A rate for an unknown number of GPUs.

What it does
    Reports a batch size per GPU in a config that does not mention the number of GPUs, not even in a comment.

Why is this bad
    No suite scales the rate with the number of GPUs: a recipe for 8 GPUs that runs on 1 has 8 times the right rate.
    `--gpus N`, or a comment with the word GPU or card, silences the rule.

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
from paddle_lrkit.lint.finding import Violation

_WORDS = ("gpu", "card", "卡")


def check(context: Context) -> Iterator[Violation]:
    """The finding at the batch size."""
    fields = context.fields
    if fields is None or fields.batch is None or context.gpus is not None or not fields.behaviour.batch_per_gpu:
        return
    if not mentions_gpus(context):
        yield Violation(
            fields.batch.path,
            f"{fields.batch.value} samples on each GPU, but the number of GPUs is not given and no suite scales the "
            "rate with it",
            "--gpus N, or a comment",
        )


def mentions_gpus(context: Context) -> bool:
    """Whether a comment of the file has a word for GPU."""
    comments = " ".join(line.partition("#")[2] for line in context.source.text.splitlines()).lower()
    return any(word in comments for word in _WORDS)
