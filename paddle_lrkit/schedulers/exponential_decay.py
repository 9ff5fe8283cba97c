"""ExponentialDecay: times ``gamma`` at every update."""

from __future__ import annotations

from paddle_lrkit.curves._exponential import exponential
from paddle_lrkit.errors import argument_names, check_number
from paddle_lrkit.schedulers.base import CurveLR
from paddle_lrkit.schedulers.fixed import Fixed


class ExponentialDecay(CurveLR):
    """The rate times ``gamma`` at every update.

    ``rate(t) = learning_rate * gamma ** t``

    Args:
        learning_rate: Rate at update 0, >= 0.
        gamma: Factor an update, between 0 and 1.
        last_epoch: Update before the first one.
        verbose: Whether Paddle prints a line at each step.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> scheduler = ExponentialDecay(0.5, gamma=0.5)
        >>> scheduler.step(2)
        >>> scheduler()
        0.125

    Reference: ``paddle.optimizer.lr.ExponentialDecay``; equal at every update.
    """

    gamma = Fixed[float]()

    def __init__(self, learning_rate: float, gamma: float, last_epoch: int = -1, verbose: bool = False) -> None:
        check_number("gamma", gamma, above=0, below=1)
        with argument_names(start="learning_rate"):
            curve = exponential(learning_rate, gamma)
        self.gamma = gamma
        super().__init__(curve, last_epoch, verbose)
