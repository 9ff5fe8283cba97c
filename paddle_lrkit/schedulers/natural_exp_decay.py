"""NaturalExpDecay: times ``exp(-gamma)`` at every update."""

from __future__ import annotations

from paddle_lrkit.curves._exponential import natural_exponential
from paddle_lrkit.errors import argument_names
from paddle_lrkit.schedulers.base import CurveLR
from paddle_lrkit.schedulers.fixed import Fixed


class NaturalExpDecay(CurveLR):
    """The rate times ``exp(-gamma)`` at every update.

    ``rate(t) = learning_rate * exp(-gamma * t)``

    Args:
        learning_rate: Rate at update 0, >= 0.
        gamma: Speed of the decay, > 0.
        last_epoch: Update before the first one.
        verbose: Whether Paddle prints a line at each step.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> scheduler = NaturalExpDecay(0.1, gamma=0.01)
        >>> scheduler.step(100)
        >>> round(scheduler(), 6)
        0.036788

    Reference: ``paddle.optimizer.lr.NaturalExpDecay``; equal at every update.
    """

    gamma = Fixed[float]()

    def __init__(self, learning_rate: float, gamma: float, last_epoch: int = -1, verbose: bool = False) -> None:
        with argument_names(start="learning_rate"):
            curve = natural_exponential(learning_rate, gamma)
        self.gamma = gamma
        super().__init__(curve, last_epoch, verbose)
