"""Staircases: step, multistep and piecewise constant."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from paddle_lrkit.curves.base import Formula, curve, first_and_last
from paddle_lrkit.curves.values import spread
from paddle_lrkit.errors import ConfigError, check_integer, check_number, shown
from paddle_lrkit.messages import tr


@curve
def step(start: float, step_size: int, gamma: float = 0.1) -> Formula:
    """A drop every ``step_size`` updates.

    ``lr(t) = start * gamma ** (t // step_size)``

    Args:
        start: Rate at update 0, >= 0.
        step_size: Updates between two drops, >= 1.
        gamma: Factor at each drop, > 0.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> c = step(0.5, 30)
        >>> c(29), c(30)
        (0.5, 0.05)

    Reference: ``paddle.optimizer.lr.StepDecay``.
    """
    first = check_number("start", start, at_least=0)
    size = check_integer("step_size", step_size, at_least=1)
    factor = check_number("gamma", gamma, above=0)

    def at(update: Any, m: Any = None) -> Any:
        return first * factor ** (update // size)

    return Formula(at, knots=lambda stop: first_and_last(range(size, stop, size)), array=at)


@curve
def multistep(start: float, milestones: Sequence[int], gamma: float = 0.1) -> Formula:
    """A drop at each milestone.

    ``lr(t) = start * gamma ** (number of milestones <= t)``

    Args:
        start: Rate at update 0, >= 0.
        milestones: Updates of the drops, >= 1, ascending, each once.
        gamma: Factor at each drop, > 0.

    Raises:
        ConfigError: An argument is outside its range, or the milestones do not ascend.

    Example:
        >>> c = multistep(0.01, [8, 11])
        >>> c(7), c(8), round(c(11), 12)
        (0.01, 0.001, 0.0001)

    Reference: ``paddle.optimizer.lr.MultiStepDecay``.
    """
    first = check_number("start", start, at_least=0)
    factor = check_number("gamma", gamma, above=0)
    marks = check_milestones("milestones", milestones)
    return Formula(
        lambda update: first * factor ** bisect_right(marks, update),
        knots=marks,
        array=lambda updates, np: spread(np, first * factor ** np.arange(len(marks) + 1), marks, updates),
    )


@curve
def piecewise_constant(boundaries: Sequence[int], values: Sequence[float]) -> Formula:
    """A value for each interval.

    ``lr(t) = values[number of boundaries <= t]``

    Args:
        boundaries: Updates at which the next value begins, >= 1, ascending, each once.
        values: Rates, >= 0, one more than there are boundaries.

    Raises:
        ConfigError: The boundaries do not ascend, a value is negative, or their numbers do not match.

    Example:
        >>> c = piecewise_constant([100, 200], [0.1, 0.01, 0.001])
        >>> c(99), c(100), c(200)
        (0.1, 0.01, 0.001)

    Reference: ``paddle.optimizer.lr.PiecewiseDecay``.
    """
    marks = check_milestones("boundaries", boundaries)
    rates = [check_number(f"values[{index}]", value, at_least=0) for index, value in enumerate(values)]
    if len(rates) != len(marks) + 1:
        raise ConfigError(
            tr(
                "must have one value more than there are boundaries: {} boundaries need {} values, got {}",
                *(len(marks), len(marks) + 1, len(rates)),
            ),
            key="values",
        )
    return Formula(
        lambda update: rates[bisect_right(marks, update)],
        knots=marks,
        array=lambda updates, np: spread(np, rates, marks, updates),
    )


def check_milestones(name: str, milestones: Sequence[int]) -> tuple[int, ...]:
    """Returns the milestones as builtin ints, or raises a ConfigError when they do not ascend from 1 on."""
    if isinstance(milestones, str) or not hasattr(milestones, "__iter__"):
        raise ConfigError(tr("must be a list of updates, got {}", shown(milestones)), key=name)
    marks = tuple(check_integer(f"{name}[{i}]", mark, at_least=1) for i, mark in enumerate(milestones))
    for earlier, later in pairwise(marks):
        if later <= earlier:
            raise ConfigError(tr("must ascend, each once, got {} after {}", later, earlier), key=name)
    return marks
