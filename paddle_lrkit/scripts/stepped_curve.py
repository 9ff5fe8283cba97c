"""The rate of an optimizer at each of its updates, from the rates of its schedules at each tick."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from paddle_lrkit.curves.base import Curve, Formula, curve
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.optimizer_course import HoldingCourse, TickCourse
from paddle_lrkit.scripts.program import BuiltSchedule
from paddle_lrkit.scripts.run_shape import RunShape
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates
from paddle_lrkit.suites.reference_curves.lines import level
from paddle_lrkit.suites.reference_curves.ticks import by_epoch, entered

_MOST_TICKS = 300
"""With more ticks between two starts of a schedule, only those where its curve bends are knots: the first and the last
so many."""


class SteppedRates:
    """The rates of a schedule as an optimizer sees them.

    Args:
        ticks: The tick at each update.
        rates: The rate at each tick.
    """

    def __init__(self, ticks: TickCourse, rates: SchedulerRates) -> None:
        self.ticks, self.rates = ticks, rates
        self._called = rates.curve if rates.wrapped is None else rates.wrapped

    def at(self, update: int) -> float:
        """The rate with which an update is made."""
        if self.rates.plateau is not None:
            return self.rates.curve(0)
        tick = self.ticks.at(update)
        if tick.number is None or tick.number < 0:
            raise ConfigError(
                tr("the number that step() is called with before update {:,} is below 0 or not known", update)
            )
        curve = self._called if tick.called else self.rates.curve
        whole = int(tick.number)
        return curve(whole) if whole == tick.number else curve.between(tick.number)

    def knots(self, begin: int, stop: int) -> Iterator[int]:
        """Updates from ``begin`` on, and below ``stop``, at which the rate jumps or bends."""
        for first, end in self._stretches(begin, stop):
            yield first
            low, high = self._number(first), self._number(end - 1)
            if high <= low:
                continue
            bends: Sequence[int] = range(low + 1, high + 1)
            if len(bends) > _MOST_TICKS:
                curve = self._called if self.ticks.at(end - 1).called else self.rates.curve
                bends = [knot for knot in curve.knots(high + 1) if knot > low]
            for tick in [*bends[:_MOST_TICKS], *bends[_MOST_TICKS:][-_MOST_TICKS:]]:
                yield self._first(tick, first, end)

    def end(self) -> int:
        """Updates before the class raises an error; all where it raises none."""
        last = self.rates.last_tick
        if last is None:
            return self.ticks.updates
        for first, end in self._stretches(0, self.ticks.updates):
            over = last + 1 if self.ticks.at(end - 1).called else max(last - self.rates.entry, 1)
            if self._number(end - 1) >= over:
                return self._first(over, first, end)
        return self.ticks.updates

    def warmup(self) -> int:
        """Updates of warmup at the start."""
        first, end = next(iter(self._stretches(0, self.ticks.updates)))
        return self._first(self.rates.warmup, first, end) if self.rates.warmup else 0

    def _stretches(self, begin: int, stop: int) -> Iterator[tuple[int, int]]:
        """First and last (excluded) update of each stretch in which the tick grows."""
        starts = [update for update in self.ticks.starts() if begin < update < stop]
        return pairwise([begin, *starts, stop])

    def _first(self, tick: int, first: int, end: int) -> int:
        """The first update of a stretch with this tick or a later one."""
        return bisect_left(range(end), tick, first, key=self._number)

    def _number(self, update: int) -> int:
        return int(self.ticks.at(update).number or 0)


class OptimizerRates:
    """What an optimizer applies, whatever it holds.

    Args:
        holding: What it holds.
        schedules: Number of a schedule -> its rates.
    """

    def __init__(self, holding: HoldingCourse, schedules: dict[int, SteppedRates]) -> None:
        self.holding, self.schedules = holding, schedules

    def __repr__(self) -> str:
        parts = [repr(stepped.rates.curve) for stepped in self.schedules.values()]
        return f"<{', '.join(parts) or 'rates'} over {self.holding.updates} updates>"

    def at(self, update: int) -> float:
        """The rate with which an update is made."""
        held = self.holding.at(update)
        return self.schedules[held.number].at(update) if isinstance(held, BuiltSchedule) else float(held)

    def knots(self, stop: int) -> Iterator[int]:
        """Updates at which the rate jumps or bends."""
        starts = [update for update in self.holding.starts() if 0 < update < stop]
        for begin, end in pairwise([0, *starts, stop]):
            held = self.holding.at(begin)
            if isinstance(held, BuiltSchedule):
                yield from self.schedules[held.number].knots(begin, end)
            else:
                yield begin


def stepped_curve(run: RunShape, stepped: SteppedRates) -> Curve | None:
    """The curve of a schedule that an optimizer holds in the whole program, where it is stepped evenly.

    Args:
        run: The course of the program around the two.
        stepped: The rates.
    """
    if stepped.rates.plateau is not None:
        return stepped.rates.curve
    first, last = stepped.ticks.at(0), stepped.ticks.at(stepped.ticks.updates - 1)
    if first.called or first.number is None or set(stepped.ticks.starts()) - {0}:
        return None
    begin, between = int(first.number), run.steps.gap
    ticks = entered(stepped.rates.curve, begin - 1) if begin else stepped.rates.curve
    if last == first:
        return level(ticks(0))
    if run.updates.gap == 1:
        return ticks
    return by_epoch(ticks, between) if between and run.steps.before in (0, between) else None


@curve
def applied_curve(rates: OptimizerRates) -> Formula:
    """The rate at each update, without the family of a curve."""
    last = max(rates.holding.updates - 1, 0)
    return Formula(lambda update: rates.at(min(update, last)), knots=lambda stop: rates.knots(min(stop, last + 1)))
