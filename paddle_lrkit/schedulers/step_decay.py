"""StepDecay: a drop every ``step_size`` updates."""

from __future__ import annotations

from paddle_lrkit.curves._step import step
from paddle_lrkit.errors import argument_names, check_number
from paddle_lrkit.schedulers.base import CurveLR
from paddle_lrkit.schedulers.fixed import Fixed


class StepDecay(CurveLR):
    """A drop every ``step_size`` updates.

    ``rate(t) = learning_rate * gamma ** (t // step_size)``

    Args:
        learning_rate: Rate at update 0, >= 0.
        step_size: Updates between two drops, >= 1.
        gamma: Factor at each drop, between 0 and 1.
        last_epoch: Update before the first one.
        verbose: Whether Paddle prints a line at each step.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> scheduler = StepDecay(0.5, step_size=30)
        >>> scheduler.step(30)
        >>> scheduler()
        0.05

    Reference: ``paddle.optimizer.lr.StepDecay``; equal at every update.
    """

    step_size = Fixed[int]()
    gamma = Fixed[float]()

    def __init__(
        self,
        learning_rate: float,
        step_size: int,
        gamma: float = 0.1,
        last_epoch: int = -1,
        verbose: bool = False,
    ) -> None:
        check_number("gamma", gamma, above=0, below=1)
        with argument_names(start="learning_rate"):
            curve = step(learning_rate, step_size, gamma)
        self.step_size, self.gamma = step_size, gamma
        super().__init__(curve, last_epoch, verbose)
