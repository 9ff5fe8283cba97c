"""A rate for an unknown number of GPUs.

What it does
    Reports a batch size per GPU in a config that does not mention the number of GPUs, not even in a comment. It is
    said once a run, with the number of files.

Why is this bad
    The rate stays as it is written, whatever the number of GPUs: with a recipe for 8 GPUs, a run on 1 has 8 times the
    right rate.
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
from paddle_lrkit.messages import tr

_WORDS = ("gpu", "card", "卡")


def check(context: Context) -> Iterator[Violation]:
    """The finding at the batch size."""
    fields = context.fields
    if fields is None or fields.batch is None or context.gpus is not None or not fields.behaviour.batch_per_gpu:
        return
    if fields.batch.is_positive and not mentions_gpus(context):
        yield Violation(
            fields.batch.path,
            tr(
                "the batch size of {} is for each GPU, and the config does not say for how many GPUs its rate is meant",
                fields.batch.value,
            ),
            tr("give --gpus N, or say it in a comment"),
        )


def mentions_gpus(context: Context) -> bool:
    """Whether a comment of the file has a word for GPU."""
    comments = " ".join(line.partition("#")[2] for line in context.source.text.splitlines()).lower()
    return any(word in comments for word in _WORDS)
