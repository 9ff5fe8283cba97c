"""OneCycleLR: up to the peak and down again."""

from __future__ import annotations

from paddle_lrkit.curves._one_cycle import one_cycle
from paddle_lrkit.errors import argument_names, check_choice, check_integer, check_number
from paddle_lrkit.schedulers.base import CurveLR
from paddle_lrkit.schedulers.fixed import Fixed


class OneCycleLR(CurveLR):
    """Up to ``max_learning_rate``, then down to ``end_learning_rate`` at the last update.

    The rate starts at ``max_learning_rate / divide_factor``, has its peak at update
    ``round(phase_pct * total_steps) - 1`` and its end at update ``total_steps - 1``, which is then held.

    Args:
        max_learning_rate: The peak, >= 0.
        total_steps: Updates of the run, >= 1.
        divide_factor: The peak divided by the first rate, >= 1.
        end_learning_rate: Last rate, between 0 and ``max_learning_rate``.
        phase_pct: Part of the run that goes up, between 0 and 1.
        anneal_strategy: ``cos`` or ``linear``.
        three_phase: Whether the way back to the first rate is as long as the way up; needs ``phase_pct`` < 0.5.
        last_epoch: Update before the first one.
        verbose: Whether Paddle prints a line at each step.

    Raises:
        ConfigError: An argument is outside its range, or three phases do not fit into the run.

    Example:
        >>> scheduler = OneCycleLR(1.0, total_steps=100, phase_pct=0.3)
        >>> scheduler.step(29)
        >>> scheduler()
        1.0

    Reference: ``paddle.optimizer.lr.OneCycleLR``; equal where ``phase_pct * total_steps`` is whole. Elsewhere Paddle's
    steps over its peak, and past the end it goes below its last rate and then raises.
    """

    max_learning_rate = Fixed[float]()
    total_steps = Fixed[int]()
    phase_pct = Fixed[float]()

    def __init__(
        self,
        max_learning_rate: float,
        total_steps: int,
        divide_factor: float = 25.0,
        end_learning_rate: float = 0.0001,
        phase_pct: float = 0.3,
        anneal_strategy: str = "cos",
        three_phase: bool = False,
        last_epoch: int = -1,
        verbose: bool = False,
    ) -> None:
        peak = check_number("max_learning_rate", max_learning_rate, at_least=0)
        first = peak / check_number("divide_factor", divide_factor, at_least=1)
        part = check_number("phase_pct", phase_pct, at_least=0, at_most=1)
        check_choice("anneal_strategy", anneal_strategy, ["cos", "linear"])
        up = max(round(part * check_integer("total_steps", total_steps, at_least=1)) - 1, 0)
        shape = {"cos": "cosine", "linear": "linear"}[anneal_strategy]
        with argument_names(end="end_learning_rate", up="phase_pct"):
            curve = one_cycle(first, peak, end_learning_rate, total_steps, up, shape, three_phase)
        self.max_learning_rate, self.total_steps, self.phase_pct = peak, total_steps, phase_pct
        super().__init__(curve, last_epoch, verbose)
