"""CyclicLR: triangles between two rates."""

from __future__ import annotations

from collections.abc import Callable

from paddle_lrkit.curves._cyclic import cyclic
from paddle_lrkit.errors import argument_names
from paddle_lrkit.schedulers.base import CurveLR
from paddle_lrkit.schedulers.fixed import Fixed


class CyclicLR(CurveLR):
    """Up from ``base_learning_rate`` to ``max_learning_rate`` and down again, without an end.

    ``rate(t) = base_learning_rate + (max_learning_rate - base_learning_rate) * height(t) * s`` with ``s``:
    ``triangular`` 1, ``triangular2`` half of that of the cycle before, ``exp_range`` ``exp_gamma ** t``

    Args:
        base_learning_rate: Rate at the start of each cycle, between 0 and ``max_learning_rate``.
        max_learning_rate: Rate at the first peak.
        step_size_up: Updates of each rise, >= 1.
        step_size_down: Updates of each fall, >= 1; None for ``step_size_up``.
        mode: ``triangular``, ``triangular2`` or ``exp_range``.
        exp_gamma: Factor an update of ``exp_range``, > 0 and <= 1.
        scale_fn: A function that takes the place of ``s`` and of ``mode``.
        scale_mode: ``cycle``: ``scale_fn`` gets the number of the cycle, from 1 on; ``iterations``: the update.
        last_epoch: Update before the first one.
        verbose: Whether Paddle prints a line at each step.

    Raises:
        ConfigError: An argument is outside its range, or ``scale_fn`` returns anything but a number >= 0.

    Example:
        >>> scheduler = CyclicLR(0.0, 0.1, step_size_up=10, mode="triangular2")
        >>> scheduler.step(30)
        >>> scheduler()
        0.05

    Reference: ``paddle.optimizer.lr.CyclicLR``; equal at every update. Paddle's ``triangular2`` overflows after 1024
    cycles.
    """

    max_lr = Fixed[float]()
    mode = Fixed[str]()
    gamma = Fixed[float]()
    scale_fn = Fixed[Callable[[float], float] | None]()
    scale_mode = Fixed[str]()

    def __init__(
        self,
        base_learning_rate: float,
        max_learning_rate: float,
        step_size_up: int,
        step_size_down: int | None = None,
        mode: str = "triangular",
        exp_gamma: float = 1.0,
        scale_fn: Callable[[float], float] | None = None,
        scale_mode: str = "cycle",
        last_epoch: int = -1,
        verbose: bool = False,
    ) -> None:
        names = {
            "low": "base_learning_rate",
            "high": "max_learning_rate",
            "up": "step_size_up",
            "down": "step_size_down",
        }
        with argument_names(**names, gamma="exp_gamma", scale="scale_fn", per="scale_mode"):
            curve = cyclic(
                base_learning_rate,
                max_learning_rate,
                step_size_up,
                step_size_down,
                mode,
                exp_gamma,
                scale_fn,
                scale_mode,
            )
        self.max_lr, self.mode, self.gamma, self.scale_fn = max_learning_rate, mode, exp_gamma, scale_fn
        self.scale_mode = scale_mode
        super().__init__(curve, last_epoch, verbose)
