"""How far repeated lengths move what they repeat, because they are whole numbers of updates."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites.config_value import as_number
from paddle_lrkit.suites.quantity import Quantity
from paddle_lrkit.suites.rescale.scaled_numbers import ScaledNumber
from paddle_lrkit.units import RunLength, parse_duration


def largest_stretch(numbers: list[ScaledNumber], before: RunLength, after: RunLength) -> float:
    """The largest share by which a repeated length differs from its exact value, before and afterwards together.

    Args:
        numbers: The numbers with their new values.
        before: The run before.
        after: The run afterwards.
    """
    written = max((number.stretch for number in numbers), default=0.0)
    periods = [number.quantity for number in numbers if number.quantity.kind == "period"]
    own = [_rounding(period, before) + _rounding(period, after) for period in periods]
    return max([written, *own])


def _rounding(period: Quantity, run: RunLength) -> float:
    """The share by which the suite itself rounds a length in epochs, or in per cent of the run."""
    return max((abs(whole / exact - 1) for exact, whole in _lengths(period, run) if exact > 0), default=0.0)


def _lengths(period: Quantity, run: RunLength) -> Iterator[tuple[float, int]]:
    value: Any = period.item.value
    for part in value if isinstance(value, (list, tuple)) else [value]:
        if period.unit == "ep":
            exact = (as_number(part) or 0.0) * (run.steps_per_epoch or 0)
            yield exact, math.floor(exact)
        elif period.unit == "text":
            try:
                duration = parse_duration(part)
                if duration.unit in ("ep", "%"):
                    unit = run.steps_per_epoch if duration.unit == "ep" else Fraction(run.total_updates or 0, 100)
                    yield float(duration.value * (unit or 0)), duration.updates(run)
            except ConfigError:
                continue
