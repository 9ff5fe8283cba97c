"""Printed rows beside what a course of rates would print: within rounding, or contradicted."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.runs.audit.run_rows import RunRows
from paddle_lrkit.suites.log_format import PrintedDigits

Applied = Callable[[int, int], float]
"""Update and process -> the rate that was applied."""

RELATIVE = 2e-9
"""Two ways to compute one rate differ by less."""
KEY_ROWS = 48
_MOST_KNOWN = 1 << 19


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

    @cached_property
    def tolerance(self) -> list[float]:
        """For each row the most by which it may differ from a rate that it agrees with."""
        half = self.digits.half
        if self.digits.kind == "decimals":
            place = half(0.0)
            return [place + RELATIVE * abs(rate) for rate in self.rows.rate]
        return [half(rate) + RELATIVE * abs(rate) for rate in self.rows.rate]

    @cached_property
    def planned(self) -> list[float]:
        """What the plan prints in each row."""
        rows, curve = self.rows, self.curve
        if rows.printing.printed == "median":
            return [self.shows(self.plan, at) for at in range(len(rows))]
        late = rows.printing.lead + (rows.printing.printed == "after")
        return [curve(max(update + late, 0)) for update in rows.update]

    @cached_property
    def differing(self) -> list[int]:
        """The rows that contradict the plan."""
        each = zip(self.rows.rate, self.planned, self.tolerance, strict=True)
        return [at for at, (rate, planned, near) in enumerate(each) if abs(rate - planned) > near]

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
        return abs(self.shows(applied, at) - self.rows.rate[at]) - self.tolerance[at]

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
        first = self.planned[0] if self.planned else 0.0
        return sum(abs(each - first) > 2 * near for each, near in zip(self.planned, self.tolerance, strict=True))

    @property
    def moved(self) -> float:
        """How far the plan moves within the rows, in roundings."""
        if not self.planned:
            return 0.0
        low, high = min(self.planned), max(self.planned)
        return (high - low) / max(max(self.tolerance), 1e-300)
