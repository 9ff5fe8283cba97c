"""Muon's rate belongs to a version of its scale.

What it does
    Reports `optim: muon` without a `muon_version`.

Why is this bad
    The versions multiply the update of a matrix by different numbers: 1 by `max(1, outputs / inputs) ** 0.5`, 2 by
    `(outputs / inputs) ** 0.5` and 3 by `max(outputs, inputs) ** 0.5`. Paddle's own class defaults to 1, PaddleFormers
    to 3, whose updates are larger by the root of the inputs: 64 times for 4,096. A rate from one program is wrong in
    the other.

Example
    stage: SFT
    optim: muon
    learning_rate: 0.0002
    warmup_steps: 20
    max_steps: 1000

Use instead
    muon_version: 3

Reference
    PaddleFormers 1.2.0, training_args.py; Muon, arXiv 2502.16982.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr

_DEFAULT = 3
_SUITES = ("ppformers", "ernie_pretrain")


def check(context: Context) -> Iterator[Violation]:
    """The finding at the optimizer."""
    fields = context.fields
    if fields is None or fields.optimizer != "Muon" or context.suite not in _SUITES:
        return
    if context.document.get((*fields.section, "muon_version")) is not None:
        return
    yield Violation(
        (*fields.section, "optim"),
        tr(
            "Muon's scale is that of version {} here and of version 1 in Paddle's own class, whose updates are "
            "smaller by the root of a matrix's inputs, so a rate belongs to a version",
            _DEFAULT,
        ),
        tr("muon_version: {}  # or the version that the rate comes from", _DEFAULT),
    )
