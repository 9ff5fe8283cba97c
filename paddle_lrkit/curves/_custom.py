"""Curves from a Python function."""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable

from paddle_lrkit.curves.base import Formula, curve
from paddle_lrkit.curves.naming import show_function
from paddle_lrkit.errors import ConfigError, check_integer, check_number, shown
from paddle_lrkit.messages import tr


@curve
def custom(function: Callable[[int], float], factor: float = 1.0, length: int | None = None) -> Formula:
    """The value of a function at each update.

    ``lr(t) = factor * function(t)``

    Its fingerprint holds the function's name, constants and bound values, so that a checkpoint notices another one.

    Args:
        function: From update to a number >= 0, without a state of its own.
        factor: Factor of the number, >= 0.
        length: Updates, >= 0; None for a curve without an end.

    Raises:
        ConfigError: ``function`` is not a function, or returns anything but a finite number >= 0.

    Example:
        >>> custom(lambda update: 0.5**update, factor=0.1)(1)
        0.05

    Reference: ``paddle.optimizer.lr.LambdaDecay``.
    """
    times = check_number("factor", factor, at_least=0)
    check_function("function", function)
    if length is not None:
        check_integer("length", length, at_least=0)
    value_of(function, 0)

    def at(update: int) -> float:
        value = function(update)
        if type(value) is float and 0 <= value < math.inf:
            return times * value
        return times * value_of(function, update)

    return Formula(at, length, range)


@curve
def cumulative(start: float, function: Callable[[int], float]) -> Formula:
    """The product of a function's values at all updates so far.

    ``lr(t) = start * function(1) * function(2) * ... * function(t)``

    Each factor is computed once and the products are kept, so later calls do not cost more.

    Args:
        start: Rate at update 0, >= 0.
        function: From update to a factor >= 0, without a state of its own.

    Raises:
        ConfigError: ``function`` is not a function, or returns anything but a finite number >= 0.

    Example:
        >>> cumulative(0.1, lambda update: 0.5)(3)
        0.0125

    Reference: ``paddle.optimizer.lr.MultiplicativeDecay``.
    """
    check_function("function", function)
    products = array("d", [check_number("start", start, at_least=0)])

    def at(update: int) -> float:
        while len(products) <= update:
            products.append(products[-1] * value_of(function, len(products)))
        return products[update]

    return Formula(at, knots=range)


def check_function(name: str, value: object) -> None:
    """Raises a ConfigError when ``value`` cannot be called."""
    if not callable(value):
        raise ConfigError(tr("must be a function, got {}", shown(value)), key=name)


def value_of(function: Callable[..., float], argument: float) -> float:
    """``function(argument)`` as a float, or a ConfigError when it is not a finite number >= 0."""
    value = function(argument)
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not 0 <= number < math.inf:
        raise ConfigError(
            tr("{} gives {} at {}, must be a finite number >= 0", show_function(function), shown(value), argument)
        )
    return number
