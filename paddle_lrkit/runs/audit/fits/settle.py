"""Plain values for the parameters of a fit, and the interval of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from paddle_lrkit.runs.audit.fits.fit import Problem, closest, furthest
from paddle_lrkit.runs.audit.fits.model import Parameter
from paddle_lrkit.runs.audit.fits.plain_numbers import digits_of, plain, plain_update

_ORDER = ("power", "warmup_power", "multiplier", "end", "floor", "begin", "decay_start", "warmup", "start", "peak")
_WHOLE = ("update", "updates")


@dataclass
class Settled:
    """A fit with plain parameters.

    Args:
        values: The parameters.
        worst: Largest residual, at most 1 when every row is as printed.
        plain: Indices of parameters that have their usual value: the floor 0, the end of the run.
    """

    values: list[float]
    worst: float
    usual: frozenset[int]

    def cost(self, parameters: Sequence[Parameter]) -> float:
        """How many digits it takes to write the parameters that are not as usual."""
        total = 0.0
        for index, (parameter, value) in enumerate(zip(parameters, self.values, strict=True)):
            if index in self.usual:
                total += 0.1
            elif parameter.unit in _WHOLE:
                total += 0.6 + 0.2 * min(digits_of(round(value)), 5)
            else:
                total += 0.4 + 0.3 * min(digits_of(value), 5)
        return total


def settle(
    problem: Problem, values: list[float], parameters: Sequence[Parameter], total: int | None, epoch: int | None
) -> Settled:
    """Gives each parameter the plainest value with which every row stays as printed."""
    fixed: frozenset[int] = frozenset()
    usual: set[int] = set()
    names = [parameter.name for parameter in parameters]
    for package in _packages(names, total):
        tried = [*values]
        for index, value in package.items():
            tried[index] = value
        if any(not problem.low[index] <= value <= problem.high[index] for index, value in package.items()):
            continue
        found, worst = closest(problem, tried, frozenset(package), target=1.0, rounds=12)
        if worst <= 1.0:
            values, fixed = found, frozenset(package)
            usual.update(package)
            break
    for index in sorted(range(len(names)), key=lambda each: _rank(names[each])):
        if index in fixed:
            continue
        one = _settle_one(problem, values, parameters[index], index, fixed, epoch)
        if one is not None:
            values, as_usual = one
            if as_usual:
                usual.add(index)
        fixed |= {index}
    return Settled(values, problem.worst(values), frozenset(usual))


def _rank(name: str) -> int:
    return _ORDER.index(name) if name in _ORDER else 5


def _packages(names: Sequence[str], total: int | None) -> Iterator[dict[int, float]]:
    """Usual values of the end and the floor together, the most usual first."""
    end = names.index("end") if "end" in names else None
    floor = names.index("floor") if "floor" in names else None
    ends = [float(total), total - 1.0] if total and end is not None else []
    for last in ends:
        if floor is not None:
            yield {end: last, floor: 0.0}  # type: ignore[dict-item]
    for last in ends:
        yield {end: last}  # type: ignore[dict-item]
    if floor is not None:
        yield {floor: 0.0}


def _settle_one(
    problem: Problem, values: list[float], parameter: Parameter, index: int, fixed: frozenset[int], epoch: int | None
) -> tuple[list[float], bool] | None:
    peak = values[0]
    usual = [*parameter.usual, *([peak / 3, peak * 0.1] if parameter.name == "start" else [])]
    for value in usual:
        if (found := _with(problem, values, index, value, fixed)) is not None:
            return found, True
    low = furthest(problem, values, index, -1, fixed)
    high = furthest(problem, values, index, 1, fixed)
    value = plain_update(low, high, epoch) if parameter.unit in _WHOLE else plain(low, high)
    found = _with(problem, values, index, value, fixed)
    if found is None and parameter.unit in _WHOLE:
        found = _with(problem, values, index, float(round((low + high) / 2)), fixed)
    return None if found is None else (found, False)


def _with(problem: Problem, values: list[float], index: int, value: float, fixed: frozenset[int]) -> list[float] | None:
    """The parameters with one of them set, where every row stays as printed."""
    if not problem.low[index] <= value <= problem.high[index]:
        return None
    tried = [*values]
    tried[index] = float(value)
    found, worst = closest(problem, tried, fixed | {index}, target=1.0, rounds=8)
    return found if worst <= 1.0 else None


def interval(problem: Problem, values: list[float], index: int) -> tuple[float, float]:
    """The least and the largest value of a parameter with which every row stays as printed."""
    return furthest(problem, values, index, -1), furthest(problem, values, index, 1)
