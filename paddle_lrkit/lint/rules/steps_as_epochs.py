"""A length in epochs where updates are counted, or the reverse.

What it does
    Reports milestones, step sizes and spans below 2% of a run that is counted in updates, milestones and spans of more
    than 200 times a run that is counted in epochs, and lengths in updates that are no more than the epochs of the run.

Why is this bad
    The decay happens in the first moments of the run, or never.

Example
    iters: 80000
    lr_scheduler: {type: StepDecay, learning_rate: 0.01, step_size: 30}

Use instead
    lr_scheduler: {type: StepDecay, learning_rate: 0.01, step_size: 30000}

Reference
    paddle.optimizer.lr: every class counts calls of step().
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.text import format_count, format_share


def check(context: Context) -> Iterator[Violation]:
    """A finding for each length in the wrong unit."""
    fields, total = context.fields, context.total
    if fields is None or not total or fields.behaviour.sets_units or fields.run is None or context.flat:
        return
    for item in (fields.milestones, fields.step_size, fields.span):
        lengths = [] if item is None else item.numbers or [item.number or 0.0]
        if item is None or not lengths or max(lengths) <= 0:
            continue
        in_updates = fields.unit == "it" and fields.run_unit == "it" and not context.by_epoch
        if in_updates and max(lengths) <= min(total / 50, 1000):
            if fields.warmup is not None and item is fields.milestones and max(lengths) < (fields.warmup.number or 0.0):
                continue
            if item is fields.step_size and not _collapses(context):
                continue
            share = tr("{} of a run of {:,}", format_share(max(lengths) / total), total)
            over = tr("{} of them", format_count(max(lengths))) if context.guessed else share
            yield Violation(
                item.path,
                tr(
                    "{} is counted in updates and over after {}; the numbers look like epochs",
                    context.write(item, item.value),
                    over,
                ),
                tr("multiply by the updates of an epoch"),
            )
        elif fields.unit == "it" and fields.run_unit == "ep" and context.script is None:
            if max(lengths) <= (fields.run.number or 0):
                yield Violation(
                    item.path,
                    tr(
                        "{} is counted in updates, and the run has {} epochs; the numbers look like epochs",
                        context.write(item, item.value),
                        format_count(fields.run.number or 0),
                    ),
                    tr("multiply by the updates of an epoch"),
                )
        elif (
            fields.unit == "ep"
            and fields.run_unit == "ep"
            and min(lengths) >= max(200 * (fields.run.number or math.inf), 2000)
        ):
            yield Violation(
                item.path,
                tr(
                    "{} is counted in epochs, and the run has {}; the numbers look like updates",
                    context.write(item, item.value),
                    format_count(fields.run.number or 0),
                ),
                tr("divide by the updates of an epoch"),
            )


def _collapses(context: Context) -> bool:
    """Whether short steps bring the rate to nothing; many steps of a mild factor are a way to write an exponential."""
    curve, total = context.curve, context.total
    return curve is None or not total or curve(total - 1) < 1e-4 * context.peak
