"""A warmup in updates that takes more than 10% of a run in epochs.

What it does
    Compares a warmup that is given in updates with the run, if the length of an epoch is known (`--steps-per-epoch`).

Why is this bad
    The same 1000 updates are 14% of an epoch of COCO on 8 GPUs and ten epochs of a set of 1600 images: a copied
    number is another warmup with other data or another batch size.

Example
    epoch: 12                                 # with --steps-per-epoch 400
    LearningRate:
      schedulers:
      - !PiecewiseDecay {milestones: [8, 11]}
      - !LinearWarmup {start_factor: 0.1, steps: 1000}

Use instead
      - !LinearWarmup {start_factor: 0.1, steps: 240}

Reference
    PaddleDetection's configs are written for COCO (117,266 images) on 8 GPUs.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint import advice
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.text import format_count, format_share

_USUAL = 0.1


def check(context: Context) -> Iterator[Violation]:
    """The finding at the length of the warmup."""
    fields, total = context.fields, context.total
    if fields is None or fields.warmup is None or fields.warmup_unit != "it" or fields.run_unit != "ep" or not total:
        return
    if fields.behaviour.sets_units or not _USUAL * total < context.warmup:
        return
    yield Violation(
        fields.warmup.path,
        tr(
            "a warmup of {} updates is {} epochs of this run, {} of it; recipes take up to 10%",
            format_count(context.warmup),
            format_count(context.warmup / context.steps),
            format_share(context.warmup / total),
        ),
        advice.warmup(context),
    )
