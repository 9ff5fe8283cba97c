"""PiecewiseDecay: a rate for each interval."""

from __future__ import annotations

from collections.abc import Sequence

from paddle_lrkit.curves._step import piecewise_constant
from paddle_lrkit.schedulers.base import CurveLR
from paddle_lrkit.schedulers.fixed import Fixed


class PiecewiseDecay(CurveLR):
    """A rate for each interval.

    ``rate(t) = values[number of boundaries <= t]``

    Args:
        boundaries: Updates at which the next rate begins, >= 1, ascending, each once.
        values: Rates, >= 0, one more than there are boundaries.
        last_epoch: Update before the first one.
        verbose: Whether Paddle prints a line at each step.

    Raises:
        ConfigError: The boundaries do not ascend, a rate is negative, or their numbers do not match.

    Example:
        >>> scheduler = PiecewiseDecay([100, 200], [0.1, 0.01, 0.001])
        >>> scheduler.step(100)
        >>> scheduler()
        0.01

    Reference: ``paddle.optimizer.lr.PiecewiseDecay``; equal at every update, but found by bisection.
    """

    boundaries = Fixed[tuple[int, ...]]()
    values = Fixed[tuple[float, ...]]()

    def __init__(
        self,
        boundaries: Sequence[int],
        values: Sequence[float],
        last_epoch: int = -1,
        verbose: bool = False,
    ) -> None:
        curve = piecewise_constant(boundaries, values)
        self.boundaries, self.values = tuple(boundaries), tuple(values)
        super().__init__(curve, last_epoch, verbose)
