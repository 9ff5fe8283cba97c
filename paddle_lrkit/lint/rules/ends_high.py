"""A decay that stops above a tenth of the peak.

What it does
    Compares the last rate of the run with the largest one.

Why is this bad
    The run is evaluated while the weights still move at the scale of the peak rate; lower rates at the end are what a
    decay is for.

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
from paddle_lrkit.lint.finding import Found
from paddle_lrkit.text import format_yaml

_SHARE_OF_WARMUP = 0.1


def check(context: Context) -> Iterator[Found]:
    """The finding at the section of the schedule."""
    facts, curve, total = context.facts, context.curve, context.total
    if facts is None or curve is None or not total or facts.kind in ("constant", "plateau", "other"):
        return
    last, peak = curve(total - 1), context.peak
    if not peak or not 0.101 * peak < last < 0.999 * peak or _cut_off(context) or _shortened(context):
        return
    yield Found(
        facts.section,
        f"the last rate is {format_yaml(last)}, {last / peak:.0%} of the peak {format_yaml(peak)}",
        "let the decay reach 1% of the peak or less",
    )


def _cut_off(context: Context) -> bool:
    """Whether another rule says that the decay is longer than the run, or rises again."""
    facts, total = context.facts, context.total or 0
    if facts is None or facts.span is None or facts.span.number is None or not context.comparable(facts.unit):
        return False
    return facts.kind == "cosine" and context.updates(facts.span.number, facts.unit) != total


def _shortened(context: Context) -> bool:
    """Whether a warmup in updates seems to take the decay's place, only because nobody knows how long an epoch is."""
    facts, total = context.facts, context.total or 0
    if facts is None or facts.warmup is None or context.comparable(facts.warmup_unit):
        return False
    return (facts.warmup.number or 0) > _SHARE_OF_WARMUP * total
