"""LinearLR: a straight line between two factors."""

from __future__ import annotations

from paddle_lrkit.curves._linear import linear
from paddle_lrkit.errors import argument_names, check_number
from paddle_lrkit.schedulers.base import CurveLR
from paddle_lrkit.schedulers.fixed import Fixed


class LinearLR(CurveLR):
    """A straight line from ``learning_rate * start_factor`` to ``learning_rate * end_factor``.

    ``rate(t) = learning_rate * (start_factor + (end_factor - start_factor) * min(t / total_steps, 1))``

    Args:
        learning_rate: The rate that both factors multiply, >= 0.
        total_steps: Updates of the line, >= 1.
        start_factor: Factor at update 0, between 0 and 1.
        end_factor: Factor at update ``total_steps`` and after it, between 0 and 1.
        last_epoch: Update before the first one.
        verbose: Whether Paddle prints a line at each step.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> scheduler = LinearLR(0.1, total_steps=100, start_factor=0.5)
        >>> scheduler.step(50)
        >>> round(scheduler(), 12)
        0.075

    Reference: ``paddle.optimizer.lr.LinearLR``; equal when stepped one by one. Paddle's is wrong after ``step(n)`` and
    with ``last_epoch``, and refuses a ``start_factor`` of 0.
    """

    start_factor = Fixed[float]()
    end_factor = Fixed[float]()
    total_steps = Fixed[int]()

    def __init__(
        self,
        learning_rate: float,
        total_steps: int,
        start_factor: float = 1.0 / 3,
        end_factor: float = 1.0,
        last_epoch: int = -1,
        verbose: bool = False,
    ) -> None:
        rate = check_number("learning_rate", learning_rate, at_least=0)
        first = check_number("start_factor", start_factor, at_least=0, at_most=1)
        last = check_number("end_factor", end_factor, at_least=0, at_most=1)
        with argument_names(length="total_steps"):
            curve = linear(rate * first, rate * last, total_steps)
        self.start_factor, self.end_factor, self.total_steps, self.base_lr = first, last, total_steps, rate
        super().__init__(curve, last_epoch, verbose)
