"""Milestones of a PaddleX base config that are over early in a longer run.

What it does
    Looks at the last milestone of the base config, which PaddleX does not move when `epochs_iters` changes the length
    of the run, and reports one in the first 60% of it.

Why is this bad
    The base config was written for another number of epochs. With 8 and 11 of 12 epochs, a run of 40 has three quarters
    of its updates at a hundredth of the peak, where the model learns little.

Example
    Global: {model: FasterRCNN-ResNet50-FPN}      # base config: 12 epochs, milestones 8 and 11
    Train: {epochs_iters: 40, batch_size: 1, learning_rate: 0.01, warmup_steps: 100}

Use instead
    Global: {model: FasterRCNN-ResNet50-FPN}
    Train: {epochs_iters: 12, batch_size: 1, learning_rate: 0.01, warmup_steps: 100}

Reference
    arXiv 2107.04197: profiles that fall early rank last at every budget.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint import advice
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.text import format_share

_EARLY = 0.6


def check(context: Context) -> Iterator[Violation]:
    """The finding at the milestones."""
    fields, curve, total, marks = context.fields, context.curve, context.total, context.milestones
    if fields is None or fields.milestones is None or curve is None or not total or not marks or context.flat:
        return
    base, last = context.rewritten_by(fields.milestones.path), max(update for _, update in marks)
    if base is None or not 0 < last <= _EARLY * total or not context.peak:
        return
    share = format_share((total - last) / total)
    yield Violation(
        fields.milestones.path,
        tr(
            "the last milestone of the base config is at {}, so that {} of the run is at {} of the peak",
            context.when(last),
            share,
            format_share(curve(total - 1) / context.peak),
        ),
        advice.milestones(context),
    )
