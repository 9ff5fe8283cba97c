"""When a metric stops improving: the rule behind ReduceOnPlateau, without a scheduler, to be replayed on any log."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar

from paddle_lrkit.errors import check_choice, check_integer, check_number


@dataclass(slots=True)
class PlateauState:
    """The state of a plateau rule: each metric makes another one. Not frozen, which would double the cost of a step.

    Args:
        rate: The rate now.
        best: The best metric so far; None before the first finite one.
        bad: Metrics in a row that were no better.
        cooldown: Metrics that are still to be ignored after a reduction.
    """

    rate: float
    best: float | None = None
    bad: int = 0
    cooldown: int = 0


@dataclass(frozen=True)
class PlateauSettings:
    """The arguments of ``paddle.optimizer.lr.ReduceOnPlateau``: any finite numbers, as Paddle takes them.

    Args:
        learning_rate: Rate at the start.
        mode: ``min`` when a smaller metric is better, else ``max``.
        factor: Factor of a reduction.
        patience: Number of metrics that may be no better.
        threshold: How much better a metric has to be.
        threshold_mode: ``rel`` or ``abs``: whether ``threshold`` is relative to the best metric.
        cooldown: Number of metrics that are ignored after a reduction.
        min_lr: Lowest rate.
        epsilon: A reduction by no more than this is left out.
        metric: What is monitored; it does not change the rule.
    """

    learning_rate: float
    mode: str = "min"
    factor: float = 0.1
    patience: float = 10
    threshold: float = 1e-4
    threshold_mode: str = "rel"
    cooldown: float = 0
    min_lr: float = 0.0
    epsilon: float = 1e-8
    metric: str = field(default="", repr=False)

    def rule(self) -> Plateau:
        """The rule of these arguments, with ``patience`` and ``cooldown`` as the whole numbers that Paddle counts to.

        Raises:
            ConfigError: An argument is outside its range.
        """
        counts = {"patience": math.floor(self.patience), "cooldown": math.ceil(self.cooldown)}
        return Plateau(**{**vars(self), **counts})


@dataclass(frozen=True)
class Plateau(PlateauSettings):
    """Multiplies the rate by ``factor`` when a metric was not better for more than ``patience`` times.

    Better than ``best`` by ``rel``: ``metric < best - abs(best) * threshold``; by ``abs``: ``metric < best -
    threshold``; with the other sign for ``max``. A metric that is not finite is never better and never the best.

    Args:
        learning_rate: Rate at the start, >= 0.
        mode: ``min`` when a smaller metric is better, else ``max``.
        factor: Factor of a reduction, > 0 and < 1.
        patience: Metrics in a row that may be no better; a whole number >= 0.
        threshold: How much better a metric has to be, >= 0.
        threshold_mode: ``rel`` when ``threshold`` is relative to the best metric, else ``abs``.
        cooldown: Metrics that are ignored after a reduction; a whole number >= 0.
        min_lr: Lowest rate, >= 0.
        epsilon: A reduction by no more than this is left out, >= 0.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> rule = Plateau(0.1, factor=0.5, patience=1)
        >>> rule.replay([1.0, 0.9, 0.9, 0.9, 0.8])
        [0.1, 0.1, 0.1, 0.05, 0.05]

    Reference: ``paddle.optimizer.lr.ReduceOnPlateau``, which is wrong for NaN and for negative metrics.
    """

    state_type: ClassVar[type[PlateauState]] = PlateauState
    scheduler: ClassVar[str] = "ReduceOnPlateau"
    """Name of the scheduler that follows this rule."""
    saved_names: ClassVar[dict[str, str]] = {
        **{"rate": "last_lr", "best": "best"},
        **{"bad": "num_bad_epochs", "cooldown": "cooldown_counter"},
    }
    """Field of the state -> attribute of the scheduler and key in its ``state_dict()``."""

    patience: int = 10
    cooldown: int = 0

    def __post_init__(self) -> None:
        check_number("learning_rate", self.learning_rate, at_least=0)
        check_choice("mode", self.mode, ["min", "max"])
        check_number("factor", self.factor, above=0, below=1)
        check_integer("patience", self.patience, at_least=0)
        check_number("threshold", self.threshold, at_least=0)
        check_choice("threshold_mode", self.threshold_mode, ["rel", "abs"])
        check_integer("cooldown", self.cooldown, at_least=0)
        check_number("min_lr", self.min_lr, at_least=0)
        check_number("epsilon", self.epsilon, at_least=0)

    def rule(self) -> Plateau:
        """The rule itself."""
        return self

    @property
    def fingerprint(self) -> str:
        """16 hexadecimal digits that differ between different rules and never change for the same one."""
        import hashlib

        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]

    def start(self) -> PlateauState:
        """The state before the first metric."""
        return PlateauState(float(self.learning_rate))

    def after(self, state: PlateauState, metric: float) -> PlateauState:
        """The state after one more metric."""
        rate, best, bad = state.rate, state.best, state.bad
        if state.cooldown > 0:
            return PlateauState(rate, best, bad, state.cooldown - 1)
        if self.is_better(metric, best):
            return PlateauState(rate, float(metric))
        if bad + 1 <= self.patience:
            return PlateauState(rate, best, bad + 1)
        reduced = max(rate * self.factor, self.min_lr)
        return PlateauState(reduced if rate - reduced > self.epsilon else rate, best, 0, self.cooldown)

    def is_better(self, metric: float, best: float | None) -> bool:
        """Whether ``metric`` counts as an improvement over ``best``."""
        if best is None or not math.isfinite(metric):
            return math.isfinite(metric)
        margin = self.threshold * (abs(best) if self.threshold_mode == "rel" else 1.0)
        return metric < best - margin if self.mode == "min" else metric > best + margin

    def replay(self, metrics: Iterable[float]) -> list[float]:
        """The rate after each of the metrics, from the start on."""
        state, rates = self.start(), []
        for metric in metrics:
            state = self.after(state, metric)
            rates.append(state.rate)
        return rates
