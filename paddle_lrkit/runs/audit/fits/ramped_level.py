"""A ramp and the level that follows it."""

from __future__ import annotations

from paddle_lrkit.runs.audit.fits import decays, ramps
from paddle_lrkit.runs.audit.fits.facts import Facts
from paddle_lrkit.runs.audit.fits.fit import FITS, Problem
from paddle_lrkit.runs.audit.fits.levels import Level
from paddle_lrkit.runs.audit.fits.model import FitModel
from paddle_lrkit.runs.audit.fits.points import thin
from paddle_lrkit.runs.audit.fits.rise import cosine_rise, linear_rise, power_rise
from paddle_lrkit.runs.audit.fits.settle import interval, settle
from paddle_lrkit.runs.audit.fits.smooth import limits, nearest, refine
from paddle_lrkit.runs.audit.recognized import FittedNumber, RecognizedWarmup


def ramped_level(facts: Facts, level: Level, peak: FittedNumber) -> tuple[RecognizedWarmup, FittedNumber] | None:
    """The ramp before the first level, and the level's rate where the ramp narrows it."""
    points = facts.points.between(0, level.last + 1)
    many = points.pick(thin(points, 3000, [facts.outline.top]))
    top = facts.points.at[facts.outline.top]
    few = many.pick(index for index in thin(many, 60, [facts.outline.top]) if many.at[index] != top or len(many) < 4)
    rise = facts.points.between(0, facts.outline.top)
    for ramp, start in (
        (ramps.LINEAR, linear_rise(rise, peak.value, top)),
        (ramps.POLYNOMIAL, power_rise(rise, peak.value, top)),
        (ramps.COSINE, cosine_rise(rise, peak.value, top)),
    ):
        if start is None:
            continue
        model = FitModel(ramp, decays.CONSTANT)
        low, high, scale = limits(model, facts)
        low[0], high[0] = peak.low, peak.high
        high[1] = facts.points.at[level.last]
        scale[1] = max(top, 1.0)
        problem = Problem(model.rate, few, low, high, scale)
        values, worst = nearest(problem, [peak.value, *start], model)
        if worst > FITS:
            continue
        refined = refine(problem, values, many, model)
        if refined is None:
            continue
        problem, values = refined
        settled = settle(problem, values, model.parameters, facts)
        numbers = []
        for index, parameter in enumerate(model.parameters):
            least, most = interval(problem, settled.values, index)
            value = settled.values[index]
            numbers.append(FittedNumber(value, min(least, value), max(most, value), parameter.unit))
        power = numbers[3] if len(numbers) > 3 else None
        return RecognizedWarmup(ramp.shape, numbers[1], numbers[2], power), numbers[0]
    return None
