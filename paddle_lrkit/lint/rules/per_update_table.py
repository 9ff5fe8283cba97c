"""PaddleDetection's table of rates.

What it does
    Reports a `CosineDecay` that PaddleDetection turns into a list of 100,000 rates or more, one an update. The length
    of an epoch has to be known (`--steps-per-epoch`).

Why is this bad
    Each `step()` walks the list from its start, so the cost of a run grows with the square of its length: 300 epochs of
    COCO are some 200,000 entries. With `lrkit exec`, PaddleDetection has the same rates in closed form.

Example
    epoch: 300
    LearningRate:
      schedulers:
      - !CosineDecay {max_epochs: 360}
      - !LinearWarmup {epochs: 5}

Use instead
    lrkit exec --suite ppdet -- tools/train.py -c FILE

Reference
    PaddleDetection, ppdet/optimizer/optimizer.py, CosineDecay; paddle.optimizer.lr.PiecewiseDecay.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr

_MANY = 100_000


def check(context: Context) -> Iterator[Violation]:
    """The finding at the cosine."""
    fields = context.fields
    if fields is None or not fields.behaviour.builds_table or fields.span is None or not context.steps_known:
        return
    rates, total = int((fields.span.number or 0) * context.steps), context.total or 0
    if rates >= _MANY and total:
        yield Violation(
            fields.arguments[1].path if len(fields.arguments) > 1 else fields.section,
            tr(
                "PaddleDetection builds a table of {:,} rates and searches it from its start at every update, which "
                "are {:,} comparisons over the run",
                rates,
                total * (total + 1) // 2,
            ),
        )
