"""``ReduceOnPlateau`` in our own dialect: a rate that waits for evaluations."""

from __future__ import annotations

from paddle_lrkit.config.bind import Component, bind
from paddle_lrkit.curves import plateau as rules
from paddle_lrkit.suites.schedule import Plateau


def plateau(
    learning_rate: float,
    mode: str | None = None,
    factor: float = 0.1,
    patience: int = 10,
    threshold: float = 1e-4,
    threshold_mode: str = "rel",
    cooldown: int = 0,
    min_lr: float = 0.0,
    epsilon: float = 1e-8,
    metric: str = "loss",
) -> Plateau:
    """The rule of ``Optimizer.lr: {name: ReduceOnPlateau, ...}``; it looks at every evaluation.

    Args:
        learning_rate: Rate at the start.
        mode: ``min`` or ``max``; by default ``min`` for a metric with ``loss`` in its name, else ``max``.
        factor: Factor of a reduction.
        patience: Evaluations that may be no better.
        threshold: How much better an evaluation has to be.
        threshold_mode: ``rel`` or ``abs``.
        cooldown: Evaluations ignored after a reduction.
        min_lr: Lowest rate.
        epsilon: A reduction by no more than this is left out.
        metric: Name of the metric, as the evaluation gives it: ``loss``, ``accuracy``, ...

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> plateau(0.1, metric="accuracy").mode
        'max'
    """
    direction = mode or ("min" if "loss" in metric else "max")
    rule = rules.Plateau(
        learning_rate, direction, factor, patience, threshold, threshold_mode, cooldown, min_lr, epsilon
    )
    return Plateau(**vars(rule), metric=metric)


def read_plateau(component: Component, also_known: tuple[str, ...]) -> Plateau:
    """The rule that a section describes; the warmup's keys, ``also_known``, are read elsewhere."""
    values = {key: value for key, value in component.arguments.items() if key not in also_known}
    return bind(plateau, component.document, component.path, values=values, also_known=also_known)
