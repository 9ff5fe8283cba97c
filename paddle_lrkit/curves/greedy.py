"""Up while a metric improves, down when it does not: the rule behind GreedyLR, to be replayed on any log."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import ClassVar

from paddle_lrkit.curves.plateau import Plateau, PlateauState
from paddle_lrkit.errors import ConfigError, check_integer, check_number
from paddle_lrkit.messages import tr


@dataclass(slots=True)
class GreedyState(PlateauState):
    """The state of a greedy rule.

    Args:
        good: Metrics in a row that were better.
        increase_cooldown: Metrics that are still to be ignored after an increase.
        left: Reductions at the lowest rate until the rule starts again.
        window: The last metrics, for their mean.
    """

    good: int = 0
    increase_cooldown: int = 0
    left: int = 0
    window: tuple[float, ...] = ()


@dataclass(frozen=True)
class Greedy(Plateau):
    """Divides the rate by ``factor`` after more than ``patience`` better metrics in a row, else multiplies it.

    Better than ``best`` as in `Plateau`. More than ``patience`` metrics that are not better reduce the rate. Reductions
    at ``min_lr`` are counted: the last of ``reset_start`` sets the rate to ``learning_rate`` and forgets the metrics.

    Args:
        learning_rate: Rate at the start, between ``min_lr`` and ``max_lr``.
        mode: ``min`` when a smaller metric is better, else ``max``.
        factor: Factor of a reduction, > 0 and < 1.
        patience: Metrics in a row, better or not, that leave the rate; a whole number >= 0.
        threshold: How much better a metric has to be, >= 0.
        threshold_mode: ``rel`` when ``threshold`` is relative to the best metric, else ``abs``.
        cooldown: Metrics that are ignored after a reduction; a whole number >= 0.
        min_lr: Lowest rate, >= 0.
        epsilon: A change by no more than this is left out, >= 0.
        max_lr: Highest rate, >= ``min_lr``.
        increase_cooldown: Metrics that are ignored after an increase; a whole number >= 0. ``warmup`` in the reference.
        smooth: Whether the mean of the last ``window_size`` metrics counts, not the last one alone.
        window_size: Metrics in that mean; a whole number >= 1.
        reset_start: Reductions at ``min_lr`` until the rule starts again; a whole number >= 1.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> rule = Greedy(0.1, factor=0.5, patience=1)
        >>> rule.replay([1.0, 0.9, 0.8, 0.7, 0.7, 0.7])
        [0.1, 0.2, 0.2, 0.4, 0.4, 0.2]

    Reference: arXiv 2512.14527; ``GreedyLR`` of transformers, equal for finite metrics, with ``rel`` for those >= 0.
    """

    state_type: ClassVar[type[PlateauState]] = GreedyState
    scheduler: ClassVar[str] = "GreedyLR"
    saved_names: ClassVar[dict[str, str]] = {
        **Plateau.saved_names,
        **{"good": "num_good_epochs", "increase_cooldown": "warmup_counter", "left": "reset_start"},
        "window": "window",
    }

    factor: float = 0.95
    threshold: float = 1e-6
    threshold_mode: str = "abs"
    min_lr: float = 1e-3
    max_lr: float = 1.0
    increase_cooldown: int = 0
    smooth: bool = False
    window_size: int = 50
    reset_start: int = 500

    def __post_init__(self) -> None:
        super().__post_init__()
        check_number("max_lr", self.max_lr, at_least=self.min_lr)
        if not self.min_lr <= self.learning_rate <= self.max_lr:
            key = "min_lr" if self.learning_rate < self.min_lr else "max_lr"
            limit = "<=" if key == "min_lr" else ">="
            raise ConfigError(
                tr("must be {} learning_rate, {:g}, got {:g}", limit, self.learning_rate, vars(self)[key]), key=key
            )
        check_integer("increase_cooldown", self.increase_cooldown, at_least=0)
        check_integer("window_size", self.window_size, at_least=1)
        check_integer("reset_start", self.reset_start, at_least=1)

    def start(self) -> GreedyState:
        """The state before the first metric."""
        return GreedyState(float(self.learning_rate), left=self.reset_start)

    def after(self, state: GreedyState, metric: float) -> GreedyState:  # type: ignore[override]
        """The state after one more metric."""
        state, value = self._smoothed(state, metric)
        if state.cooldown > 0:
            return replace(state, cooldown=state.cooldown - 1, good=0, bad=0)
        if state.increase_cooldown > 0:
            return replace(state, increase_cooldown=state.increase_cooldown - 1, good=0, bad=0)
        if self.is_better(value, state.best):
            state = replace(state, best=float(value), good=state.good + 1, bad=0)
        else:
            state = replace(state, good=0, bad=state.bad + 1)
        if state.good > self.patience:
            return self._increased(state)
        return self._reduced(state) if state.bad > self.patience else state

    def _smoothed(self, state: GreedyState, metric: float) -> tuple[GreedyState, float]:
        if not self.smooth or not math.isfinite(metric):
            return state, metric
        window = (*state.window, float(metric))[-self.window_size :]
        return replace(state, window=window), math.fsum(window) / len(window)

    def _increased(self, state: GreedyState) -> GreedyState:
        rate = min(state.rate / self.factor, self.max_lr)
        rate = rate if rate - state.rate > self.epsilon else state.rate
        return replace(state, rate=rate, good=0, increase_cooldown=self.increase_cooldown, left=self.reset_start)

    def _reduced(self, state: GreedyState) -> GreedyState:
        rate = max(state.rate * self.factor, self.min_lr)
        rate = rate if state.rate - rate > self.epsilon else state.rate
        left = state.left - (rate <= self.min_lr)
        if left <= 0:
            return replace(self.start(), cooldown=self.cooldown)
        return replace(state, rate=rate, bad=0, cooldown=self.cooldown, left=left)
