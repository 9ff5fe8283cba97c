"""LinearWarmup: a straight ramp before a rate or another scheduler."""

from __future__ import annotations

import copy
import math
import warnings
from typing import Any

from paddle.optimizer.lr import LRScheduler

from paddle_lrkit.curves._linear import constant, linear
from paddle_lrkit.curves.base import Curve
from paddle_lrkit.curves.compose import join
from paddle_lrkit.errors import argument_names, check_integer, check_number
from paddle_lrkit.messages import tr
from paddle_lrkit.schedulers.composite import CompositeLR, rate_at
from paddle_lrkit.schedulers.fixed import Fixed
from paddle_lrkit.schedulers.translate import curve_of, length_of, turn_of


class LinearWarmup(CompositeLR):
    """A straight ramp from ``start_lr`` to ``end_lr``, then a rate or another scheduler from its own update 0.

    ``rate(t) = start_lr + (end_lr - start_lr) * t / warmup_steps`` for ``t < warmup_steps``, then
    ``learning_rate`` at ``t - warmup_steps``

    A scheduler of this package or of Paddle becomes one curve with the ramp. A plateau keeps its state, learns nothing
    during the ramp, and gets its metrics from ``observe(metric)``. Any other scheduler is driven through its
    ``step(n)``, as Paddle does. The state of a scheduler inside is part of this one's.

    A warning says so when ``end_lr`` is not the rate that follows, because the rate then jumps at the end of the ramp.

    Args:
        learning_rate: A rate >= 0, or a scheduler.
        warmup_steps: Updates of the ramp, >= 0.
        start_lr: Rate at update 0, between 0 and ``end_lr``.
        end_lr: Rate towards which the ramp goes; update ``warmup_steps`` has the rate that follows.
        last_epoch: Update before the first one.
        verbose: Whether Paddle prints a line at each step.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> from paddle_lrkit.schedulers import CosineAnnealingDecay
        >>> scheduler = LinearWarmup(CosineAnnealingDecay(0.1, T_max=90), 10, start_lr=0.0, end_lr=0.1)
        >>> scheduler.step(55)
        >>> round(scheduler(), 12)
        0.05

    Reference: ``paddle.optimizer.lr.LinearWarmup``; equal at every update where the scheduler inside is.
    """

    _length: int | None = None
    learning_rate = Fixed[float | LRScheduler]()
    warmup_steps = Fixed[int]()
    start_lr = Fixed[float]()
    end_lr = Fixed[float]()

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
            warnings.warn(
                tr(
                    "LinearWarmup: the ramp goes to end_lr={:g}, and the rate then jumps to {:g} at update {}, as "
                    "Paddle's does",
                    *(end_lr, rest(0), steps),
                ),
                stacklevel=2,
            )
        if isinstance(learning_rate, LRScheduler):
            turn, length = turn_of(learning_rate), length_of(learning_rate)
            self._turn = None if turn is None else steps + turn
            self._length = None if length is None else steps + length
        curve = join(linear(start_lr, end_lr, steps), rest) if steps else rest
        super().__init__(curve, parts, last_epoch, verbose)

    @property
    def length(self) -> int | None:
        """Updates of the ramp and of what follows; None without an end."""
        return self._declared.length if self._length is None else self._length

    def state_dict(self) -> dict[str, Any]:
        """The state of `CompositeLR`, with that of the scheduler inside, which Paddle's class needs."""
        state, body = super().state_dict(), _body(self.learning_rate)
        if isinstance(self.learning_rate, LRScheduler) and body is not None:
            inside, update = copy.copy(self.learning_rate), max(self.last_epoch - self.warmup_steps, 0)
            inside.__dict__.update(last_epoch=update, last_lr=body(update))
            state["LinearWarmup_LR"] = inside.state_dict()
        return state


def _body(learning_rate: float | LRScheduler) -> Curve | None:
    """The curve after the ramp; None for a scheduler that is none."""
    if isinstance(learning_rate, LRScheduler):
        return curve_of(learning_rate)
    with argument_names(value="learning_rate"):
        return constant(learning_rate)
