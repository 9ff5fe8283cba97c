"""Fits as the answer: the best one with intervals, the others beside it, and what stays unknown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from paddle_lrkit import curves
from paddle_lrkit.curves import Curve
from paddle_lrkit.runs.audit.fits.facts import Facts
from paddle_lrkit.runs.audit.fits.settle import interval
from paddle_lrkit.runs.audit.fits.smooth import Candidate
from paddle_lrkit.runs.audit.recognized import FittedNumber, OtherShape, Recognized, RecognizedWarmup
from paddle_lrkit.runs.audit.result import Certainty

_WIDE = 0.2
"""An interval wider than this part of its value leaves a parameter open."""
_RAMP = ("warmup", "start", "warmup_power", "begin")


def recognized_of(found: Sequence[Candidate], facts: Facts) -> Recognized:
    """The most usual of the candidates, with the others as ``also``."""
    best = found[0]
    numbers = {parameter.name: _number(best, index) for index, parameter in enumerate(best.model.parameters)}
    ramp = best.model.ramp
    family = best.model.body.family
    warmup = None
    if ramp.shape in ("linear", "cosine", "polynomial", "constant"):
        warmup = RecognizedWarmup(ramp.shape, numbers["warmup"], numbers["start"], numbers.get("warmup_power"))
    one_cycle = family in ("cosine",) and ramp.shape == "cosine"
    own = {name: number for name, number in numbers.items() if name not in _RAMP}
    own |= {name: FittedNumber(value, value, value, "number") for name, value in best.model.body.constants.items()}
    also = [OtherShape(each.model.body.family, _short(each)) for each in found[1:]]
    if family == "linear" and ramp.shape == "linear":
        also.append(OtherShape("one-cycle", "with straight lines, up to the end of the warmup and down again"))
    if best.model.body.detail:
        unknown = []
    unknown = list(_unknown(best, numbers, facts))
    curve: Curve = best.model.curve(best.settled.values)
    if one_cycle:
        family, curve = "one-cycle", _one_cycle(best)
    return Recognized(
        family,
        own,
        curve,
        facts.digits,
        _certainty(best, found, facts, numbers),
        warmup,
        tuple(also),
        tuple(unknown),
        best.model.body.detail,
    )


def _one_cycle(best: Candidate) -> Curve:
    peak, floor, end, up, start = best.settled.values[:5]
    return curves.one_cycle(max(start, 0.0), peak, min(max(floor, 0.0), peak), round(end) + 1, round(up))


def _number(best: Candidate, index: int) -> FittedNumber:
    parameter, value = best.model.parameters[index], best.settled.values[index]
    low, high = interval(best.problem, best.settled.values, index)
    low, high = min(low, value), max(high, value)
    edge = best.problem.high[index]
    if parameter.unit in ("update", "updates"):
        value = float(round(value))
        low, high = min(math.ceil(low - 1e-6), value), max(math.floor(high + 1e-6), value)
    wide = high - low > _WIDE * max(abs(value), 1e-3 * best.settled.values[0] if parameter.unit == "rate" else 0.0)
    if high >= edge * (1 - 1e-9) and parameter.unit == "update":
        high = math.inf
    number = FittedNumber(value, low, high, parameter.unit)
    return replace(number, assumed=wide and index in best.settled.usual)


def _short(candidate: Candidate) -> str:
    parts = [
        f"{parameter.name.replace('_', ' ')} {FittedNumber(value, value, value, parameter.unit).words}"
        for parameter, value in zip(candidate.model.parameters, candidate.settled.values, strict=True)
    ]
    detail = f"{candidate.model.body.detail}, " if candidate.model.body.detail else ""
    return detail + ", ".join(parts)


def _unknown(best: Candidate, numbers: dict[str, FittedNumber], facts: Facts) -> Sequence[str]:
    found = []
    end = numbers.get("end")
    if end is not None and end.low >= facts.last:
        found.append(f"the rows end at update {facts.last:,.0f}, before the decay does")
    for name, number in numbers.items():
        if number.assumed:
            found.append(f"the {name.replace('_', ' ')} is assumed; the rows allow {number.low:g} to {number.high:g}")
    if best.model.ramp.shape == "unseen":
        found.append(f"what the rate was before update {facts.first:,.0f}")
    return found


def _certainty(
    best: Candidate, found: Sequence[Candidate], facts: Facts, numbers: dict[str, FittedNumber]
) -> Certainty:
    distinct = len(set(facts.points.value))
    count = len(numbers)
    if distinct < count + 2:
        return "low"
    rivals = [each for each in found[1:] if each.cost < best.cost + 1.0]
    if distinct >= count + 6 and len(found) == 1:
        return "high"
    return "low" if rivals and distinct < count + 6 else "medium"
