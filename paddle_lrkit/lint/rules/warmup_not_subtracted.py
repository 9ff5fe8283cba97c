"""A decay as long as the run after a warmup.

What it does
    Reports a decay that starts after the warmup and is longer than the rest of the run.

Why is this bad
    The run ends before the decay: `LinearWarmup` of 10 around `CosineAnnealingDecay(T_max=100)` ends at update 110, so
    a run of 100 stops at 3% of the peak.

Example
    iters: 100
    lr_scheduler: {type: CosineAnnealingDecay, learning_rate: 0.001, T_max: 100, warmup_iters: 10, warmup_start_lr: 0}

Use instead
    lr_scheduler: {type: CosineAnnealingDecay, learning_rate: 0.001, T_max: 90, warmup_iters: 10, warmup_start_lr: 0}

Reference
    paddle.optimizer.lr.LinearWarmup: the inner schedule starts at its own update 0 when the warmup ends.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.config.edit.edit import Edit
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.lint.shape_names import shape_name
from paddle_lrkit.messages import tr
from paddle_lrkit.text import format_rate, format_share

_SHORT = 0.051
"""A warmup of 5% is what `advice.warmup` gives, where the suite has no length to change."""


def check(context: Context) -> Iterator[Violation]:
    """The finding at the length of the decay."""
    fields, total = context.fields, context.total
    if fields is None or not total or not fields.span_from_warmup or fields.shape not in ("cosine", "polynomial"):
        return
    warmup, fixed = context.warmup, fields.behaviour.span_is_run
    length = float(total) if fixed else _length(context)
    if not 0 < warmup < total or not total - warmup < length <= total:
        return
    curve = context.curve
    end = ""
    if curve and context.peak:
        last = curve(total - 1)
        if fixed and (last < 0.001 * context.peak or warmup <= _SHORT * total):
            return
        end = tr(", at {} of the peak ({})", format_share(last / context.peak), format_rate(last))
    place = fields.warmup if fixed or fields.span is None else fields.span
    left = context.in_unit(int(total - warmup))
    whole = isinstance(left, int)
    written = whole and not fixed and place is not None and place.text is None and context.script is None
    own = place is not None and context.document.mark(place.path).file == context.document.file
    yield Violation(
        place.path if place else fields.section,
        tr(
            "the {} starts after the warmup, at {}, and would end at {}; the run ends at {}{}",
            shape_name(fields.shape),
            context.at(warmup),
            context.at(warmup + length),
            context.at(total),
            end,
        ),
        "" if fixed or place is None or not whole else context.write(place, left),
        (Edit(place.path, left),) if written and own and place is not None else (),
        severity="info" if fixed else None,
    )


def _length(context: Context) -> float:
    """Updates of the decay."""
    fields = context.fields
    if fields is None or fields.span is None or not context.comparable(fields.unit):
        return 0.0
    return context.updates(fields.span.number or 0.0, fields.unit)
