"""The new value of each number of a schedule."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from paddle_lrkit.config.document import dotted
from paddle_lrkit.config.edit.edit import Edit
from paddle_lrkit.errors import ConfigError, UsageError, shown
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.config_value import as_number
from paddle_lrkit.suites.quantity import Quantity
from paddle_lrkit.units import parse_duration

_DIGITS = 12
_SMALL_STRETCH = Fraction(1, 100)


@dataclass(frozen=True)
class Factors:
    """What the numbers of a schedule are multiplied by; see `paddle_lrkit.suites.quantity`.

    Args:
        samples: ``k``, samples in an update afterwards, divided by those before.
        batches: The same for one batch of all processes.
        rate: ``f``, factor of the rates.
        batch: The same as ``batches`` for the batch of one process.
    """

    samples: Fraction
    batches: Fraction
    rate: float
    batch: Fraction = Fraction(1)

    @property
    def changes_nothing(self) -> bool:
        """Whether the samples in an update and the batches of an epoch stay what they are."""
        return self.samples == 1 == self.batches


@dataclass(frozen=True)
class ScaledNumber:
    """A number with its new value.

    Args:
        quantity: The number.
        value: The new value, or the new values of a list.
        rounding: How much longer or shorter a length became by rounding, as a share of its exact length.
    """

    quantity: Quantity
    value: Any
    rounding: float = 0.0

    @property
    def stretch(self) -> float:
        """The rounding of a length that is repeated, and so moves what it repeats; 0 for others."""
        return self.rounding if self.quantity.kind in ("period", "factor") else 0.0

    @property
    def edit(self) -> Edit | None:
        """The change of the config; None when the number stays, or no key holds it."""
        path = self.quantity.item.key_path
        return None if path is None or not self.is_changed else Edit(path, self.value)

    @property
    def is_changed(self) -> bool:
        """Whether the number is another one."""
        old = self.quantity.item.value
        return bool(self.value != (list(old) if isinstance(old, (list, tuple)) else old))

    @property
    def name(self) -> str:
        """The dotted key, or that of the section for a number that no key holds."""
        item = self.quantity.item
        return dotted(item.key_path or item.path)


def scaled_number(quantity: Quantity, factors: Factors) -> ScaledNumber:
    """A number with its new value.

    Raises:
        UsageError: The config has something else in its place.
    """
    old = quantity.written
    parts = list(old) if isinstance(old, (list, tuple)) else [old]
    try:
        found = [_scaled(part, quantity, factors) for part in parts]
    except (ConfigError, ArithmeticError):
        key = dotted(quantity.item.key_path or quantity.item.path)
        raise UsageError(tr("{} is {} and not a number, so there is nothing to rescale", key, shown(old))) from None
    values = [f"{quantity.prefix}{value}" if quantity.prefix else value for value, _ in found]
    rounding = max((part for _, part in found), default=0.0)
    return ScaledNumber(quantity, values if isinstance(old, (list, tuple)) else values[0], rounding)


def _scaled(value: Any, quantity: Quantity, factors: Factors) -> tuple[Any, float]:
    if quantity.is_length:
        times = factors.batches if quantity.kind == "batches" else factors.samples
        length, exact = _length(value, quantity, times)
        return length, _rounding(length, exact)
    number = as_number(value)
    if number is None:
        raise ConfigError(tr("not a number"))
    if quantity.kind in ("samples", "batch"):
        times = factors.samples if quantity.kind == "samples" else factors.batch
        return _whole_samples(number, quantity, times), 0.0
    if quantity.kind in ("factor", "per update"):
        return _decay(number, quantity, factors)
    power = {"root rate": -0.5, "power rate": quantity.exponent}.get(quantity.kind, 0.0)
    return _rounded(number * factors.rate * float(factors.samples) ** power, number), 0.0


def _length(value: Any, quantity: Quantity, times: Fraction) -> tuple[Any, Fraction]:
    """A length in whole updates, at least 1, and the exact one; any other unit stays."""
    if quantity.unit == "text":
        duration = parse_duration(value)
        if duration.unit != "it" or not duration.value:
            return value, Fraction(0)
        exact = duration.value / times
        return value if times == 1 else f"{_nearest(exact)}it", exact
    number = as_number(value)
    if number is None:
        raise ConfigError(tr("not a number"))
    if quantity.unit == "ep":
        return value, Fraction(0)
    exact = Fraction(number) / times
    return (value if times == 1 or number <= 0 else _nearest(exact)), exact


def _nearest(length: Fraction) -> int:
    return max(math.floor(length + Fraction(1, 2)), 1)


def _rounding(length: Any, exact: Fraction) -> float:
    number = as_number(length)
    whole = parse_duration(length).value if number is None else Fraction(number)
    return float(abs(whole / exact - 1)) if exact > 0 else 0.0


def _decay(number: float, quantity: Quantity, factors: Factors) -> tuple[float, float]:
    """``gamma`` for the new update, or for its interval, which has become a whole number of updates."""
    exponent, rounding = factors.samples, 0.0
    if quantity.interval is not None:
        interval = parse_duration(quantity.interval.value)
        exact = interval.value / factors.samples
        in_updates = interval.unit == "it" and interval.value
        exponent = Fraction(_nearest(exact)) / exact if in_updates else Fraction(1)
        if quantity.kind == "factor" and abs(exponent - 1) <= _SMALL_STRETCH:
            exponent, rounding = Fraction(1), float(abs(exponent - 1))
    if exponent == 1:
        return number, rounding
    return (number ** float(exponent) if quantity.kind == "factor" else _rounded(number * float(exponent), number)), 0.0


def _whole_samples(number: float, quantity: Quantity, times: Fraction) -> int:
    exact = Fraction(number) * times
    if exact.denominator != 1:
        raise UsageError(
            tr(
                "{} of {:g} samples would be {:g}, which is not a whole number",
                dotted(quantity.item.path),
                number,
                float(exact),
            )
        )
    return int(exact)


def _rounded(number: float, old: float) -> float:
    return old if number == old else float(f"{number:.{_DIGITS}g}")
