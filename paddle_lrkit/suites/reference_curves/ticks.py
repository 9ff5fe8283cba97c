"""Curves that do not tick once an update."""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.curves.base import Curve, Formula, first_and_last
from paddle_lrkit.suites.reference_curves.reference_curve import reference_curve, repeats


@reference_curve
def by_epoch(ticks: Curve, steps_per_epoch: int) -> Formula:
    """``lr(t) = ticks(t // steps_per_epoch)``: one tick after each epoch.

    Example:
        >>> from paddle_lrkit.suites.reference_curves.powers import power_decay
        >>> by_epoch(power_decay(0.1, 0.0, 10, 1.0), 100)(499)
        0.06
    """

    def knots(stop: int) -> Iterator[int]:
        epochs = -(-stop // steps_per_epoch)
        yield from (knot * steps_per_epoch for knot in ticks.knots(epochs))
        yield from repeats(steps_per_epoch, stop, steps_per_epoch)

    length = None if ticks.length is None else ticks.length * steps_per_epoch
    return Formula(lambda update: ticks(update // steps_per_epoch), length, knots)


@reference_curve
def entered(ticks: Curve, entry: int) -> Formula:
    """``lr(t) = ticks(t + entry + 1)``: a scheduler that was made with ``last_epoch=entry``.

    Example:
        >>> from paddle_lrkit.suites.reference_curves.powers import power_decay
        >>> entered(power_decay(0.1, 0.0, 10, 1.0), 0)(4) == power_decay(0.1, 0.0, 10, 1.0)(5)
        True
    """
    skipped = entry + 1

    def knots(stop: int) -> Iterator[int]:
        return (knot - skipped for knot in ticks.knots(stop + skipped) if knot >= skipped)

    length = None if ticks.length is None else max(ticks.length - skipped, 0)
    return Formula(lambda update: ticks(update + skipped), length, knots)


@reference_curve
def accumulated(ticks: Curve, batches: int, every: int, updates: int) -> Formula:
    """One tick after each batch, an update after some: the last one of an epoch may have fewer.

    ``lr(t) = ticks(epoch * batches + min((k + 1) * every, batches) - 1)`` for update ``k`` of an epoch

    Args:
        ticks: Rate at each batch.
        batches: Batches in an epoch.
        every: Batches in an update.
        updates: Updates in an epoch: ``batches / every``, rounded up where the rest makes an update, else down.

    Example:
        >>> from paddle_lrkit.suites.reference_curves.powers import power_decay
        >>> [round(accumulated(power_decay(1.0, 0.0, 20, 1.0), 10, 4, 3)(update), 2) for update in range(4)]
        [0.85, 0.65, 0.55, 0.35]
    """

    def at(update: int) -> float:
        epoch, position = divmod(update, updates)
        return ticks(epoch * batches + min((position + 1) * every, batches) - 1)

    def first_from(tick: int) -> int:
        """The first update that uses ``tick`` or a later one."""
        epoch, batch = divmod(tick, batches)
        return epoch * updates + min(batch // every, updates)

    def knots(stop: int) -> Iterator[int]:
        epochs = -(-stop // updates)
        yield from (first_from(knot) for knot in ticks.knots(epochs * batches))
        if batches % every:
            yield from repeats(updates, stop, updates)

    length = None if ticks.length is None else first_from(ticks.length)
    return Formula(at, length, knots)


def updates_within(ticks: int, batches: int, every: int, updates: int) -> int:
    """The updates of `accumulated` whose last batch is among the first ``ticks`` ones, but for those of a rest.

    Example:
        >>> updates_within(12, 10, 4, 2), updates_within(14, 10, 4, 2)
        (2, 3)
    """
    epochs, rest = divmod(ticks, batches)
    return epochs * updates + rest // every


@reference_curve
def held(ticks: Curve, count: int) -> Formula:
    """``lr(t) = ticks(max(t - count, 0))``: a scheduler whose first ticks come later.

    Example:
        >>> from paddle_lrkit.suites.reference_curves.powers import power_decay
        >>> late = held(power_decay(0.1, 0.0, 10, 1.0), 3)
        >>> late(0) == late(3) == 0.1, round(late(4), 12)
        (True, 0.09)
    """

    def knots(stop: int) -> Iterator[int]:
        return (knot + count for knot in (0, *ticks.knots(max(stop - count, 0))) if 0 < knot + count < stop)

    length = None if ticks.length is None else ticks.length + count
    return Formula(lambda update: ticks(max(update - count, 0)), length, knots)


@reference_curve
def restarted(ticks: Curve, period: int) -> Formula:
    """``lr(t) = ticks(t % period)``: a new scheduler after each ``period`` updates.

    Example:
        >>> from paddle_lrkit.suites.reference_curves.powers import power_decay
        >>> restarted(power_decay(0.1, 0.0, 10, 1.0), 6)(11) == power_decay(0.1, 0.0, 10, 1.0)(5)
        True

    Reference: PaddleGAN's SinGAN, which trains one scale after the other.
    """

    def knots(stop: int) -> Iterator[int]:
        yield from repeats(period, stop)
        for knot in first_and_last(range(len(inner)), most=10):
            yield from repeats(period, stop, inner[knot])

    inner = ticks.knots(period)
    return Formula(lambda update: ticks(update % period), knots=knots)
