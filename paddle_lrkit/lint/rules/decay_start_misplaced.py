"""A decay that begins after the end of the run, or inside the warmup.

What it does
    Compares the update at which a rate that is held begins to decay, such as the 1000 of `lr_scheduler: wsd:1000`,
    with the length of the run and of the warmup.

Why is this bad
    After the end of the run the rate never decays, and the keys of the decay have no effect. Inside the warmup the
    rate falls at once by a part of the decay where the warmup ends. ERNIE counts this update from the start of the
    run, warmup included; it is not a length.

Example
    stage: ernie_pretrain
    learning_rate: 0.00022
    min_lr: 0.000022
    lr_scheduler: wsd:231084
    max_steps: 1000

Use instead
    lr_scheduler: wsd:800

Reference
    Hägele et al. 2024: a decay of about 20% of the run is enough.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.schedule_fields import ScheduleFields
from paddle_lrkit.text import format_count, format_rate, join_names

_DECAY = 0.2
_KEYS = ("decay_function", "min_lr")


def check(context: Context) -> Iterator[Violation]:
    """The finding at the update."""
    fields, total = context.fields, context.total
    if fields is None or fields.decay_start is None or fields.decay_start.number is None or not total:
        return
    start, curve = fields.decay_start.number, context.curve
    if start >= total - 1:
        idle = [key for key in _KEYS if context.document.get((*fields.section, key)) is not None]
        effect = tr(", so {} have no effect", join_names(idle)) if len(idle) > 1 else ""
        effect = tr(", so {} has no effect", idle[0]) if len(idle) == 1 else effect
        yield Violation(
            fields.decay_start.path,
            tr(
                "the decay begins at update {}, and the run ends after {}: the rate never decays{}",
                format_count(start),
                format_count(total),
                effect,
            ),
            _instead(context, fields),
        )
    elif start < min(context.warmup, total) and curve is not None:
        end = min(int(context.warmup), total - 1)
        yield Violation(
            fields.decay_start.path,
            tr(
                "the decay begins at update {}, inside the warmup, so the rate falls to {} at update {:,}, where the "
                "warmup ends",
                format_count(start),
                format_rate(curve(end)),
                end,
            ),
            _instead(context, fields),
        )
    elif start < 0 and curve is not None:
        yield Violation(
            fields.decay_start.path,
            tr(
                "the decay begins {} updates before the run, so the rate starts at {}",
                format_count(-start),
                format_rate(curve(0)),
            ),
            _instead(context, fields),
        )


def _instead(context: Context, fields: ScheduleFields) -> str:
    """A decay over the last fifth, where it comes after the warmup."""
    total = context.total or 0
    start = round((1 - _DECAY) * total)
    key = fields.decay_start.path[-1] if fields.decay_start is not None else ""
    return tr("{}: wsd:{}  # the last fifth of the run", key, start) if context.warmup < start < total - 1 else ""
