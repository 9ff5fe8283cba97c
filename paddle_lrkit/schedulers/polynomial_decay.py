"""PolynomialDecay: a polynomial, once or in cycles."""

from __future__ import annotations

from paddle_lrkit.curves._polynomial import polynomial, polynomial_cycles
from paddle_lrkit.errors import argument_names, check_number
from paddle_lrkit.schedulers.base import CurveLR
from paddle_lrkit.schedulers.fixed import Fixed


class PolynomialDecay(CurveLR):
    """A polynomial from ``learning_rate`` to ``end_lr``, once or in cycles.

    ``rate(t) = (learning_rate - end_lr) * (1 - t / decay_steps) ** power + end_lr`` up to ``decay_steps``, then
    ``end_lr``; with ``cycle`` the polynomial begins again over ``decay_steps * ceil(t / decay_steps)`` updates

    Args:
        learning_rate: Rate at update 0, >= 0.
        decay_steps: Updates of the decay or of a cycle, >= 1.
        end_lr: Lowest rate, between 0 and ``learning_rate``.
        power: Exponent, > 0.
        cycle: Whether it begins again.
        last_epoch: Update before the first one.
        verbose: Whether Paddle prints a line at each step.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> scheduler = PolynomialDecay(0.1, decay_steps=100, end_lr=0.0, power=2.0)
        >>> scheduler.step(50)
        >>> scheduler()
        0.025

    Reference: ``paddle.optimizer.lr.PolynomialDecay``; equal at every update. Paddle's accepts an ``end_lr`` above
    ``learning_rate``, its own default included, and then rises.
    """

    decay_steps = Fixed[int]()
    end_lr = Fixed[float]()
    power = Fixed[float]()
    cycle = Fixed[bool]()

    def __init__(
        self,
        learning_rate: float,
        decay_steps: int,
        end_lr: float = 0.0001,
        power: float = 1.0,
        cycle: bool = False,
        last_epoch: int = -1,
        verbose: bool = False,
    ) -> None:
        check_number("end_lr", end_lr, at_least=0, at_most=check_number("learning_rate", learning_rate, at_least=0))
        with argument_names(length="decay_steps"):
            family = polynomial_cycles if cycle else polynomial
            curve = family(learning_rate, end_lr, decay_steps, power)
        self.decay_steps, self.end_lr, self.power, self.cycle = decay_steps, end_lr, power, cycle
        super().__init__(curve, last_epoch, verbose)
