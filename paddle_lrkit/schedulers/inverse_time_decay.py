"""InverseTimeDecay: the rate divided by a straight line."""

from __future__ import annotations

from paddle_lrkit.curves._inverse_time import inverse_time
from paddle_lrkit.errors import argument_names
from paddle_lrkit.schedulers.base import CurveLR
from paddle_lrkit.schedulers.fixed import Fixed


class InverseTimeDecay(CurveLR):
    """The rate divided by a straight line.

    ``rate(t) = learning_rate / (1 + gamma * t)``

    Args:
        learning_rate: Rate at update 0, >= 0.
        gamma: Growth of the divisor an update, >= 0.
        last_epoch: Update before the first one.
        verbose: Whether Paddle prints a line at each step.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> scheduler = InverseTimeDecay(0.1, gamma=0.01)
        >>> scheduler.step(100)
        >>> scheduler()
        0.05

    Reference: ``paddle.optimizer.lr.InverseTimeDecay``; equal at every update.
    """

    gamma = Fixed[float]()

    def __init__(self, learning_rate: float, gamma: float, last_epoch: int = -1, verbose: bool = False) -> None:
        with argument_names(start="learning_rate"):
            curve = inverse_time(learning_rate, gamma)
        self.gamma = gamma
        super().__init__(curve, last_epoch, verbose)
