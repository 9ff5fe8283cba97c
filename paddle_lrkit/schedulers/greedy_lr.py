"""GreedyLR: the rate rises while a metric improves, and falls when it does not."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.curves.greedy import Greedy
from paddle_lrkit.schedulers.from_state import FromState
from paddle_lrkit.schedulers.reduce_on_plateau import ReduceOnPlateau


class GreedyLR(ReduceOnPlateau):
    """The rate over ``factor`` when a metric was better more than ``patience`` times in a row, else times ``factor``.

    ``step(metric)``, ``step()`` and ``observe(metric)`` are those of `ReduceOnPlateau`.

    Args:
        learning_rate: Rate at the start, between ``min_lr`` and ``max_lr``.
        mode: ``min`` when a smaller metric is better, else ``max``.
        factor: Factor of a reduction, > 0 and < 1; an increase divides by it.
        patience: Metrics in a row that change nothing, >= 0.
        threshold: How much better a metric has to be, >= 0.
        threshold_mode: ``rel`` (of the absolute value of the best metric) or ``abs``.
        cooldown: Metrics ignored after a reduction, >= 0.
        min_lr: Lowest rate, >= 0.
        epsilon: A change by no more than this is left out, >= 0.
        max_lr: Highest rate.
        increase_cooldown: Metrics ignored after an increase, >= 0.
        smooth: Whether the mean of the last ``window_size`` metrics counts.
        window_size: Metrics of the mean, >= 1.
        reset_start: Reductions at ``min_lr`` after which the rate starts again at ``learning_rate``, >= 1.
        verbose: Whether a line is printed at each change.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> scheduler = GreedyLR(0.1, factor=0.5, patience=1)
        >>> for loss in (1.0, 0.9, 0.8):
        ...     scheduler.step(loss)
        >>> scheduler()
        0.2

    Reference: arXiv 2512.14527; ``GreedyLR`` of transformers; see `paddle_lrkit.curves.greedy`.
    """

    num_good_epochs = FromState[int]("good")
    warmup_counter = FromState[int]("increase_cooldown")
    reset_start = FromState[int]("left")
    window = FromState[tuple[float, ...]]("window")

    def __init__(
        self,
        learning_rate: float,
        mode: str = "min",
        factor: float = 0.95,
        patience: int = 10,
        threshold: float = 1e-6,
        threshold_mode: str = "abs",
        cooldown: int = 0,
        min_lr: float = 1e-3,
        epsilon: float = 1e-8,
        max_lr: float = 1.0,
        increase_cooldown: int = 0,
        smooth: bool = False,
        window_size: int = 50,
        reset_start: int = 500,
        verbose: bool = False,
    ) -> None:
        arguments = (learning_rate, mode, factor, patience, threshold, threshold_mode, cooldown, min_lr, epsilon)
        super().__init__(*arguments, verbose)
        own: dict[str, Any] = {"max_lr": max_lr, "increase_cooldown": increase_cooldown, "smooth": smooth}
        self.rule = Greedy(**vars(self.rule), **own, window_size=window_size, reset_start=reset_start)
        self._state = self.rule.start()
