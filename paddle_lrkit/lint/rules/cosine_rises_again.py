"""A cosine that ends before the run and climbs back.

What it does
    Looks for a cosine whose rate grows again after its lowest point.

Why is this bad
    `CosineAnnealingDecay` is periodic: past `T_max` the rate rises to the peak within another `T_max`, which undoes the
    annealing.

Example
    iters: 80000
    lr_scheduler: {type: CosineAnnealingDecay, learning_rate: 0.01, T_max: 40000}

Use instead
    lr_scheduler: {type: CosineAnnealingDecay, learning_rate: 0.01, T_max: 80000}

Reference
    paddle.optimizer.lr.CosineAnnealingDecay; PaddleDetection's CosineDecay with use_warmup: false.
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter
from typing import TYPE_CHECKING

from paddle_lrkit.lint import advice
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.config_value import ConfigValue
from paddle_lrkit.text import format_rate, format_share

if TYPE_CHECKING:
    from paddle_lrkit.scripts.usage import Usage


def check(context: Context) -> Iterator[Violation]:
    """The finding, if the last rate is above the lowest one."""
    fields, curve, total = context.fields, context.curve, context.total
    if fields is None or curve is None or not total or fields.shape != "cosine" or fields.span is None:
        return
    if not context.comparable(fields.unit):
        return
    after = context.after_warmup
    if not after or not context.peak or (context.script is not None and _is_whole(context.script, fields.span)):
        return
    lowest, floor = min(after, key=itemgetter(1))
    last = curve(total - 1)
    if lowest != after[0][0] and last > floor + 0.001 * context.peak:
        yield Violation(
            fields.span.path,
            tr(
                "the cosine ends at {}, then the rate rises again to {}, {} of the peak",
                context.when(lowest),
                format_rate(last),
                format_share(last / context.peak),
            ),
            advice.span(context),
        )


def _is_whole(usage: Usage, span: ConfigValue) -> bool:
    """Whether the steps of a script fit into a cosine that only rises again because it begins behind its end."""
    from paddle_lrkit.lint.script_usage import parts_of

    length = span.number or 0.0
    positions = (part.arguments.get("last_epoch", -1) for part in parts_of(usage.schedule))
    behind = any(isinstance(position, int) and position + 1 >= length for position in positions)
    return behind and usage.steps is not None and usage.steps <= length
