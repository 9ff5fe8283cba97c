"""LambdaDecay: the rate times a function's value."""

from __future__ import annotations

from collections.abc import Callable

from paddle_lrkit.curves._custom import custom
from paddle_lrkit.errors import argument_names
from paddle_lrkit.schedulers.base import CurveLR
from paddle_lrkit.schedulers.fixed import Fixed


class LambdaDecay(CurveLR):
    """The rate times a function's value.

    ``rate(t) = learning_rate * lr_lambda(t)``

    Args:
        learning_rate: Factor of the function, >= 0.
        lr_lambda: From update to a number >= 0, without a state of its own.
        last_epoch: Update before the first one.
        verbose: Whether Paddle prints a line at each step.

    Raises:
        ConfigError: An argument is outside its range, or ``lr_lambda`` returns anything but a finite number >= 0.

    Example:
        >>> scheduler = LambdaDecay(0.1, lambda update: 0.5**update)
        >>> scheduler.step(2)
        >>> scheduler()
        0.025

    Reference: ``paddle.optimizer.lr.LambdaDecay``; equal at every update. A checkpoint notices another function by its
    name, constants and bound values.
    """

    lr_lambda = Fixed[Callable[[int], float]]()

    def __init__(
        self,
        learning_rate: float,
        lr_lambda: Callable[[int], float],
        last_epoch: int = -1,
        verbose: bool = False,
    ) -> None:
        with argument_names(function="lr_lambda", factor="learning_rate"):
            curve = custom(lr_lambda, learning_rate)
        self.lr_lambda, self.base_lr = lr_lambda, float(learning_rate)
        super().__init__(curve, last_epoch, verbose)
