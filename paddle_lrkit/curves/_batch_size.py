"""Batch sizes that grow: where a rate would fall, or in equal steps."""

from __future__ import annotations

import math

from paddle_lrkit.curves._step import piecewise_constant
from paddle_lrkit.curves.base import Curve, Formula, curve
from paddle_lrkit.curves.compose import check_curve
from paddle_lrkit.errors import ConfigError, check_integer
from paddle_lrkit.messages import tr

_MOST_STEPS = 100_000


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
    peak, planned = rate(0), rate.rate
    if not peak:
        raise ConfigError(tr("must start above 0"), key="rate")
    if start % step:
        raise ConfigError(tr("must be a multiple of {}, got {}", step, first), key="first")

    def at(update: int) -> float:
        now = planned(update)
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
    planned, size = rate.rate, batch_size(rate, first, most, multiple).rate
    return Formula(lambda update: planned(update) * size(update) / first, rate.length, range)


def batch_size_ramp(start: int, end: int, increment: int, samples: int) -> Curve:
    """A batch size that grows in equal steps while a given number of samples is trained on.

    ``batch(t) = start + increment * int(consumed(t) / (samples / steps))`` with ``steps = (end - start) / increment``
    and ``consumed(t) = batch(0) + ... + batch(t - 1)``; ``end`` once ``samples`` are consumed

    Args:
        start: Samples in the first batch, >= 1.
        end: Samples in a batch after the ramp, >= ``start``.
        increment: Samples that each step adds, >= 1; ``end - start`` must be a multiple of it.
        samples: Samples of the ramp, >= 0.

    Raises:
        ConfigError: An argument is outside its range, or there are more than 100,000 steps.

    Example:
        >>> c = batch_size_ramp(start=32, end=128, increment=32, samples=960)
        >>> [c(t) for t in (0, 9, 10, 14, 15, 18, 19)]
        [32.0, 32.0, 64.0, 64.0, 96.0, 96.0, 128.0]

    Reference: ``--rampup-batch-size`` of Megatron-LM.
    """
    first = check_integer("start", start, at_least=1)
    last = check_integer("end", end, at_least=first)
    added = check_integer("increment", increment, at_least=1)
    whole = check_integer("samples", samples, at_least=0)
    steps, rest = divmod(last - first, added)
    if rest:
        raise ConfigError(tr("must divide end - start, {}, got {}", last - first, added), key="increment")
    if steps > _MOST_STEPS:
        raise ConfigError(tr("makes {:,} steps, {:,} at most", steps, _MOST_STEPS), key="increment")
    if steps == 0 or whole == 0:
        return piecewise_constant([], [float(last)])
    each = whole / steps
    marks, sizes = [], [float(first)]
    update, consumed, stage = 0, 0, 0
    while stage < steps:
        size = first + stage * added
        more = max(math.ceil(((stage + 1) * each - consumed) / size), 1)
        while int((consumed + more * size) / each) <= stage and consumed + more * size <= whole:
            more += 1
        update, consumed = update + more, consumed + more * size
        stage = steps if consumed > whole else min(int(consumed / each), steps)
        marks.append(update)
        sizes.append(float(first + stage * added))
    return piecewise_constant(marks, sizes)
