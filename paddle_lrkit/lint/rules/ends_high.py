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

from paddle_lrkit.lint import advice
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.suites.config_value import ConfigValue
from paddle_lrkit.text import format_rate, format_share

_SHARE_OF_WARMUP = 0.1


def check(context: Context) -> Iterator[Violation]:
    """The finding at the key that keeps the rate high, else at the section of the schedule."""
    fields, curve, total = context.fields, context.curve, context.total
    if fields is None or curve is None or not total or fields.shape in ("constant", "plateau", "other"):
        return
    last, peak = curve(total - 1), context.peak
    if not peak or not 0.101 * peak < last < 0.999 * peak or _shortened(context):
        return
    place, instead = _cause(context)
    yield Violation(
        place.path if place is not None else fields.section,
        f"the last rate is {format_rate(last)}, {format_share(last / peak)} of the peak {format_rate(peak)}",
        instead or "let the decay end at 1% of the peak or less",
    )


def _cause(context: Context) -> tuple[ConfigValue | None, str]:
    """The floor, the factor or the table of rates, and what to write there."""
    fields = context.fields
    if fields is None:
        return None, ""
    if fields.floor is not None and fields.floor.key_path is not None and fields.floor.is_positive:
        return fields.floor, context.write(fields.floor, 0.0)
    values = fields.values
    if values is not None and len(values.numbers) > 1:
        return values, context.write(values, [*values.value[:-1], values.numbers[0] / 100])
    return (fields.gamma, instead) if (instead := advice.gamma(context)) else (None, "")


def _shortened(context: Context) -> bool:
    """Whether a warmup in updates seems to take the decay's place, only because the length of an epoch is unknown."""
    fields, total = context.fields, context.total or 0
    if fields is None or fields.warmup is None or context.comparable(fields.warmup_unit):
        return False
    return (fields.warmup.number or 0) > _SHARE_OF_WARMUP * total
