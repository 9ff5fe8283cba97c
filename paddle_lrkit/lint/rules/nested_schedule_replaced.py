"""A rate of PaddleX's `Train` that replaces a schedule of the base config.

What it does
    Reports `learning_rate` where the base config of Paddle3D has a schedule in its place, as `LinearWarmup` does.

Why is this bad
    PaddleX writes the number over the schedule: its decay is gone, and the rate is constant after the warmup.

Example
    Global: {model: BEVFusion}        # base config: LinearWarmup around a MultiStepDecay
    Train: {epochs_iters: 2, batch_size: 2, learning_rate: 0.001}

Use instead
    Global: {model: BEVFusion}
    Train: {epochs_iters: 2, batch_size: 2, learning_rate: null}

Reference
    PaddleX 3.7.2, repo_apis/Paddle3D_api/pp3d_config.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.paddlex.reader import rewritten
from paddle_lrkit.suites.paddlex.rewrite import NAME

_RATE = ("Train", "learning_rate")


def check(context: Context) -> Iterator[Violation]:
    """The finding at ``learning_rate``."""
    if context.fields is None or context.document.get(_RATE) is None:
        return
    found = rewritten(context.document, context.source.selection)
    for path, place in found.places.items():
        before = found.base.get(path) if place == _RATE else None
        if isinstance(before, Mapping):
            yield Violation(
                _RATE,
                tr(
                    "{} writes learning_rate over the {} of the base config, so that nothing is left of it",
                    NAME,
                    before.get("type") or tr("schedule"),
                ),
                "learning_rate: null",
            )
