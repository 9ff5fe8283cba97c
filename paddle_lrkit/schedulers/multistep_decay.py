"""MultiStepDecay: a drop at each milestone."""

from __future__ import annotations

from collections.abc import Sequence

from paddle_lrkit.curves._step import multistep
from paddle_lrkit.errors import argument_names, check_number
from paddle_lrkit.schedulers.base import CurveLR
from paddle_lrkit.schedulers.fixed import Fixed


class MultiStepDecay(CurveLR):
    """A drop at each milestone.

    ``rate(t) = learning_rate * gamma ** (number of milestones <= t)``

    Args:
        learning_rate: Rate at update 0, >= 0.
        milestones: Updates of the drops, >= 1, ascending, each once.
        gamma: Factor at each drop, between 0 and 1.
        last_epoch: Update before the first one.
        verbose: Whether Paddle prints a line at each step.

    Raises:
        ConfigError: An argument is outside its range, or the milestones do not ascend.

    Example:
        >>> scheduler = MultiStepDecay(0.01, milestones=[8, 11])
        >>> scheduler.step(8)
        >>> scheduler()
        0.001

    Reference: ``paddle.optimizer.lr.MultiStepDecay``; equal at every update.
    """

    milestones = Fixed[tuple[int, ...]]()
    gamma = Fixed[float]()

    def __init__(
        self,
        learning_rate: float,
        milestones: Sequence[int],
        gamma: float = 0.1,
        last_epoch: int = -1,
        verbose: bool = False,
    ) -> None:
        check_number("gamma", gamma, above=0, below=1)
        with argument_names(start="learning_rate"):
            curve = multistep(learning_rate, milestones, gamma)
        self.milestones, self.gamma = tuple(milestones), gamma
        super().__init__(curve, last_epoch, verbose)
