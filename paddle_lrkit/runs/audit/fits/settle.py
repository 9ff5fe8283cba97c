"""Plain values for the parameters of a fit, and the interval of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from paddle_lrkit.runs.audit.fits.facts import Facts
from paddle_lrkit.runs.audit.fits.fit import FITS, Problem, closest, furthest
from paddle_lrkit.runs.audit.fits.model import Parameter
from paddle_lrkit.runs.audit.fits.plain_numbers import digits_of, plain, plain_update, rates_between

_ORDER = ("power", "warmup_power", "end", "floor", "begin", "decay_start", "first_length", "start", "warmup")
_WHOLE = ("update", "updates")
_RATIOS = (0.1, 0.01, 0.001)
_USUAL = 0.1
_HIGH_FLOOR = 0.25
"""A floor above this part of the peak is rare."""
_FAILED = 2.5
"""Cost of a parameter for which no plain value was found."""


@dataclass
class Settled:
    """A fit with plain parameters.

    Args:
        values: The parameters.
        costs: For each parameter how unusual its value is; `_USUAL` for a usual one.
    """

    values: list[float]
    costs: dict[int, float] = field(default_factory=dict)

    @property
    def cost(self) -> float:
        """How unusual the parameters are together."""
        return sum(self.costs.values())

    @property
    def usual(self) -> frozenset[int]:
        """Indices of the parameters that have a usual value, such as the floor 0 or the end of the run."""
        return frozenset(index for index, cost in self.costs.items() if cost <= 4 * _USUAL)


@dataclass(frozen=True)
class Settling:
    """A problem whose parameters get plain values one after the other.

    Args:
        problem: The rows and the model.
        parameters: Its parameters.
        facts: What is known about the run.
    """

    problem: Problem
    parameters: Sequence[Parameter]
    facts: Facts

    def settled(self, values: list[float]) -> Settled:
        """The plainest parameters with which every row stays as printed."""
        best: Settled | None = None
        for package in self._packages(values):
            inside = all(self.problem.low[i] <= value <= self.problem.high[i] for i, (value, _) in package.items())
            if not inside:
                continue
            tried = [package[index][0] if index in package else value for index, value in enumerate(values)]
            found, worst = closest(self.problem, tried, frozenset(package), target=1.0, rounds=12)
            if worst > FITS:
                continue
            costs = {index: cost for index, (_, cost) in package.items()}
            for rest in (self._rest(found, {**costs}), self._late(found, costs)):
                if rest is not None and (best is None or rest.cost < best.cost - 1e-9):
                    best = rest
            if all(cost <= _USUAL for _, cost in package.values()) and len(package) > 1:
                break
        if best is not None and any(cost >= _FAILED for cost in best.costs.values()):
            whole = self._whole_first(best.values)
            best = whole if whole is not None and whole.cost < best.cost else best
        return best or Settled(values, dict.fromkeys(range(len(values)), 1.0))

    def _whole_first(self, values: list[float]) -> Settled | None:
        """Positions as whole updates near those of the fit before anything else is plain."""
        places = [index for index, parameter in enumerate(self.parameters) if parameter.unit in _WHOLE]
        best: Settled | None = None
        for shift in (0, 1, -1, 2, -2) if places else ():
            found: list[float] | None = values
            costs: dict[int, float] = {}
            for index in places:
                if found is not None:
                    moved = round(found[index]) + (shift if index == places[0] else 0)
                    found = self._with(found, index, float(moved), frozenset(costs))
                    costs[index] = 1.5
            if found is not None:
                rest = self._rest(found, costs)
                best = rest if best is None or rest.cost < best.cost else best
                if not any(cost >= _FAILED for cost in best.costs.values()):
                    break
        return best

    def _at(self, name: str) -> int | None:
        return next((index for index, parameter in enumerate(self.parameters) if parameter.name == name), None)

    def _packages(self, values: list[float]) -> Iterator[dict[int, tuple[float, float]]]:
        """Usual values of the end and the floor with their costs, the most usual first."""
        end, floor = self._at("end"), self._at("floor")
        ends: list[tuple[float, float]] = []
        if end is not None:
            planned = _USUAL if self.facts.total else 3 * _USUAL
            ends = [(last, planned) for last in self.facts.run_ends()]
            warmup = self._at("warmup")
            if warmup is not None:
                ends.append((ends[0][0] + round(values[warmup]), planned + 0.3))
        if floor is not None:
            for last in ends:
                yield {end: last, floor: (0.0, _USUAL)}  # type: ignore[dict-item]
        for last in ends:
            yield {end: last}  # type: ignore[dict-item]
        if floor is not None:
            yield {floor: (0.0, _USUAL)}
            for ratio in _RATIOS[:2] if end is not None else ():
                yield {floor: (float(f"{float(f'{values[0]:.3g}') * ratio:.12g}"), 4 * _USUAL)}
        yield {}

    def _rest(self, values: list[float], costs: dict[int, float], usual: bool = True) -> Settled:
        order = sorted(range(len(values)), key=lambda index: self._rank(self.parameters[index].name))
        for index in order:
            if index in costs:
                continue
            name = self.parameters[index].name
            if name == "start":
                values, costs[index] = self._started(values, index, frozenset(costs))
            else:
                values, costs[index] = self._one(values, index, frozenset(costs), usual or name != "begin")
        return Settled(values, costs)

    def _late(self, values: list[float], costs: dict[int, float]) -> Settled | None:
        """For a log that begins late: a plain peak, from which the beginning of the body follows."""
        begin = self._at("begin")
        if begin is None:
            return None
        fixed = frozenset(costs)
        low, high = (furthest(self.problem, values, 0, sign, fixed) for sign in (-1, 1))
        best: Settled | None = None
        for peak in rates_between(low, high)[:8] if high > 1.005 * low else ():
            found = self._with(values, 0, peak, fixed)
            if found is not None:
                rest = self._rest(found, {**costs, 0: 0.4 + 0.3 * digits_of(peak)}, usual=False)
                best = rest if best is None or rest.cost < best.cost else best
        return best

    def _rank(self, name: str) -> int:
        return _ORDER.index(name) if name in _ORDER else 20

    def _started(self, values: list[float], index: int, fixed: frozenset[int]) -> tuple[list[float], float]:
        """The usual start of a warmup that gives it the plainest length; any start when none fits."""
        length = self._at("warmup")
        best: tuple[float, list[float], float] | None = None
        peak = float(f"{values[0]:.6g}")
        for start, cost in ((0.0, _USUAL), (peak / 3, 3 * _USUAL), (peak * 0.1, 3 * _USUAL), (peak * 0.01, 0.4)):
            found = self._with(values, index, start, fixed)
            if found is None and length is not None and length not in fixed:
                found = self._with(self._through_first(values, length, start), index, start, fixed)
            if found is None:
                continue
            free = length is not None and length not in fixed
            more = self._one(found, length, fixed | {index})[1] if free else 0.0  # type: ignore[arg-type]
            if best is None or cost + more < best[0]:
                best = (cost + more, found, cost)
        return (best[1], best[2]) if best is not None else self._one(values, index, fixed)

    def _through_first(self, values: list[float], length: int, start: float) -> list[float]:
        """The parameters with the length with which a line from another start meets the first row."""
        at, value = self.problem.points.at[0], self.problem.points.value[0]
        moved = [*values]
        if value > start and values[0] > start:
            moved[length] = min(
                max(at * (values[0] - start) / (value - start), self.problem.low[length]), values[length]
            )
        return moved

    def _one(
        self, values: list[float], index: int, fixed: frozenset[int], as_usual: bool = True
    ) -> tuple[list[float], float]:
        """The plainest value of one parameter, and its cost."""
        parameter, problem = self.parameters[index], self.problem
        for usual in parameter.usual if as_usual else ():
            if (found := self._with(values, index, usual, fixed)) is not None:
                return found, _USUAL if parameter.unit == "rate" else 3 * _USUAL
        low = furthest(problem, values, index, -1, fixed)
        high = furthest(problem, values, index, 1, fixed)
        for value, cost in self._plain(values, index, low, high):
            if (found := self._with(values, index, value, fixed)) is not None:
                return found, cost
        return values, _FAILED

    def _plain(self, values: list[float], index: int, low: float, high: float) -> Iterator[tuple[float, float]]:
        parameter, facts = self.parameters[index], self.facts
        if parameter.unit in _WHOLE:
            update = plain_update(low, high, facts.epoch)
            digits = (
                digits_of(update // facts.epoch) if facts.epoch and update % facts.epoch == 0 else digits_of(update)
            )
            cost = 0.6 + 0.2 * min(digits, 5)
            late = parameter.name == "end" and not facts.total and update > facts.ends + 1.5 * facts.interval
            yield float(update), cost + (0.6 if late else 0.0)
            yield float(round((low + high) / 2)), cost + 1.0
            return
        if parameter.name == "floor":
            for ratio in _RATIOS:
                if low <= values[0] * ratio <= high:
                    yield float(f"{values[0] * ratio:.12g}"), 4 * _USUAL
        value = plain(low, high)
        unusual = 1.0 if parameter.name == "floor" and value > _HIGH_FLOOR * values[0] else 0.0
        yield value, 0.4 + 0.3 * min(digits_of(value), 5) + unusual

    def _with(self, values: list[float], index: int, value: float, fixed: frozenset[int]) -> list[float] | None:
        """The parameters with one of them set, where every row stays as printed."""
        problem = self.problem
        if not problem.low[index] <= value <= problem.high[index]:
            return None
        tried = [*values]
        tried[index] = float(value)
        found, worst = closest(problem, tried, fixed | {index}, target=1.0, rounds=8)
        return found if worst <= FITS else None


def settle(problem: Problem, values: list[float], parameters: Sequence[Parameter], facts: Facts) -> Settled:
    """Gives each parameter the plainest value with which every row stays as printed."""
    return Settling(problem, parameters, facts).settled(values)


def interval(problem: Problem, values: list[float], index: int) -> tuple[float, float]:
    """The least and the largest value of a parameter with which every row stays as printed."""
    return furthest(problem, values, index, -1), furthest(problem, values, index, 1)
