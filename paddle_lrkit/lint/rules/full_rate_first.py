"""A high rate at the first update or epoch, before a warmup begins.

What it does
    Reports a first rate that is held, then falls to less than half within an epoch, where the rate rises again.

Why is this bad
    The weights are random or new there, which is what the warmup is for. Some schedulers have their base rate until
    `step()` is called for the first time.

Example
    epochs: 300
    lr_config: {name: LRSchedulerHook, unit: epoch}
    lr_scheduler: {name: TimmCosine, learning_rate: 0.001, warmup_epoch: 5, warmup_start_lr: 1.0e-6, T_max: 300}

Use instead
    lr_config: {name: LRSchedulerHook, unit: iter}
    lr_scheduler:
      name: LinearWarmup
      learning_rate: {name: CosineAnnealingDecay, learning_rate: 0.001, T_max: 295}
      warmup_steps: 5
      start_lr: 1.0e-6
      end_lr: 0.001

Reference
    PASSL 1.1, passl_v110/solver/lr_scheduler.py; PaddleSpeech, paddlespeech/vector/training/scheduler.py, whose first
    update has 0.1, the default of Paddle's base class.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.text import format_rate

_FALL = 0.5


def check(context: Context) -> Iterator[Violation]:
    """The finding at the warmup, else at the rate."""
    fields, curve, total = context.fields, context.curve, context.total
    if fields is None or curve is None or not total or context.script is not None:
        return
    first, limit = curve(0), min(context.steps + 1, total)
    later = next((knot for knot in curve.knots(limit) if knot > 0 and curve(knot) != first), None)
    if later is None or curve(later - 1) != first or not 0 <= curve(later) < _FALL * first:
        return
    low = curve(later)
    following = (curve(update) for update in (later + 1, *curve.knots(total)) if update > later)
    if not low < next((rate for rate in following if rate != low), low) < first:
        return
    place = fields.warmup or fields.rate
    yield Violation(
        place.path if place is not None else fields.section,
        tr(
            "the rate is {} until {}, where it falls to {} and rises from there: the warmup begins too late",
            format_rate(first),
            context.at(later),
            format_rate(low),
        ),
    )
