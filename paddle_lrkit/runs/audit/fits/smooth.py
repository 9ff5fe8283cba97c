"""Smooth schedules: a ramp and a decay, fitted together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from paddle_lrkit.runs.audit.fits import decays, ramps
from paddle_lrkit.runs.audit.fits.fit import Problem, closest
from paddle_lrkit.runs.audit.fits.model import Body, Model, Ramp, Seen
from paddle_lrkit.runs.audit.fits.outline import Outline
from paddle_lrkit.runs.audit.fits.points import Points, thin
from paddle_lrkit.runs.audit.fits.settle import Settled, settle
from paddle_lrkit.suites.log_format import PrintedDigits

_FEW, _SOME, _MANY = 40, 140, 3000


@dataclass
class Candidate:
    """A model that prints every row.

    Args:
        model: The model.
        problem: The rows that matter and the limits of the parameters.
        settled: Its parameters.
        cost: How unusual it is.
    """

    model: Model
    problem: Problem
    settled: Settled
    cost: float

    @property
    def special(self) -> str:
        """The family and what tells it from others of its family."""
        return f"{self.model.body.family} {self.model.body.detail}".strip()


@dataclass(frozen=True)
class Facts:
    """What is known before a fit.

    Args:
        points: All rows.
        outline: Their outline.
        total: Planned updates, if known.
        epoch: Updates of an epoch, if known.
        digits: How exactly the rates are written.
        reach: Positions around a peak that a row may look across: the window of a median, else 0.
    """

    points: Points
    outline: Outline
    total: int | None
    epoch: int | None
    digits: PrintedDigits
    reach: float

    @property
    def first(self) -> float:
        """Position of the first row."""
        return self.points.at[0]

    @property
    def last(self) -> float:
        """Position of the last row."""
        return self.points.at[-1]

    def seen(self) -> Seen:
        """What first guesses begin with."""
        points, outline = self.points, self.outline
        peak = points.value[outline.falls]
        middle = (peak + points.value[-1]) / 2
        half = next(
            (index for index in range(outline.falls, len(points)) if points.value[index] <= middle), len(points) - 1
        )
        return Seen(
            self.last,
            points.value[-1],
            points.at[outline.falls],
            points.at[outline.settles],
            self.total,
            (points.at[half], points.value[half]),
        )


def candidates(facts: Facts) -> list[Candidate]:
    """The models that print every row, the most usual first."""
    found: list[Candidate] = []
    few, many = _rows(facts)
    for ramp, start in _ramps(facts):
        for body in decays.FALLING:
            if _covered(body, found):
                continue
            candidate = _fitted(Model(ramp, body), facts, start, few, many)
            if candidate is not None:
                found.append(candidate)
        if found:
            break
    return sorted(found, key=lambda each: each.cost)


def _covered(body: Body, found: Sequence[Candidate]) -> bool:
    """Whether the body has a family that was found as a special case: a longer plateau, another power."""
    known = {candidate.special: candidate for candidate in found}
    if body.family == "noam" and found:
        return True
    if body.family == "wsd":
        return any(name in known for name in (body.detail, f"wsd {body.detail}")) or (
            body.detail not in ("linear", "cosine") and bool(found)
        )
    return body.family == "polynomial" and any(candidate.cost < 2.0 for candidate in found)


def _rows(facts: Facts) -> tuple[Points, Points]:
    """A few rows to try many models with, and many to fit one."""
    points, outline = facts.points, facts.outline
    places = [outline.top, outline.falls, outline.settles]
    if facts.reach and outline.rising:
        peak = points.at[outline.top], points.at[outline.falls]
        kept = [i for i, at in enumerate(points.at) if not peak[0] - facts.reach < at < peak[1] + facts.reach]
        plateau = [i for i, at in enumerate(points.at) if peak[0] + facts.reach < at < peak[1] - facts.reach]
        points = points.pick([*kept, *plateau])
        places = [each for each in places if each < len(points)]
    many = points.pick(thin(points, _MANY, places))
    return many.pick(thin(many, _FEW)), many


def _ramps(facts: Facts) -> Iterator[tuple[Ramp, list[float]]]:
    """The ramps that the first rows may be, each with a first guess."""
    points, outline = facts.points, facts.outline
    if not outline.rising:
        yield ramps.NONE, []
        if facts.first > 0:
            yield ramps.UNSEEN, [facts.first / 2]
        return
    rows = points.between(0, outline.top)
    peak = points.value[outline.top]
    line = line_of(rows, peak, points.at[outline.top])
    yield from (
        (ramps.LINEAR, line),
        (ramps.COSINE, [points.at[outline.top], rows.value[0]]),
        (ramps.POLYNOMIAL, [points.at[outline.top], 0.0, 2.0]),
    )


def line_of(rows: Points, peak: float, top: float) -> list[float]:
    """Length and start of the line through the first and the last row of a ramp."""
    at, value = rows.at, rows.value
    if len(rows) < 2 or value[-1] <= value[0]:
        start = max(value[0] * 0.5, 0.0) if at[0] > 0 else value[0]
        return [top, start]
    slope = (value[-1] - value[0]) / (at[-1] - at[0])
    start = max(value[0] - slope * at[0], 0.0)
    return [min(max((peak - start) / slope, at[-1]), top), start]


def limits(model: Model, facts: Facts) -> tuple[list[float], list[float], list[float]]:
    """Least value, largest value and size of each parameter."""
    points, outline = facts.points, facts.outline
    top = max(points.value) or 1.0
    span = max(facts.last, facts.total or 0, 1.0)
    rise_low = points.at[outline.top - 1] - facts.reach if outline.rising else 0.0
    rise_high = points.at[min(outline.falls + 1, len(points) - 1)] + facts.reach
    table = {
        "peak": (top * 0.5, top * 20, top),
        "floor": (0.0, top, top),
        "start": (0.0, top, top),
        "end": (points.at[outline.falls], span * 60, span),
        "decay_start": (points.at[max(outline.falls - 1, 0)] - facts.reach, rise_high, span),
        "power": (0.05, 20.0, 1.0),
        "warmup_power": (0.05, 20.0, 1.0),
        "gamma": (0.0, 1.0, 3.0 / span),
        "warmup": (max(rise_low, 0.5), max(rise_high, 1.0), span),
        "begin": (0.0, max(facts.first, 0.0), span),
    }
    if outline.rising:
        table["peak"] = (top * 0.98, top * 2, top)
    chosen = [table[parameter.name] for parameter in model.parameters]
    return [low for low, _, _ in chosen], [high for _, high, _ in chosen], [scale for _, _, scale in chosen]


def _fitted(model: Model, facts: Facts, start: list[float], few: Points, many: Points) -> Candidate | None:
    low, high, scale = limits(model, facts)
    problem = Problem(model.rate, few, low, high, scale)
    peak = facts.points.value[facts.outline.falls]
    begin = start[0] if start else 0.0
    guesses = [
        [min(max(value, least), most) for value, least, most in zip([*guess, *start], low, high, strict=True)]
        for guess in model.body.guesses(peak, begin, facts.seen())
    ]
    guesses.sort(key=lambda guess: sum(map(abs, problem.residuals(guess))))
    for guess in guesses[:3]:
        values, worst = closest(problem, guess)
        if worst > 1.0:
            continue
        refined = refine(problem, values, many)
        if refined is not None:
            problem, values = refined
            settled = settle(problem, values, model.parameters, facts.total, facts.epoch)
            settled, problem = _settled_on_all(problem, settled, model, facts, many)
            return Candidate(model, problem, settled, model.body.cost + settled.cost(model.parameters))
    return None


def _settled_on_all(
    problem: Problem, settled: Settled, model: Model, facts: Facts, many: Points
) -> tuple[Settled, Problem]:
    """The same once more with the rows that the plain values contradict."""
    for _ in range(3):
        if problem.worst(settled.values, many) <= 1.0:
            break
        refined = refine(problem, settled.values, many)
        if refined is None:
            break
        problem = refined[0]
        settled = settle(problem, refined[1], model.parameters, facts.total, facts.epoch)
    return settled, problem


def refine(problem: Problem, values: list[float], many: Points) -> tuple[Problem, list[float]] | None:
    """The fit to many rows: the working rows grow by those that it contradicts most; None when it cannot fit."""
    points = problem.points
    for _ in range(12):
        residuals = problem.residuals(values, many)
        order = sorted(range(len(many)), key=lambda index: -abs(residuals[index]))
        if abs(residuals[order[0]]) <= 1.0:
            return problem, values
        worst = [index for index in order[:24] if abs(residuals[index]) > 1.0]
        points = joined(points, many.pick(worst))
        problem = Problem(problem.rate, points, problem.low, problem.high, problem.scale)
        values, reached = closest(problem, values)
        if reached > 1.0:
            return None
    return None


def joined(first: Points, second: Points) -> Points:
    """Both, each row once."""
    rows = {at: (value, slack) for at, value, slack in zip(first.at, first.value, first.slack, strict=True)}
    rows.update({at: (value, slack) for at, value, slack in zip(second.at, second.value, second.slack, strict=True)})
    at = sorted(rows)
    return Points(at, [rows[each][0] for each in at], [rows[each][1] for each in at])
