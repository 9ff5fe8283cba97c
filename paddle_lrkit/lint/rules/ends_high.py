"""A decay that stops above a tenth of the peak.

What it does
    Compares the last rate of the run with the largest one. A floor that the config gives, up to a quarter of the peak,
    is reported as info.

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
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.config_value import ConfigValue
from paddle_lrkit.suites.schedule_fields import ScheduleFields
from paddle_lrkit.text import format_rate, format_share

_FEW = 10
"""A run of fewer updates only tests a program."""
_HIGH = 0.101
_CHOSEN = 0.25
"""A floor up to here is meant: GPT-3's recipe ends at 10% of the peak, PaddleNLP's at 20%."""
_SHARE_OF_WARMUP = 0.1


def check(context: Context) -> Iterator[Violation]:
    """The finding at the key that keeps the rate high, else at the section of the schedule."""
    fields, curve, total = context.fields, context.curve, context.total
    if (
        fields is None
        or curve is None
        or not total
        or not context.measured
        or total < _FEW
        or fields.shape in ("constant", "plateau", "other")
    ):
        return
    last, peak = curve(total - 1), context.peak
    if fields.shape in ("cosine", "polynomial"):
        last = min(last, curve(total))
    if not peak or not _HIGH * peak < last < 0.999 * peak or _shortened(context) or _ends_elsewhere(context):
        return
    place, instead = _cause(context)
    chosen = place is not None and place is fields.floor and last <= _CHOSEN * peak
    yield Violation(
        place.path if place is not None else fields.section,
        tr("the last rate is {}, {} of the peak {}", format_rate(last), format_share(last / peak), format_rate(peak)),
        instead or tr("let the decay end at 1% of the peak or less"),
        severity="info" if chosen else None,
    )


def _cause(context: Context) -> tuple[ConfigValue | None, str]:
    """The floor, the factor or the table of rates, and what to write there."""
    fields = context.fields
    if fields is None:
        return None, ""
    if fields.floor is not None and fields.floor.is_positive and (instead := advice.floor(context)):
        return fields.floor, instead
    values = fields.values
    if values is not None and len(values.numbers) > 1:
        return values, context.write(values, [*values.value[:-1], values.numbers[0] / 100])
    return (fields.gamma, instead) if (instead := advice.gamma(context)) else (None, "")


def _ends_elsewhere(context: Context) -> bool:
    """Whether the decay would end low, but not within the run, which other rules report."""
    fields, total = context.fields, context.total or 0
    if fields is None:
        return False
    if context.decay_end is not None and context.decay_end != total:
        floor, rate = fields.floor.number if fields.floor else None, fields.rate.number if fields.rate else None
        return (floor or 0.0) <= _HIGH * (1.0 if fields.floor_relative else rate or 0.0)
    marks = context.milestones
    return bool(marks) and marks[-1][1] >= total and _written_end(fields, len(marks)) <= _HIGH


def _written_end(fields: ScheduleFields, drops: int) -> float:
    """What the milestones leave of the peak when all of them are reached."""
    values, gamma = fields.values.numbers if fields.values else [], fields.gamma
    if values:
        return values[-1] / values[0] if values[0] else 1.0
    if gamma is None:
        return 1.0
    if gamma.numbers:
        return gamma.numbers[-1]
    factor = gamma.number or 0.0
    if factor >= 1:
        return factor
    return factor * 0.1 ** (drops - 1) if fields.behaviour.divides_gamma else factor**drops


def _shortened(context: Context) -> bool:
    """Whether a length in updates seems to change the decay, only because the length of an epoch is unknown."""
    fields, total = context.fields, context.total or 0
    if fields is not None and fields.span is not None and not context.comparable(fields.unit):
        return True
    if fields is None or fields.warmup is None or context.comparable(fields.warmup_unit):
        return False
    return (fields.warmup.number or 0) > _SHARE_OF_WARMUP * total
