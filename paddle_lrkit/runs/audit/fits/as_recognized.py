"""Fits as the answer: the best one with intervals, the others beside it, and what stays unknown."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from paddle_lrkit import curves
from paddle_lrkit.curves import Curve
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.runs.audit.fits.facts import Facts
from paddle_lrkit.runs.audit.fits.plain_numbers import digits_of, plain
from paddle_lrkit.runs.audit.fits.settle import interval
from paddle_lrkit.runs.audit.fits.smooth import Candidate
from paddle_lrkit.runs.audit.recognized import (
    FittedNumber,
    OtherShape,
    Recognized,
    RecognizedWarmup,
    parameter_words,
)
from paddle_lrkit.runs.audit.result import Certainty

_WIDE = 0.05
"""An interval wider than this part of its value leaves a parameter open."""
_WITHOUT_PLATEAU = {"linear": "linear", "cosine": "cosine", "sqrt": "polynomial", "polynomial": "polynomial"}
_RAMP = ("warmup", "start", "warmup_power", "begin")
Numbers = dict[str, FittedNumber]
_STRAIGHT = Message("with straight lines, up to the end of the warmup and down again")


def recognized_of(found: Sequence[Candidate], facts: Facts) -> Recognized:
    """The most usual of the candidates, with the others as ``also``."""
    best = found[0]
    body, ramp = best.model.body, best.model.ramp
    numbers = {parameter.name: _number(best, index) for index, parameter in enumerate(best.model.parameters)}
    warmup = None
    if "warmup" in numbers:
        warmup = RecognizedWarmup(ramp.shape, numbers["warmup"], numbers["start"], numbers.get("warmup_power"))
    own = {name: number for name, number in numbers.items() if name not in _RAMP}
    own |= {name: FittedNumber(value, value, value, "number") for name, value in body.constants.items()}
    if body.family == "noam":
        own["scale"] = _noam_scale(facts)
    family, curve = body.family, best.model.curve(best.settled.values)
    if family == "cosine" and ramp.shape == "cosine" and not body.detail:
        family, curve = "one-cycle", _one_cycle(best)
    also = [OtherShape(each.model.body.family, _short(each)) for each in found[1:]]
    also += _same_rows(family, best, facts, numbers)
    return Recognized(
        family,
        own,
        curve,
        facts.digits,
        _certainty(also, found, facts, len(numbers)),
        warmup,
        tuple(also),
        tuple(_unknown(best, numbers, facts)),
        body.detail,
    )


def _one_cycle(best: Candidate) -> Curve:
    peak, floor, end, up, start = best.settled.values[:5]
    return curves.one_cycle(max(start, 0.0), peak, min(max(floor, 0.0), peak), round(end) + 1, round(up))


def _number(best: Candidate, index: int) -> FittedNumber:
    parameter, value = best.model.parameters[index], best.settled.values[index]
    low, high = interval(best.problem, best.settled.values, index)
    low, high = min(low, value), max(high, value)
    if parameter.unit in ("update", "updates"):
        value = float(round(value))
        low, high = min(math.ceil(low - 0.02), value), max(math.floor(high + 0.02), value)
    size = abs(value) if parameter.unit != "rate" else max(abs(value), 0.01 * best.settled.values[0])
    wide = high - low > _WIDE * size
    if parameter.name == "end" and high >= best.problem.high[index] * (1 - 1e-9):
        high = math.inf
    number = FittedNumber(value, low, high, parameter.unit)
    late = parameter.name == "peak" and best.model.ramp.shape == "unseen"
    return replace(number, assumed=wide and (late or index in best.settled.usual))


def _noam_scale(facts: Facts) -> FittedNumber:
    """Rate times the root of the update, which is the same in all rows after the warmup."""
    points = facts.points
    first = min(facts.outline.falls + 1, len(points.at) - 1)
    rows = [
        (value - slack, value + slack, math.sqrt(at))
        for at, value, slack in zip(points.at[first:], points.value[first:], points.slack[first:], strict=True)
    ]
    low, high = max(least * root for least, _, root in rows), min(most * root for _, most, root in rows)
    return FittedNumber(plain(low, high), min(low, high), max(low, high), "number")


def _short(candidate: Candidate) -> str:
    parts = [
        f"{parameter_words(parameter.name)} {FittedNumber(value, value, value, parameter.unit).words}"
        for parameter, value in zip(candidate.model.parameters, candidate.settled.values, strict=True)
    ]
    detail = candidate.model.body.detail
    return tr(", ").join([detail, *parts] if detail else parts)


def _same_rows(family: str, best: Candidate, facts: Facts, numbers: Numbers) -> Iterator[OtherShape]:
    """Families that print the same rows by definition, with what the rows do not show of them."""
    ramp, end = best.model.ramp.shape, numbers.get("end")
    if family == "linear" and ramp == "linear":
        yield OtherShape("one-cycle", str(_STRAIGHT))
    if family in ("linear", "cosine") and ramp == "unseen" and facts.first > 2 * facts.interval:
        yield OtherShape("one-cycle", tr("up to a peak before update {:,.0f}", facts.first))
    if family == "cosine" and end is not None and not best.model.body.detail:
        reached = facts.ends >= end.value - 1.5 * facts.interval
        if facts.total and end.value < 0.97 * facts.total and facts.last < end.value:
            yield OtherShape("restarts", tr("with a restart at update {:,.0f}", end.value))
        elif not facts.total and not reached:
            yield OtherShape("restarts", tr("with a restart at update {:,.0f}, or a fall beyond it", end.value))
    simple = _WITHOUT_PLATEAU.get(best.model.body.detail) if family == "wsd" else None
    if simple and numbers["decay_start"].low <= (numbers["warmup"].high if "warmup" in numbers else 0.0):
        yield OtherShape(simple, tr("that falls from the end of the warmup on"))
    if family == "exponential" and (step := _sampled_step(facts, numbers["gamma"])) is not None:
        yield OtherShape("step", step)


def _sampled_step(facts: Facts, gamma: FittedNumber) -> str | None:
    """The drops that rows at equal distances cannot tell from a smooth fall; None where the fall is plainer."""
    at = facts.points.at
    distance = min((after - before for before, after in pairwise(at)), default=0.0)
    even = all((place - at[0]) % distance == 0 for place in at) if distance > 1 else False
    if not even:
        return None
    factor = plain(gamma.low**distance, gamma.high**distance)
    if digits_of(factor) + 1 >= digits_of(gamma.value):
        return None
    return tr("a drop to {:g} every {:,.0f} updates, which is the distance of the rows", factor, distance)


def _unknown(best: Candidate, numbers: Numbers, facts: Facts) -> Iterator[str]:
    end = numbers.get("end")
    if end is not None and facts.ends < end.value - facts.interval:
        yield tr("The rows end at update {:,.0f}, before the decay does.", facts.last)
    for name, number in numbers.items():
        if number.assumed and name != "begin":
            upper = f"{number.high:g}" if math.isfinite(number.high) else tr("any")
            yield tr("The {} is assumed; the rows allow {:g} to {}.", parameter_words(name), number.low, upper)
    if best.model.ramp.shape == "unseen" and facts.first > 1:
        begin = numbers["begin"].value
        taken = tr("; the decay is taken to begin at update {:,.0f}", begin) if numbers["begin"].high > 1 else ""
        yield tr("The rows do not tell what the rate was before update {:,.0f}{}.", facts.first, taken)


def _certainty(also: Sequence[OtherShape], found: Sequence[Candidate], facts: Facts, count: int) -> Certainty:
    distinct = len(set(facts.points.value))
    if distinct < count + 3:
        return "low"
    others: Mapping[str, str] = {other.family: other.text for other in also}
    if distinct >= count + 6 and (not others or others == {"one-cycle": str(_STRAIGHT)}):
        return "high"
    rivals = [each for each in found[1:] if each.cost < found[0].cost + 1.0]
    return "low" if rivals and distinct < count + 6 else "medium"
