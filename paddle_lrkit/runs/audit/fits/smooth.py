"""Smooth schedules: a ramp and a decay, fitted together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from paddle_lrkit.runs.audit.fits import decays, ramps
from paddle_lrkit.runs.audit.fits.facts import Facts
from paddle_lrkit.runs.audit.fits.fit import FITS, Problem, closest
from paddle_lrkit.runs.audit.fits.model import Body, FitModel, Numbers, Ramp
from paddle_lrkit.runs.audit.fits.points import Points, thin
from paddle_lrkit.runs.audit.fits.rise import corner, cosine_rise, linear_rise, power_rise
from paddle_lrkit.runs.audit.fits.settle import Settled, settle
from paddle_lrkit.runs.audit.fits.stable import STABLE

_FEW, _MANY, _ALL = 40, 3000, 30_000
_CORNERS = ("warmup", "decay_start", "first_length")
_PLACES = ("first_length", "warmup", "begin")
_HOPELESS = 0.1
"""A body that is further off than this part of the peak, with the ramp as it was seen, will not fit."""


@dataclass
class Candidate:
    """A model that prints every row.

    Args:
        model: The model.
        problem: The rows that matter and the limits of the parameters.
        settled: Its parameters.
        cost: How unusual it is.
    """

    model: FitModel
    problem: Problem
    settled: Settled
    cost: float

    @property
    def special(self) -> str:
        """The family and what tells it from others of its family."""
        return f"{self.model.body.family} {self.model.body.detail}".strip()


def candidates(facts: Facts, bodies: Sequence[Body] | None = None) -> list[Candidate]:
    """The models that print every row, the most usual first."""
    found: list[Candidate] = []
    few, many = _rows(facts)
    for ramp, start, peak in _ramps(facts):
        for body in bodies or _falling(facts):
            if not _covered(body, found):
                candidate = _fitted(FitModel(ramp, body), facts, start, peak, few, many)
                found += [candidate] if candidate is not None else []
        if found:
            break
    return sorted(found, key=lambda each: each.cost)


def _falling(facts: Facts) -> list[Body]:
    """The bodies of rates that fall; a plateau only where one was seen."""
    flat = list(STABLE.values()) if facts.outline.falls > facts.outline.top else []
    simple = [decays.NOAM, decays.LINEAR, decays.EXPONENTIAL, decays.COSINE]
    return [*simple, *flat[:3], decays.POLYNOMIAL, *flat[3:]]


def _covered(body: Body, found: Sequence[Candidate]) -> bool:
    """Whether the body has a family that was found as a special case: a longer plateau, another power."""
    known = {candidate.special: candidate for candidate in found}
    if body.family == "restarts":
        return f"{body.family} {body.detail}".strip() in known
    if body.family == "wsd":
        return body.detail in known if body.detail in ("linear", "cosine") else bool(found)
    return body.family == "polynomial" and any(candidate.cost < 2.0 for candidate in found)


def _rows(facts: Facts) -> tuple[Points, Points]:
    """A few rows to try many models with, away from jumps and from the turns of a median, and many to fit one."""
    points, outline = facts.points, facts.outline
    places = [outline.top, outline.falls, outline.settles, *outline.rises[:12]]
    many = points.pick(thin(points, _MANY, places))
    turns = {points.at[index] for rise in outline.rises for index in (rise - 1, rise)}
    turns |= {points.at[outline.top]} if outline.rising else set()
    few = many.pick(index for index, at in enumerate(many.at) if not many.window[index] and at not in turns)
    few = few if len(few) > 8 else many
    return few.pick(thin(few, _FEW)), many


def _ramps(facts: Facts) -> Iterator[tuple[Ramp, list[float], float]]:
    """The ramps that the first rows may be, each with a first guess of its parameters and of the peak."""
    points, outline = facts.points, facts.outline
    peak = points.value[outline.falls]
    if not outline.rising:
        yield (ramps.UNSEEN, [0.0], peak) if facts.first > 0 else (ramps.NONE, [], peak)
        return
    rows = points.between(0, outline.top)
    top = points.at[outline.top]
    line = linear_rise(rows, points.value[outline.top], top)
    if line is not None:
        sharp = outline.falls <= outline.top + 1
        meet = corner(line, rows, points.between(outline.falls, outline.falls + 2)) if sharp else (line, peak)
        yield ramps.LINEAR, *meet
    if len(rows) > 1:
        yield ramps.COSINE, cosine_rise(rows, peak, top), peak
        yield ramps.POLYNOMIAL, power_rise(rows, peak, top), peak


def limits(model: FitModel, facts: Facts) -> tuple[list[float], list[float], list[float]]:
    """Least value, largest value and size of each parameter."""
    points, outline = facts.points, facts.outline
    top = max(points.value) or 1.0
    span = max(facts.last, facts.total or 0, 1.0)
    after = points.at[min(outline.falls + 1, len(points) - 1)]
    rise_low = points.at[outline.top - 1] - facts.reach if outline.rising else 0.0
    rise_high = after + facts.reach
    if model.ramp.shape == "linear" and outline.falls > outline.top + 1:
        slope = (points.value[outline.top] - points.value[0]) / (points.at[outline.top] - points.at[0])
        rise_high = min(points.at[outline.top] + 4 * points.slack[outline.top] / slope, after) + facts.reach
    settled = points.at[max(outline.settles - 1, outline.falls)]
    lowest = min(points.value[outline.falls :]) + 2 * max(points.slack)
    flat = outline.falls if model.body.detail == "1-sqrt" else outline.top
    table = {
        "peak": (top * 0.5, top * (1000 if model.ramp.shape == "unseen" else 20), top),
        "floor": (0.0, lowest, top),
        "start": (0.0, top, top),
        "end": (points.at[outline.falls] if outline.rises else settled, span * 60, span),
        "decay_start": (points.at[flat], after + facts.reach, span),
        "power": (0.05, 20.0, 1.0),
        "warmup_power": (0.05, 20.0, 1.0),
        "gamma": (0.0, 1.0, 3.0 / span),
        "warmup": (max(rise_low, 0.5), max(rise_high, 1.0), max(points.at[outline.top], 1.0)),
        "begin": (1.0 if model.body.family == "noam" else 0.0, max(facts.first, 1.0), max(facts.first, 1.0)),
        "first_length": (1.0, span * 2, span / 4),
        "cycle_decay": (0.01, 1.0, 0.3),
    }
    if outline.rising:
        table["peak"] = (top * 0.98, top * 2, top)
    for name, (low, high) in model.body.bounds.items():
        table[name] = (low, high, table[name][2])
    chosen = [table[parameter.name] for parameter in model.parameters]
    return [low for low, _, _ in chosen], [high for _, high, _ in chosen], [scale for _, _, scale in chosen]


def _fitted(
    model: FitModel, facts: Facts, start: list[float], peak: float, few: Points, many: Points
) -> Candidate | None:
    low, high, scale = limits(model, facts)
    check = model.body.checks
    checks = (lambda values: check(model.begin(values), values)) if check else None
    problem = Problem(model.rate, few, low, high, scale, checks)
    begin = start[0] if start else 0.0
    guesses = [
        [min(max(value, least), most) for value, least, most in zip([*guess, *start], low, high, strict=True)]
        for guess in model.body.guesses(peak, begin, facts.seen())
    ]
    if check:
        guesses = [_in_place(problem, check, model, guess) for guess in guesses]
    guesses.sort(key=lambda guess: sum(map(abs, problem.residuals(guess))))
    ramp = frozenset(range(len(model.body.parameters), len(low))) if len(start) > 1 else frozenset()
    shape = frozenset(range(1, len(model.body.parameters)))
    failed = 0.0
    for guess in guesses[:4]:
        values, worst = guess, 0.0
        if ramp:
            starts = [closest(problem, guess, each, rounds=12) for each in (ramp, shape) if each]
            values, worst = min(starts, key=lambda found: found[1])
        if worst * max(few.slack) > _HOPELESS * peak and facts.outline.top > 3:
            continue
        values, worst = nearest(problem, values, model)
        if worst > FITS:
            if failed and abs(worst - failed) < 0.01 * failed:
                break
            failed = worst
            continue
        refined = refine(problem, values, many, model)
        if refined is not None:
            problem, values = refined
            settled = settle(problem, values, model.parameters, facts)
            settled, problem = _settled_on_all(problem, settled, model, facts)
            return Candidate(model, problem, settled, model.body.cost + settled.cost)
    return None


def _in_place(
    problem: Problem, check: Callable[[float, Numbers], list[float]], model: FitModel, values: list[float]
) -> list[float]:
    """The parameters nearest to a guess that pass the checks."""
    count = len(check(model.begin(values), values))
    places = [index for index, parameter in enumerate(model.parameters) if parameter.name in _PLACES]
    points = Points([float(index) for index in range(count)], [0.0] * count, [1.0] * count, [0] * count)
    checked = replace(
        problem, rate=lambda at, tried: check(model.begin(tried), tried)[int(at)], points=points, checks=None
    )
    others = frozenset(range(len(values))).difference(places)
    return closest(checked, values, others, target=0.95)[0]


def _settled_on_all(problem: Problem, settled: Settled, model: FitModel, facts: Facts) -> tuple[Settled, Problem]:
    """The same once more with the rows that the plain values contradict."""
    many = facts.points.pick(thin(facts.points, _ALL))
    for _ in range(8):
        if problem.worst(settled.values, many) <= FITS:
            break
        refined = refine(problem, settled.values, many, model)
        if refined is None:
            break
        problem = refined[0]
        settled = settle(problem, refined[1], model.parameters, facts)
    return settled, problem


def nearest(problem: Problem, values: list[float], model: FitModel) -> tuple[list[float], float]:
    """The fit; where it stops short at a corner, once more with the corners at whole updates."""
    values, worst = closest(problem, values, rounds=40)
    for names in (_CORNERS, (*_CORNERS, "end")):
        corners = [index for index, parameter in enumerate(model.parameters) if parameter.name in names]
        if not (FITS < worst < 100.0 and corners):
            continue
        whole = [float(round(value)) if index in corners else value for index, value in enumerate(values)]
        if all(problem.low[index] <= whole[index] <= problem.high[index] for index in corners):
            tried, reached = closest(problem, whole, frozenset(corners), target=1.0)
            if reached < worst:
                values, worst = tried, reached
    return values, worst


def refine(problem: Problem, values: list[float], many: Points, model: FitModel) -> tuple[Problem, list[float]] | None:
    """The fit to many rows: the working rows grow by those that it contradicts most; None when it cannot fit."""
    points = problem.points
    for _ in range(12):
        residuals = problem.residuals(values, many)[: len(many)]
        order = sorted(range(len(many)), key=lambda index: -abs(residuals[index]))
        if abs(residuals[order[0]]) <= FITS:
            return problem, values
        worst = [index for index in order[:24] if abs(residuals[index]) > FITS]
        points = joined(points, many.pick(worst))
        problem = replace(problem, points=points)
        values, reached = nearest(problem, values, model)
        if reached > FITS:
            return None
    return None


def joined(first: Points, second: Points) -> Points:
    """Both, each row once."""
    rows = {row[0]: row for part in (first, second) for row in zip(*part.columns, strict=True)}
    return Points(*(list(column) for column in zip(*(rows[at] for at in sorted(rows)), strict=True)))
