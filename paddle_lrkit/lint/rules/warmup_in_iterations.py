"""A warmup in updates in a run that is counted in epochs.

What it does
    Reports the share of the run that the warmup takes if the length of an epoch is known, and that it varies if not.

Why is this bad
    The same 1000 updates are 14% of an epoch of COCO on 8 GPUs and ten epochs of a set of 1600 images: other data or
    another batch size change the schedule.

Example
    epoch: 12
    LearningRate:
      schedulers:
      - !PiecewiseDecay {milestones: [8, 11]}
      - !LinearWarmup {start_factor: 0.1, steps: 1000}

Use instead
      - !LinearWarmup {start_factor: 0.1, epochs: 1}

Reference
    PaddleDetection's configs are written for COCO (117,266 images) on 8 GPUs.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.text import format_yaml


def check(context: Context) -> Iterator[Violation]:
    """The finding at the length of the warmup."""
    fields = context.fields
    if fields is None or fields.warmup is None or fields.warmup_unit != "it" or fields.run_unit != "ep":
        return
    length = fields.warmup.number or 0.0
    if length < 1 or fields.behaviour.sets_units:
        return
    share = f" is {length / context.steps:.2g} epochs here; it" if context.steps_known else ""
    yield Violation(
        fields.warmup.path,
        f"a warmup of {format_yaml(length)} updates{share} takes a different share of the run with other data, batch "
        "size or GPUs",
        "give it in epochs" if fields.behaviour.warmup_in_epochs else "",
    )
