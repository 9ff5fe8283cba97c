"""LinearWarmup: a straight ramp before a rate or another scheduler."""

from __future__ import annotations

import math

from paddle.optimizer.lr import LRScheduler

from paddle_lrkit.curves._linear import constant, linear
from paddle_lrkit.curves.base import Curve
from paddle_lrkit.curves.compose import join
from paddle_lrkit.errors import ConfigError, argument_names, check_integer, check_number, shown
from paddle_lrkit.schedulers.composite import CompositeLR, rate_at
from paddle_lrkit.schedulers.translate import curve_of


class LinearWarmup(CompositeLR):
    """A straight ramp from ``start_lr`` to ``end_lr``, then a rate or another scheduler from its own update 0.

    ``rate(t) = start_lr + (end_lr - start_lr) * t / warmup_steps`` for ``t < warmup_steps``, then
    ``learning_rate`` at ``t - warmup_steps``

    A scheduler of this package or of Paddle becomes one curve with the ramp. A plateau keeps its state, learns nothing
    during the ramp, and gets its metrics from ``observe(metric)``. Any other scheduler is driven through its
    ``step(n)``, as Paddle does. The state of a scheduler inside is part of this one's.

    Args:
        learning_rate: A rate >= 0, or a scheduler.
        warmup_steps: Updates of the ramp, >= 0.
        start_lr: Rate at update 0, between 0 and ``end_lr``.
        end_lr: Rate that the ramp ends at; the rate that follows must be the same.
        last_epoch: Update before the first one.
        verbose: Whether Paddle prints a line at each step.

    Raises:
        ConfigError: An argument is outside its range, or the rate would jump at the end of the ramp.

    Example:
        >>> from paddle_lrkit.schedulers import CosineAnnealingDecay
        >>> scheduler = LinearWarmup(CosineAnnealingDecay(0.1, T_max=90), 10, start_lr=0.0, end_lr=0.1)
        >>> scheduler.step(55)
        >>> round(scheduler(), 12)
        0.05

    Reference: ``paddle.optimizer.lr.LinearWarmup``; equal at every update where the scheduler inside is.
    """

    def __init__(
        self,
        learning_rate: float | LRScheduler,
        warmup_steps: int,
        start_lr: float,
        end_lr: float,
        last_epoch: int = -1,
        verbose: bool = False,
    ) -> None:
        steps = check_integer("warmup_steps", warmup_steps, at_least=0)
        check_number("start_lr", start_lr, at_least=0, at_most=check_number("end_lr", end_lr, at_least=0))
        body = _body(learning_rate)
        self.learning_rate, self.warmup_steps, self.start_lr, self.end_lr = learning_rate, steps, start_lr, end_lr
        parts = {} if body is not None else {"LinearWarmup_LR": (steps, None, learning_rate)}
        rest = constant(rate_at(learning_rate, 0)) if body is None else body
        if steps and not math.isclose(float(end_lr), rest(0), rel_tol=1e-6):
            raise ConfigError(
                f"must be the rate after the warmup, {rest(0):g}, got {shown(end_lr)}; for a jump that is meant use "
                "CurveLR(linear(...).then(...))",
                key="end_lr",
            )
        curve = join(linear(start_lr, end_lr, steps), rest) if steps else rest
        super().__init__(curve, parts, last_epoch, verbose)


def _body(learning_rate: float | LRScheduler) -> Curve | None:
    """The curve after the ramp; None for a scheduler that is none."""
    if isinstance(learning_rate, LRScheduler):
        return curve_of(learning_rate)
    with argument_names(value="learning_rate"):
        return constant(learning_rate)
