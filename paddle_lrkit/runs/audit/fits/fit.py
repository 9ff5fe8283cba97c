"""Fits a model to printed rates: the parameters with which every row is as printed, and how far each can move."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from paddle_lrkit.runs.audit.fits.linear_program import best_step
from paddle_lrkit.runs.audit.fits.points import Points

Values = list[float]
_FAR = 1e30
_FIRM = 1e6
FITS = 1.000001
"""Largest residual with which a row counts as printed: 1, and the rounding of the fit itself."""


@dataclass(frozen=True)
class Problem:
    """A model, the rows and the limits of its parameters.

    Args:
        rate: ``(position, parameters)`` -> rate.
        points: The rows.
        low: Least value of each parameter.
        high: Largest value of each parameter.
        scale: A typical size of each parameter.
        checks: Further numbers of the parameters that must be between -1 and 1.
    """

    rate: Callable[[float, Sequence[float]], float]
    points: Points
    low: Values
    high: Values
    scale: Values
    checks: Callable[[Sequence[float]], Values] | None = None

    def shown(self, at: float, values: Sequence[float], window: int = 0) -> float:
        """The rate at a position, at a half the mean of its neighbours; the median of a window around it."""
        if window > 2:
            first = int(at - (window - 1) / 2)
            rates = sorted(self.rate(float(first + index), values) for index in range(window))
            return (rates[(window - 1) // 2] + rates[window // 2]) / 2
        if at == int(at):
            return self.rate(at, values)
        return (self.rate(at - 0.5, values) + self.rate(at + 0.5, values)) / 2

    def residuals(self, values: Sequence[float], points: Points | None = None) -> Values:
        """Differences from the printed values, as multiples of the slack; then the checks."""
        rows = points or self.points
        shown = self.shown
        try:
            found = [
                (shown(at, values, window) - value) / slack
                for at, value, slack, window in zip(rows.at, rows.value, rows.slack, rows.window, strict=True)
            ]
            return found + self.checks(values) if self.checks else found
        except (OverflowError, ZeroDivisionError, ValueError):
            return [_FAR] * (len(rows) + (len(self.checks(values)) if self.checks else 0))

    def worst(self, values: Sequence[float], points: Points | None = None) -> float:
        """The largest difference as a multiple of the slack; at most 1 when every row is as printed."""
        return self.largest(self.residuals(values, points), len(points or self.points))

    def largest(self, residuals: Sequence[float], rows: int) -> float:
        """The largest of some residuals; a check that fails weighs more than any row."""
        worst = max(map(abs, residuals[:rows]), default=0.0)
        failed = max(map(abs, residuals[rows:]), default=0.0)
        return max(worst, failed if failed <= 1.0 else 1.0 + _FIRM * (failed - 1.0))

    def slopes(self, values: Values, residuals: Values, free: Sequence[int]) -> list[Values]:
        """For each free parameter the derivatives of all residuals, times its scale."""
        columns = []
        for index in free:
            step = 1e-6 * self.scale[index]
            if values[index] + step > self.high[index]:
                step = -step
            moved = [*values]
            moved[index] += step
            part = self.scale[index] / step
            columns.append([(after - r) * part for after, r in zip(self.residuals(moved), residuals, strict=True)])
        return columns

    def box(self, values: Values, free: Sequence[int], trust: float) -> tuple[Values, Values]:
        """How far the free parameters may move, in units of their scale."""
        low = [max((self.low[index] - values[index]) / self.scale[index], -trust) for index in free]
        high = [min((self.high[index] - values[index]) / self.scale[index], trust) for index in free]
        return [min(each, 0.0) for each in low], [max(each, 0.0) for each in high]

    def moved(self, values: Values, free: Sequence[int], step: Sequence[float]) -> Values:
        """The parameters after a step in units of their scale."""
        result = [*values]
        for index, part in zip(free, step, strict=False):
            result[index] = min(max(values[index] + part * self.scale[index], self.low[index]), self.high[index])
        return result


def closest(
    problem: Problem, values: Values, fixed: frozenset[int] = frozenset(), target: float = 0.9, rounds: int = 25
) -> tuple[Values, float]:
    """Parameters with the smallest largest residual, from a first guess; stops early below ``target``.

    Each round minimizes the largest residual of the linearized model within a trust region.
    """
    free = [index for index in range(len(values)) if index not in fixed]
    residuals, rows = problem.residuals(values), len(problem.points)
    worst = problem.largest(residuals, rows)
    trust, slopes, stalled = 0.3, None, 0
    history = [worst]
    for _ in range(rounds):
        hopeless = worst > 30 and len(history) > 5 and worst > 0.7 * history[-5]
        if worst <= target or not free or trust < 1e-12 or stalled > 3 or hopeless:
            break
        history.append(worst)
        slopes = slopes or problem.slopes(values, residuals, free)
        step = _nearest_step(problem, values, residuals, slopes, free, trust)
        if step is None:
            break
        tried = problem.moved(values, free, step)
        after = problem.residuals(tried)
        reached = problem.largest(after, rows)
        if reached < worst:
            stalled = stalled + 1 if reached > 0.995 * worst else 0
            if worst - reached > 0.7 * (worst - step[-1]):
                trust = min(trust * 2, 1.0)
            elif worst - reached < 0.3 * (worst - step[-1]):
                trust *= 0.5
            values, residuals, worst, slopes = tried, after, reached, None
        else:
            largest = max(map(abs, step[:-1]), default=0.0)
            trust = min(trust, largest) * 0.25
    return values, worst


def _nearest_step(
    problem: Problem, values: Values, residuals: Values, slopes: list[Values], free: Sequence[int], trust: float
) -> Values | None:
    """The step that makes the largest linearized residual smallest, and that residual as its last number."""
    low, high = problem.box(values, free, trust)
    rows = len(problem.points)
    unit = max(map(abs, residuals[:rows]), default=0.0) or 1.0
    columns = [[value / unit for value in column[:rows]] + column[rows:] for column in slopes]
    scaled = [value / unit for value in residuals[:rows]] + residuals[rows:]
    goal = [*[0.0] * len(free), -1.0]
    found = best_step(goal, columns, scaled, 0.0, [*low, 0.0], [*high, 2.0], len(residuals) - rows)
    return None if found is None else [*found[:-1], found[-1] * unit]


def furthest(problem: Problem, values: Values, index: int, sign: int, fixed: frozenset[int] = frozenset()) -> float:
    """How far a parameter can go in a direction while every row stays as printed.

    Args:
        problem: The rows and the model.
        values: Parameters with which every row is as printed.
        index: Which parameter.
        sign: 1 for its largest value, -1 for its least.
        fixed: Parameters that do not move.
    """
    free = [each for each in range(len(values)) if each not in fixed]
    place, best = free.index(index), values
    trust = 0.05
    goal = [*(float(sign) if each == index else 0.0 for each in free), -0.0]
    for _ in range(24):
        residuals = problem.residuals(best)
        slopes = problem.slopes(best, residuals, free)
        room = max(1.0, max(map(abs, residuals)))
        low, high = problem.box(best, free, trust)
        step = best_step(goal, slopes, residuals, room, [*low, 0.0], [*high, 0.0], len(residuals) - len(problem.points))
        if step is None:
            break
        gain = sign * step[place]
        width = abs(best[index] - values[index]) / problem.scale[index]
        if gain <= max(0.01 * width, 1e-12):
            break
        tried = problem.moved(best, free, step)
        if problem.worst(tried) > FITS:
            tried, reached = closest(problem, tried, fixed | {index}, target=1.0, rounds=6)
            if reached > FITS:
                trust = min(trust, max(map(abs, step[:-1]))) * 0.3
                if trust < 1e-10:
                    break
                continue
        trust = min(trust * 2, 100.0)
        best = tried
    return best[index]
