"""MultiplicativeDecay: times a function's value at every update."""

from __future__ import annotations

from collections.abc import Callable

from paddle_lrkit.curves._custom import cumulative
from paddle_lrkit.errors import argument_names
from paddle_lrkit.schedulers.base import CurveLR
from paddle_lrkit.schedulers.fixed import Fixed


class MultiplicativeDecay(CurveLR):
    """The rate of the update before, times a function's value.

    ``rate(t) = learning_rate * lr_lambda(1) * ... * lr_lambda(t)``

    Args:
        learning_rate: Rate at update 0, >= 0.
        lr_lambda: From update to a factor >= 0, without a state of its own.
        last_epoch: Update before the first one.
        verbose: Whether Paddle prints a line at each step.

    Raises:
        ConfigError: An argument is outside its range, or ``lr_lambda`` returns anything but a finite number >= 0.

    Example:
        >>> scheduler = MultiplicativeDecay(0.1, lambda update: 0.5)
        >>> scheduler.step(2)
        >>> scheduler()
        0.025

    Reference: ``paddle.optimizer.lr.MultiplicativeDecay``; equal at every update, but each factor is computed once.
    """

    lr_lambda = Fixed[Callable[[int], float]]()

    def __init__(
        self,
        learning_rate: float,
        lr_lambda: Callable[[int], float],
        last_epoch: int = -1,
        verbose: bool = False,
    ) -> None:
        with argument_names(function="lr_lambda", start="learning_rate"):
            curve = cumulative(learning_rate, lr_lambda)
        self.lr_lambda = lr_lambda
        super().__init__(curve, last_epoch, verbose)
