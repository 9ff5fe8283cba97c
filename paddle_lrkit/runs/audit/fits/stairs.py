"""Schedules that stay and jump: constant, step, multistep, piecewise."""

from __future__ import annotations

import math
from collections.abc import Sequence

from paddle_lrkit import curves
from paddle_lrkit.curves import Curve
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.runs.audit.fits.facts import Facts
from paddle_lrkit.runs.audit.fits.fit import FITS, Problem, closest
from paddle_lrkit.runs.audit.fits.levels import Level, RateJump, clear, levels_of, marks_of
from paddle_lrkit.runs.audit.fits.model import Parameter
from paddle_lrkit.runs.audit.fits.plain_numbers import digits_of, plain, plain_update
from paddle_lrkit.runs.audit.fits.points import Points
from paddle_lrkit.runs.audit.fits.ramped_level import ramped_level
from paddle_lrkit.runs.audit.fits.settle import interval, settle
from paddle_lrkit.runs.audit.recognized import FittedNumber, OtherShape, Recognized, RecognizedWarmup, parameter_words
from paddle_lrkit.runs.audit.result import Certainty

_MOST_LEVELS = 200
_MOST_UNCLEAR = 12
_AFTER = Message("The rows do not tell whether the rate changes after update {:,.0f}.")


def stairs(facts: Facts, strict: bool = True) -> Recognized | None:
    """A schedule of levels that prints every row; None when the rows are no stairs.

    Args:
        facts: The rows.
        strict: Whether a slow decay must be excluded as well.
    """
    points, top = facts.points, facts.outline.top
    levels = levels_of(points, top)
    if len(levels) > min(_MOST_LEVELS, max((len(points) - top) // 2, 1)):
        return None
    levels, marks = marks_of(points, levels)
    if strict and not clear(levels):
        return None
    if not strict and len(levels) > max(min(_MOST_UNCLEAR, (len(points) - top) // 3), min(4, (len(points) - top) // 2)):
        return None
    return _recognized(facts, levels, marks)


def _recognized(facts: Facts, levels: list[Level], marks: list[RateJump]) -> Recognized | None:
    warmup_level = _held(facts)
    geometric = _geometric(facts, levels) if len(levels) > 1 else None
    peak = geometric[0] if geometric else _level(levels[0])
    ramp = ramped_level(facts, levels[0], peak) if facts.outline.rising and warmup_level is None else None
    if facts.outline.rising and ramp is None and warmup_level is None:
        return None
    if ramp is not None:
        warmup, peak = ramp
    elif warmup_level is not None:
        level, mark = warmup_level
        at = float(plain_mark(mark, facts.epoch))
        warmup = RecognizedWarmup("constant", FittedNumber(at, mark.low, mark.high, "updates"), _level(level))
    else:
        warmup = None
    begin = round(warmup.length.value) if warmup else 0
    return _named(facts, levels, marks, peak, geometric[1] if geometric else None, warmup, begin)


def _held(facts: Facts) -> tuple[Level, RateJump] | None:
    """A first level below the peak, which is a warmup at a constant rate, and where it ends."""
    points, top = facts.points, facts.outline.top
    if top < 2 or levels_of(points, 0)[0].last < top - 1:
        return None
    level = Level(0, top - 1, points.value[0], points.slack[0])
    low = math.ceil(points.at[top - 1]) + 1
    return level, RateJump(low, max(math.floor(points.at[top]), low))


def _named(
    facts: Facts,
    levels: Sequence[Level],
    marks: Sequence[RateJump],
    peak: FittedNumber,
    gamma: FittedNumber | None,
    warmup: RecognizedWarmup | None,
    begin: int,
) -> Recognized:
    also: list[OtherShape] = []
    certainty: Certainty = "high"
    if not marks:
        return _constant(facts, levels[0], peak, warmup)
    at = [FittedNumber(float(plain_mark(mark, facts.epoch)), mark.low, mark.high, "update") for mark in marks]
    size = _spacing(facts, levels, marks, gamma, begin) if gamma else None
    body: Curve
    if gamma is not None and size is not None and len(marks) > 1 and _plainer_as_step(peak, gamma, size[2]):
        number, offset, skipped = size
        certainty = "medium" if skipped else "high"
        marks_at = [offset + round(number.value) * (index + 1 + skipped) for index in range(len(marks))]
        top = peak if not skipped else _scaled(peak, gamma, skipped)
        parameters: dict[str, FittedNumber | tuple[FittedNumber, ...]] = {
            "peak": top,
            "step_size": number,
            "gamma": gamma,
        }
        family = "step"
        body = curves.step(top.value, round(number.value), gamma.value)
        if offset != begin:
            body = curves.shift(body, offset - begin)
        listed = tr(", ").join(f"{mark:,}" for mark in marks_at[:6])
        also.append(OtherShape("multistep", f"{parameter_words('milestones')} {listed}"))
    elif gamma is not None:
        family = "multistep"
        parameters = {"peak": peak, "milestones": tuple(at), "gamma": gamma}
        places = [round(each.value) - begin for each in at]
        body = curves.multistep(peak.value, places, gamma.value)
        if len(marks) == 1 and not _ended(facts):
            certainty = "medium"
            also.append(OtherShape("piecewise", tr("with another factor after update {:,.0f}", facts.last)))
        if len(marks) == 1 and 2 * marks[0].high > facts.last:
            certainty = "medium"
            also.append(OtherShape("step", tr("a step size of {} updates, seen once", at[0].words)))
    else:
        family = "piecewise"
        values = tuple(_level(level) for level in levels)
        values = (peak, *values[1:])
        parameters = {"boundaries": tuple(at), "rates": values}
        places = [round(each.value) - begin for each in at]
        body = curves.piecewise_constant(places, [each.value for each in values])
    if min(level.rows for level in levels) < 2:
        certainty = "low" if len(marks) == 1 else "medium"
    unknown = [str(_AFTER.filled(facts.last))] if not _ended(facts) else []
    return Recognized(
        family,
        parameters,
        with_ramp(warmup, peak.value, body),
        facts.digits,
        certainty,
        warmup,
        tuple(also),
        tuple(unknown),
    )


def _constant(facts: Facts, level: Level, peak: FittedNumber, warmup: RecognizedWarmup | None) -> Recognized:
    curve = with_ramp(warmup, peak.value, curves.constant(peak.value))
    parameters = {"rate": peak}
    if abs(level.value) <= level.slack:
        unknown = [tr("The rows do not tell whether the rate is 0 or below the last printed place, {:g}.", level.slack)]
        return Recognized("constant", parameters, curve, facts.digits, "low", warmup, (), tuple(unknown))
    if _ended(facts):
        return Recognized("constant", parameters, curve, facts.digits, "high", warmup)
    later = tr("with its first drop after update {:,.0f}", facts.last)
    also = [OtherShape(family, later) for family in ("step", "multistep", "piecewise")]
    also.append(OtherShape("wsd", tr("with its decay after update {:,.0f}", facts.last)))
    unknown = [str(_AFTER.filled(facts.last))]
    if facts.first > 0 and warmup is None:
        unknown.append(tr("The rows do not tell what the rate was before update {:,.0f}.", facts.first))
    certainty: Certainty = "medium" if level.rows > 2 else "low"
    return Recognized("constant", parameters, curve, facts.digits, certainty, warmup, tuple(also), tuple(unknown))


def _ended(facts: Facts) -> bool:
    """Whether the rows reach the end of the run."""
    return bool(facts.total) and facts.last >= 0.97 * (facts.total or 0)


def with_ramp(warmup: RecognizedWarmup | None, peak: float, body: Curve) -> Curve:
    """The warmup, then the body."""
    if warmup is None or round(warmup.length.value) < 1:
        return body
    length, start = round(warmup.length.value), max(warmup.start.value, 0.0)
    if warmup.shape == "linear":
        return curves.linear(start, peak, length).then(body)
    power = warmup.power.value if warmup.power else 2.0
    return curves.ramp(start, peak, length, warmup.shape, power).then(body)


def _level(level: Level) -> FittedNumber:
    low, high = max(level.value - level.slack, 0.0), level.value + level.slack
    return FittedNumber(plain(low, high), low, high, "rate")


def plain_mark(mark: RateJump, epoch: int | None) -> int:
    """The plainest place of a jump: a whole number of epochs where one is possible."""
    if epoch and epoch > 1:
        first, last = -(-mark.low // epoch), mark.high // epoch
        if 0 < first <= last:
            return plain_update(first, last) * epoch
    return plain_update(mark.low, mark.high)


def _geometric(facts: Facts, levels: Sequence[Level]) -> tuple[FittedNumber, FittedNumber] | None:
    """Peak and factor when all levels are one factor apart."""
    top = levels[0].value
    if top <= levels[0].slack or levels[1].value >= top:
        return None
    points = Points(
        [float(index) for index in range(len(levels))],
        [level.value for level in levels],
        [level.slack for level in levels],
        [0] * len(levels),
    )
    problem = Problem(
        lambda at, values: float(values[0] * values[1] ** at), points, [top * 0.5, 1e-9], [top * 2, 1.0], [top, 0.3]
    )
    values, worst = closest(problem, [top, max(levels[1].value / top, 1e-3)], target=0.5)
    if worst > FITS:
        return None
    names = (Parameter("peak", "rate"), Parameter("gamma", "number", (0.1, 0.5)))
    settled = settle(problem, values, names, facts)
    numbers = []
    for index, unit in enumerate(("rate", "number")):
        low, high = interval(problem, settled.values, index)
        value = settled.values[index]
        numbers.append(FittedNumber(value, min(low, value), max(high, value), unit))  # type: ignore[arg-type]
    return numbers[0], numbers[1]


def _plainer_as_step(peak: FittedNumber, gamma: FittedNumber, skipped: int) -> bool:
    """Whether the peak before drops that the rows do not show takes no more digits than the largest rate seen."""
    return not skipped or digits_of(_scaled(peak, gamma, skipped).value) <= digits_of(peak.value)


def _scaled(peak: FittedNumber, gamma: FittedNumber, skipped: int) -> FittedNumber:
    """The rate before some drops that the rows do not show."""
    low, high = peak.low / gamma.high**skipped, peak.high / gamma.low**skipped
    exact = peak.value / gamma.value**skipped
    value = float(f"{exact:.12g}")
    return FittedNumber(value, min(low, value), max(high, value), "rate")


def _next_shows(levels: Sequence[Level], gamma: FittedNumber) -> bool:
    """Whether one more drop would change the printed rate."""
    return levels[-1].value * (1 - gamma.high) > 3 * levels[-1].slack


def _spacing(
    facts: Facts, levels: Sequence[Level], marks: Sequence[RateJump], gamma: FittedNumber, begin: int
) -> tuple[FittedNumber, int, int] | None:
    """Step size, the update that it counts from and the drops before the first row, when the jumps are even."""
    last, first = math.floor(facts.last), math.floor(facts.points.at[facts.outline.top])
    for offset in dict.fromkeys((0, begin)):
        for skipped in _skipped(facts, marks, offset):
            counted = [(index + 1 + skipped, mark) for index, mark in enumerate(marks)]
            low = max((mark.low - offset) / count for count, mark in counted)
            if _next_shows(levels, gamma):
                low = max(low, (last + 1 - offset) / (len(marks) + 1 + skipped))
            high = min((mark.high - offset) / count for count, mark in counted)
            if skipped:
                high = min(high, (first - offset) / skipped)
            least, most = math.ceil(low), math.floor(high)
            if 1 <= least <= most:
                value = float(plain_mark(RateJump(least, most), facts.epoch))
                return FittedNumber(value, least, most, "updates"), offset, skipped
    return None


def _skipped(facts: Facts, marks: Sequence[RateJump], offset: int) -> list[int]:
    if len(marks) < 2 or facts.first <= 0:
        return [0]
    size = (marks[-1].low + marks[-1].high - marks[0].low - marks[0].high) / 2 / (len(marks) - 1)
    before = round(((marks[0].low + marks[0].high) / 2 - offset) / size) - 1 if size > 0 else 0
    return [0, *(each for each in (before, before + 1) if 0 < each < 100)]
