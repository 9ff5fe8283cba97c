"""Checks of values as Paddle's classes make them: a bool is a number, text is not."""

from __future__ import annotations

import math
from typing import Any

from paddle_lrkit.errors import ConfigError, NotWholeError, shown
from paddle_lrkit.messages import tr


def number(name: str, value: Any) -> float | int:
    """``value`` as a finite number.

    Example:
        >>> number("gamma", 0.1), number("gamma", True)
        (0.1, 1)
    """
    if isinstance(value, (int, float)):
        try:
            if math.isfinite(value):
                return int(value) if isinstance(value, int) else value
        except OverflowError:
            pass
    raise ConfigError(tr("must be a finite number, got {}{}", shown(value), _exponent_hint(value)), key=name)


def whole(name: str, value: Any, at_least: int | None = None) -> int:
    """``value`` as an int; ``3.0`` is refused, as Paddle does."""
    if not isinstance(value, int):
        raise NotWholeError(tr("must be a whole number{}, got {}", _limit(at_least), shown(value)), key=name)
    number(name, value)
    if at_least is not None and value < at_least:
        raise NotWholeError(tr("must be a whole number{}, got {}", _limit(at_least), shown(value)), key=name)
    return int(value)


def positive(name: str, value: Any) -> int:
    """``value`` as a whole number above 0."""
    return whole(name, value, at_least=1)


def rate(name: str, value: Any) -> float:
    """``value`` as a learning rate: a number that is not negative."""
    if number(name, value) < 0:
        raise ConfigError(tr("must not be negative, got {}", shown(value)), key=name)
    return float(value)


def fixed_rate(name: str, value: Any) -> float:
    """``value`` as the rate of an optimizer without a schedule, which is a number with a dot."""
    number(name, value)
    if not isinstance(value, float):
        message = tr("must be a number with a dot: Paddle's optimizers refuse a whole one, got {}", shown(value))
        raise ConfigError(message, key=name)
    return value


def sequence(name: str, value: Any) -> list[Any]:
    """``value`` as a list."""
    if not isinstance(value, (list, tuple)):
        raise ConfigError(tr("must be a list, got {}", shown(value)), key=name)
    return list(value)


def multiplied(name: str, value: Any, factor: int) -> list[float | int]:
    """``value`` as a list of finite numbers, each times ``factor``."""
    return numbers(name, [item * factor for item in numbers(name, value)])


def numbers(name: str, value: Any) -> list[float | int]:
    """``value`` as a list of finite numbers."""
    return [number(f"{name}.{index}", item) for index, item in enumerate(sequence(name, value))]


def _limit(at_least: int | None) -> str:
    return "" if at_least is None else f" >= {at_least}"


def _exponent_hint(value: Any) -> str:
    if not isinstance(value, str):
        return ""
    try:
        exact = repr(float(value))
    except ValueError:
        return ""
    plain = exact if "." in exact else exact.replace("e", ".0e")
    return tr(", which is text in YAML 1.1: write {}", plain)
