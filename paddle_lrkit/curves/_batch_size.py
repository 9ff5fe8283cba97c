"""Batch sizes that grow where a rate would fall."""

from __future__ import annotations

from paddle_lrkit.curves.base import Curve, Formula, curve
from paddle_lrkit.curves.compose import check_curve
from paddle_lrkit.errors import ConfigError, check_integer


@curve
def batch_size(rate: Curve, first: int, most: int, multiple: int = 1) -> Formula:
    """The batch size that keeps ``rate / batch size`` on the given curve while the rate itself stays.

    ``batch(t) = first * rate(0) / rate(t)``, rounded to a multiple, between ``first`` and ``most``

    The rate takes over the part above ``most``: train with ``rest_of_rate(rate, ...)``.

    Args:
        rate: The curve of the rate at the constant batch size ``first``; its first value is > 0.
        first: Samples in the first batch, >= 1, a multiple of ``multiple``.
        most: Samples that fit, >= ``first``.
        multiple: Batch sizes are multiples of this, >= 1.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> from paddle_lrkit.curves import multistep
        >>> c = batch_size(multistep(0.1, [100, 200], 0.2), first=64, most=1024)
        >>> c(0), c(100), c(200)
        (64.0, 320.0, 1024.0)

    Reference: arXiv 1711.00489.
    """
    check_curve("rate", rate)
    step = check_integer("multiple", multiple, at_least=1)
    start = check_integer("first", first, at_least=1)
    limit = check_integer("most", most, at_least=start)
    peak = rate(0)
    if start % step or not peak:
        key, why = ("first", f"must be a multiple of {step}, got {first}") if peak else ("rate", "must start above 0")
        raise ConfigError(why, key=key)

    def at(update: int) -> float:
        now = rate(update)
        wanted = limit if now * limit <= peak * start else start * peak / now
        return float(min(max(int(wanted / step + 0.5) * step, start), limit // step * step))

    return Formula(at, rate.length, rate.knots)


@curve
def rest_of_rate(rate: Curve, first: int, most: int, multiple: int = 1) -> Formula:
    """The part of the rate's change that `batch_size` does not make.

    ``lr(t) = rate(t) * batch(t) / first``, so that ``lr / batch`` follows ``rate / first`` exactly

    Args:
        rate: As for `batch_size`.
        first: As for `batch_size`.
        most: As for `batch_size`.
        multiple: As for `batch_size`.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> from paddle_lrkit.curves import multistep
        >>> c = rest_of_rate(multistep(0.1, [100, 200], 0.2), first=64, most=1024)
        >>> c(0), round(c(100), 12), round(c(200), 12)
        (0.1, 0.1, 0.064)

    Reference: arXiv 1711.00489.
    """
    size = batch_size(rate, first, most, multiple)
    return Formula(lambda update: rate(update) * size(update) / first, rate.length, range)
