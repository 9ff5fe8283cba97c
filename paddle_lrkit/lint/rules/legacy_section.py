"""PaddleSeg's `learning_rate` section.

What it does
    Reports `learning_rate: {value, decay}` at the top of a PaddleSeg config.

Why is this bad
    PaddleSeg itself refuses it since 2.0; three programs in its `contrib` directory still read it, and ignore it in
    silence where `lr_scheduler` is there too.

Example
    iters: 80000
    learning_rate: {value: 0.01, decay: {type: poly, power: 0.9, end_lr: 0}}

Use instead
    iters: 80000
    lr_scheduler: {type: PolynomialDecay, learning_rate: 0.01, power: 0.9, end_lr: 0}

Reference
    PaddleSeg, paddleseg/cvlibs/config.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Found


def check(context: Context) -> Iterator[Found]:
    """The finding at ``learning_rate``."""
    data = context.document.data
    if context.suite != "ppseg" or "learning_rate" not in data:
        return
    if "lr_scheduler" in data:
        yield Found(
            ("learning_rate",),
            "lr_scheduler is there too, so learning_rate is ignored",
            "take it out",
            severity="warning",
        )
    elif context.source.variant is None:
        yield Found(
            ("learning_rate",),
            "PaddleSeg does not read learning_rate any more; it needs lr_scheduler",
            "lr_scheduler: {type: PolynomialDecay, learning_rate: .., power: 0.9, end_lr: 0}",
        )
