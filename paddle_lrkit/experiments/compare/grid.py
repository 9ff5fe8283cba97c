"""The rates and seeds that a comparison tries."""

from __future__ import annotations

import math

from paddle_lrkit.errors import ConfigError, check_integer, check_number
from paddle_lrkit.messages import tr

_DIGITS = 6
_MOST_RATES, _LARGEST_FACTOR = 100, 1000
_MOST_SEEDS, _LARGEST_SEED = 1000, 2**31 - 1


def rate_grid(center: float, count: int, factor: float) -> tuple[float, ...]:
    """Returns ``count`` log-spaced rates: ``center * factor ** (i - count // 2)`` for ``i = 0 .. count - 1``.

    Args:
        center: Rate in the middle; with an even count, one more rate lies below it than above it.
        count: Number of rates.
        factor: Ratio of neighbours, above 1.

    Raises:
        ConfigError: The rates are not distinct positive numbers.

    Example:
        >>> rate_grid(0.01, 5, 10**0.5)
        (0.001, 0.00316228, 0.01, 0.0316228, 0.1)
    """
    check_integer("--rate-count", count, at_least=1, at_most=_MOST_RATES)
    check_number("--rate-factor", factor, above=1, at_most=_LARGEST_FACTOR)
    grid = tuple(rounded(center * factor ** (index - count // 2)) for index in range(count))
    if len(set(grid)) < count or not all(0 < rate < math.inf for rate in grid):
        raise ConfigError(tr("must give {} distinct positive rates, got {}", count, factor), key="--rate-factor")
    return grid


def rounded(rate: float) -> float:
    """Rounds a rate to six significant digits, so that it can be written in full in a directory name."""
    return float(f"{rate:.{_DIGITS}g}")


def next_rate(rates: tuple[float, ...], upward: bool) -> float:
    """Returns the rate beyond an end of a grid, at the same ratio as the last two.

    Example:
        >>> next_rate((0.01, 0.02, 0.04), upward=True), next_rate((0.01, 0.02, 0.04), upward=False)
        (0.08, 0.005)
    """
    edge, neighbor = (rates[-1], rates[-2]) if upward else (rates[0], rates[1])
    return rounded(edge * (edge / neighbor))


def parse_numbers(option: str, text: str) -> tuple[float, ...]:
    """Parses numbers such as ``0.01,0.03`` and sorts them.

    Raises:
        ConfigError: A part is not a number above 0, or two are equal in six digits and so would share a directory.
    """
    numbers = []
    for part in text.split(","):
        try:
            number = float(part)
        except ValueError:
            raise ConfigError(
                tr("must be numbers with commas, such as 0.01,0.03, got {!r}", text), key=option
            ) from None
        numbers.append(check_number(option, number, above=0))
    if len(set(map(rounded, numbers))) < len(numbers):
        raise ConfigError(tr("has a number twice (six digits count): {}", text), key=option)
    return tuple(sorted(numbers))


def tuning_seeds(first: int, count: int) -> tuple[int, ...]:
    """Returns the seeds that choose the rate: ``first``, ``first + 1``, ..."""
    check_integer("--tune-seeds", count, at_least=1)
    return _seeds(first, count)


def final_seeds(first: int, count: int) -> tuple[int, ...]:
    """Returns seeds that were not used for tuning: from ``first + 1000`` on.

    Raises:
        ConfigError: Fewer than two, which have no spread.
    """
    if check_integer("--seeds", count) < 2:
        raise ConfigError(tr("must be >= 2, because one pair of runs has no spread, got {}", count), key="--seeds")
    return _seeds(first + _MOST_SEEDS, count)


def _seeds(first: int, count: int) -> tuple[int, ...]:
    check_integer("--seed", first + count, at_least=0, at_most=_LARGEST_SEED)
    if count > _MOST_SEEDS:
        raise ConfigError(tr("must be <= {}, got {}", _MOST_SEEDS, count), key="--seeds")
    return tuple(range(first, first + count))
