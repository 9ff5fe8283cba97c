"""A decay that stops above a tenth of the peak.

What it does
    Compares the last rate of the run with the largest one.

Why is this bad
    The run is evaluated while the weights still move at the scale of the peak rate; a decay is meant to end at a low
    rate.

Example
    Global: {epochs: 90}
    Optimizer:
      lr: {name: Step, learning_rate: 0.1, step_size: 30, gamma: 0.7}

Use instead
      lr: {name: Step, learning_rate: 0.1, step_size: 30, gamma: 0.1}

Reference
    arXiv 2107.04197; arXiv 1905.04753.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.text import format_yaml

_SHARE_OF_WARMUP = 0.1


def check(context: Context) -> Iterator[Violation]:
    """The finding at the section of the schedule."""
    fields, curve, total = context.fields, context.curve, context.total
    if fields is None or curve is None or not total or fields.shape in ("constant", "plateau", "other"):
        return
    last, peak = curve(total - 1), context.peak
    if not peak or not 0.101 * peak < last < 0.999 * peak or _cut_off(context) or _shortened(context):
        return
    yield Violation(
        fields.section,
        f"the last rate is {format_yaml(last)}, {last / peak:.0%} of the peak {format_yaml(peak)}",
        "let the decay reach 1% of the peak or less",
    )


def _cut_off(context: Context) -> bool:
    """Whether another rule says that the decay is longer than the run, or rises again."""
    fields, total = context.fields, context.total or 0
    if fields is None or fields.span is None or fields.span.number is None or not context.comparable(fields.unit):
        return False
    return fields.shape == "cosine" and context.updates(fields.span.number, fields.unit) != total


def _shortened(context: Context) -> bool:
    """Whether a warmup in updates seems to take the decay's place, only because the length of an epoch is unknown."""
    fields, total = context.fields, context.total or 0
    if fields is None or fields.warmup is None or context.comparable(fields.warmup_unit):
        return False
    return (fields.warmup.number or 0) > _SHARE_OF_WARMUP * total
