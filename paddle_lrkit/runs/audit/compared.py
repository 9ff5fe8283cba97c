"""Printed rows beside what a course of rates would print: within rounding, or contradicted."""

from __future__ import annotations

import functools
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import ne

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.runs.audit.equal_stretches import equal_stretches
from paddle_lrkit.runs.audit.run_rows import RunRows
from paddle_lrkit.suites.log_format import PrintedDigits

Applied = Callable[[int, int], float]
"""Update and process -> the rate that was applied."""

RELATIVE = 2e-9
"""Two ways to compute one rate differ by less."""
OF_THE_PEAK = 5e-10
"""A curve that is read between its updates is exact to this part of its peak."""
KEY_ROWS = 48
_MOST_KNOWN = 1 << 17
_FEW_ROWS = 2000
"""So few are looked at one by one."""


@dataclass
class Compared:
    """The rows of a run and its plan.

    Args:
        rows: The rows.
        digits: How exactly they are printed.
        curve: The plan.
        updates: Planned updates; at least those of the rows.
        warmup: Updates of warmup in the plan.
        steps_per_epoch: Updates of an epoch, if known.
        per_epoch: Whether the plan moves once an epoch.
    """

    rows: RunRows
    digits: PrintedDigits
    curve: Curve
    updates: int
    warmup: int
    steps_per_epoch: int | None = None
    per_epoch: bool = False

    @cached_property
    def rate(self) -> Callable[[int], float]:
        """The plan, with the rates that were asked already."""
        return functools.lru_cache(_MOST_KNOWN)(self.curve)

    def plan(self, update: int, process: int = 0) -> float:
        """The planned rate of an update."""
        return self.rate(update if update > 0 else 0)

    def moved_by(self, by: int) -> Applied:
        """The plan with a counter that is ``by`` updates ahead."""
        return lambda update, process: self.plan(update + by)

    def counted(self, count: Callable[[int], int]) -> Applied:
        """The plan with a counter of its own."""
        return lambda update, process: self.plan(count(update))

    def tolerance_of(self, rate: float) -> float:
        """The most by which a printed rate may differ from one that it agrees with."""
        return self.digits.half(rate) + RELATIVE * abs(rate)

    @cached_property
    def tolerance(self) -> array[float]:
        """`tolerance_of` each row."""
        rates = self.rows.rate
        halves = zip(self.digits.halves(rates), rates, strict=True)
        return array("d", (half + RELATIVE * abs(rate) for half, rate in halves))

    @cached_property
    def planned(self) -> array[float]:
        """What the plan prints in each row."""
        rows, curve = self.rows, self.curve
        if rows.printing.printed == "median" or rows.printing.asked_again is not None:
            return array("d", (self.shows(self.plan, at) for at in range(len(rows))))
        late = rows.printing.lead + (rows.printing.printed == "after")
        return array("d", map(curve, rows.update if not late else (max(update + late, 0) for update in rows.update)))

    @cached_property
    def _one_by_one(self) -> bool:
        """Whether each row is compared by itself: they are few, or most differ from the row before."""
        rates = self.rows.rate
        return len(rates) <= _FEW_ROWS or 2 * sum(map(ne, rates, rates[1:])) > len(rates)

    @cached_property
    def _ends(self) -> list[tuple[int, int, float, float]]:
        """First and last row of each stretch of equal rows, and what the plan prints in both."""
        found = []
        for first, last in equal_stretches(self.rows, self.curve):
            planned = self.planned_at(first)
            found.append((first, last, planned, planned if last == first else self.planned_at(last)))
        return found

    def planned_at(self, at: int) -> float:
        """What the plan prints in a row."""
        return self.shows(self.plan, at)

    @cached_property
    def differing(self) -> list[int]:
        """The rows that contradict the plan."""
        rate, near = self.rows.rate, self.tolerance_of
        if self._one_by_one:
            rows = enumerate(zip(rate, self.planned, self.tolerance, strict=True))
            return [at for at, (printed, planned, most) in rows if abs(printed - planned) > most]
        found: list[int] = []
        for first, last, begins, ends in self._ends:
            tolerance = near(rate[first])
            if abs(rate[first] - begins) <= tolerance and abs(rate[first] - ends) <= tolerance:
                continue
            found += [at for at in range(first, last + 1) if abs(rate[at] - self.planned_at(at)) > tolerance]
        return found

    @cached_property
    def key_rows(self) -> list[int]:
        """A few rows that tell most: the ends, evenly spread ones, those beside the largest changes, first faults."""
        count = len(self.rows)
        if count <= 2 * KEY_ROWS:
            return list(range(count))
        chosen = {round(at * (count - 1) / (KEY_ROWS // 2)) for at in range(KEY_ROWS // 2 + 1)}
        rate = self.rows.rate
        stride = max(1, count // 20_000)
        change = sorted(range(1, count, stride), key=lambda at: -abs(rate[at] - rate[at - 1]))[: KEY_ROWS // 4]
        chosen.update(near for at in change for near in (at - 1, at))
        chosen.update(self.differing[:3])
        chosen.update((self.differing[len(self.differing) // 2], self.differing[-1]) if self.differing else ())
        return sorted(chosen)

    def shows(self, applied: Applied, at: int) -> float:
        """What row ``at`` shows of applied rates."""
        rows = self.rows
        process = rows.process[at]
        return rows.printing.value(lambda update: applied(update, process), rows.update[at], rows.began[process])

    def misfit(self, applied: Applied, at: int) -> float:
        """By how much row ``at`` is farther from applied rates than rounding allows; at most 0 where it agrees."""
        return abs(self.shows(applied, at) - self.rows.rate[at]) - self.tolerance[at] - self._interpolated

    @cached_property
    def _interpolated(self) -> float:
        """The most by which a rate between two updates of a curve is wrong."""
        return OF_THE_PEAK * self.highest

    def worst(self, applied: Applied, rows: Sequence[int]) -> float:
        """The largest misfit of some rows."""
        return max((self.misfit(applied, at) for at in rows), default=0.0)

    def contradiction(self, applied: Applied) -> int | None:
        """The row that contradicts applied rates most; None where none does."""
        try:
            misfits = [self.misfit(applied, at) for at in range(len(self.rows))]
        except (ConfigError, OverflowError):
            return 0
        worst = max(range(len(misfits)), key=misfits.__getitem__)
        return worst if misfits[worst] > 0 else None

    def explains(self, applied: Applied) -> bool:
        """Whether no row contradicts applied rates."""
        try:
            if any(self.misfit(applied, at) > 0 for at in self.key_rows):
                return False
            return all(self.misfit(applied, at) <= 0 for at in range(len(self.rows)))
        except (ConfigError, OverflowError):
            return False

    @property
    def could_tell(self) -> int:
        """Rows that would contradict the plan if the rate had stayed as in the first row."""
        first, rate = self.planned_at(0), self.rows.rate
        if self._one_by_one:
            rows = zip(self.planned, self.tolerance, strict=True)
            return sum(abs(planned - first) > 2 * near for planned, near in rows)
        return sum(
            last - begin + 1
            for begin, last, planned, _ in self._ends
            if abs(planned - first) > 2 * self.tolerance_of(rate[begin])
        )

    @property
    def moved(self) -> float:
        """How far the plan moves within the rows, in roundings."""
        low = min(self.planned if self._one_by_one else (min(begins, ends) for _, _, begins, ends in self._ends))
        return (self.highest - low) / max(self.tolerance_of(max(self.rows.rate, key=abs)), 1e-300)

    @cached_property
    def highest(self) -> float:
        """The highest rate that the plan prints within the rows."""
        if self._one_by_one:
            return max(self.planned)
        return max(max(begins, ends) for _, _, begins, ends in self._ends)
