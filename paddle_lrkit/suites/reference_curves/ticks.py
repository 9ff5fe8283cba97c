"""Curves that do not tick once an update."""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.curves.base import Curve, Formula
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
