"""Replays a plateau rule on the logged metrics of a run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from paddle_lrkit.curves import Curve, constant, join, piecewise_constant, until
from paddle_lrkit.suites.schedule import Schedule


@dataclass(frozen=True)
class Reduction:
    """One fall of the rate, or one rise of a greedy rule's.

    Args:
        update: First update of the new rate.
        metric: The metric that was one too many without improvement, or with one.
        before: Rate until then.
        after: Rate from then on.
    """

    update: int
    metric: float
    before: float
    after: float


@dataclass(frozen=True)
class Replay:
    """A plateau rule applied to a log.

    Args:
        schedule: The rates as a curve over the updates that were logged.
        reductions: Where they fall.
    """

    schedule: Schedule
    reductions: list[Reduction]


def replay(schedule: Schedule, observed: Iterable[tuple[int, float]], total_updates: int) -> Replay:
    """Applies the plateau rule of a schedule to metrics that were logged, as the trainer does.

    A metric that was known before the warmup ended is not looked at. A reduction holds from the update before which
    the metric was known.

    Args:
        schedule: One with a ``plateau``.
        observed: ``(update, metric)``, ascending.
        total_updates: Updates that the log covers.

    Raises:
        ConfigError: The rule has an argument outside its range.

    Example:
        >>> from paddle_lrkit.curves import constant
        >>> from paddle_lrkit.curves.plateau import Plateau
        >>> from paddle_lrkit.units import RunLength
        >>> waiting = Schedule(constant(0.1), "lrkit", RunLength(40), plateau=Plateau(0.1, patience=1, factor=0.5))
        >>> replay(waiting, [(10, 1.0), (20, 1.0), (30, 1.0)], 40).reductions
        [Reduction(update=30, metric=1.0, before=0.1, after=0.05)]
    """
    if schedule.plateau is None:
        raise ValueError("the schedule has no plateau rule")
    rule = schedule.plateau.rule()
    state, found = rule.start(), []
    for update, metric in observed:
        if update >= schedule.warmup_updates:
            before, state = state, rule.after(state, metric)
            if state.rate != before.rate:
                found.append(Reduction(update, metric, before.rate, state.rate))
    curve = _curve(schedule, rule.start().rate, found)
    length = schedule.length._replace(total_updates=total_updates)
    return Replay(replace(schedule, curve=curve, length=length, plateau=None), found)


def _curve(schedule: Schedule, start: float, reductions: Iterable[Reduction]) -> Curve:
    warmup = schedule.warmup_updates
    rates = {0: start} | {one.update - warmup: one.after for one in reductions}
    first, *boundaries = rates
    rest = piecewise_constant(boundaries, list(rates.values())) if boundaries else constant(rates[first])
    return join(until(schedule.curve, warmup), rest) if warmup else rest
