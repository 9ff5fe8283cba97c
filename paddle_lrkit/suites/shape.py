"""The shapes of schedules: one vocabulary and one classifier for `lrkit check`, `lrkit convert` and `lrkit advise`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Literal

from paddle_lrkit.curves._slope import BASE
from paddle_lrkit.curves.base import Curve
from paddle_lrkit.suites.schedule import Schedule

ShapeName = Literal[
    "constant",
    "linear",
    "cosine",
    "polynomial",
    "exponential",
    "step",
    "multistep",
    "piecewise",
    "wsd",
    "plateau",
    "other",
]
"""The course of a schedule after its warmup.

``step`` is a factor at equal intervals, ``multistep`` a factor at given milestones, ``piecewise`` a table of rates.
``linear`` is a ``polynomial`` of power 1: a class or a curve counts as ``polynomial`` whatever its power. A curve that
is constant between a few jumps counts as ``piecewise``, however it was written.
"""

MOST_JUMPS = 2000
"""A curve with more jumps counts as ``other``."""

_RAMP_POINTS, _RAMP_TOLERANCE = 50, 1e-10
_Body = tuple[ShapeName, dict[str, Any]]


def shape_of_class(name: Any, shapes: Mapping[str, ShapeName]) -> ShapeName:
    """The shape of a schedule class: its entry in ``shapes``, else ``other``.

    Example:
        >>> shape_of_class("Cosine", {"Cosine": "cosine"}), shape_of_class(["no", "name"], {})
        ('cosine', 'other')
    """
    return shapes.get(name, "other") if isinstance(name, str) else "other"


@dataclass(frozen=True)
class ShapeDescription:
    """A schedule as a warmup and a shape with its parameters.

    Args:
        total: Updates in the run.
        shape: ``constant``, ``cosine``, ``polynomial``, ``exponential``, ``piecewise``, ``wsd`` or ``other``.
        values: The parameters of the shape. Positions are updates after the warmup.
        warmup: Updates of warmup.
        start: Rate at update 0.
        peak: Rate at the end of the warmup.
        warmup_power: Exponent of the warmup; 1 for a linear one.
        steps_per_epoch: Updates in an epoch, when known.
    """

    total: int
    shape: ShapeName
    values: dict[str, Any] = field(default_factory=dict)
    warmup: int = 0
    start: float = 0.0
    peak: float = 0.0
    warmup_power: float = 1.0
    steps_per_epoch: int | None = None

    @property
    def left(self) -> int:
        """Updates after the warmup."""
        return self.total - self.warmup

    @property
    def boundaries(self) -> list[int]:
        """The jumps of a ``piecewise`` shape as updates of the run."""
        return [self.warmup + boundary for boundary in self.values["boundaries"]]

    @property
    def gamma(self) -> float | None:
        """The common factor of all jumps of a ``piecewise`` shape; None when they differ."""
        rates = self.values["rates"]
        factors = [later / earlier for earlier, later in pairwise(rates) if earlier]
        if not factors or len(factors) < len(rates) - 1:
            return None
        return factors[0] if all(abs(factor - factors[0]) <= 1e-12 for factor in factors) else None

    @property
    def epochs(self) -> int:
        """Epochs in the run, rounded up."""
        return -(-self.total // (self.steps_per_epoch or 1))

    @property
    def warmup_epochs(self) -> float:
        """The warmup in epochs, such that this number times the updates of an epoch rounds to ``warmup``."""
        whole = self.whole_epochs(self.warmup)
        return whole if whole is not None else self.warmup / (self.steps_per_epoch or 1)

    def whole_epochs(self, updates: float) -> int | None:
        """``updates`` in epochs; None when they are not a whole number of epochs."""
        epochs, rest = divmod(updates, self.steps_per_epoch or 1)
        return int(epochs) if not rest else None

    def in_epochs(self, updates: list[int]) -> list[float]:
        """Positions in epochs, for suites that compare ``update < position * steps_per_epoch``.

        A position inside an epoch is half an update early, so that rounding cannot move the jump to another update.
        """
        steps = self.steps_per_epoch or 1
        exact = [self.whole_epochs(update) for update in updates]
        return [whole if whole is not None else (at - 0.5) / steps for whole, at in zip(exact, updates, strict=True)]


def shape_of(schedule: Schedule) -> ShapeDescription:
    """The warmup and the shape of a schedule, from the family of its curve.

    Example:
        >>> from paddle_lrkit.curves import cosine
        >>> from paddle_lrkit.units import RunLength
        >>> found = shape_of(Schedule(cosine(0.1, 0.0, 90).warmup(10), "lrkit", RunLength(100)))
        >>> found.shape, found.warmup, found.values
        ('cosine', 10, {'base': 0.1, 'floor': 0.0, 'span': 90})
    """
    curve, total, steps = schedule.curve, schedule.total_updates, schedule.steps_per_epoch
    if curve.name in _WARMED:
        warmup, (shape, values) = _WARMED[curve.name](**curve.arguments)
        if shape == "wsd" and warmup + values["steady"] >= total - 1:
            shape, values = _constant(values["base"])
        start = 0.0 if warmup else curve(0)
        return ShapeDescription(total, shape, values, warmup, start, curve.arguments["base"], 1.0, steps)
    if curve.name == "join" and len(curve.arguments["curves"]) == 2:
        first, second = curve.arguments["curves"]
        ramp = _ramp(first)
        if ramp is not None:
            length, start, peak, power = ramp
            shape, values = _body(second, total - length) if length < total else ("constant", {"rate": peak})
            return ShapeDescription(total, shape, values, length, start, peak, power, steps)
    shape, values = _body(curve, total)
    if shape == "other" and 1 < schedule.warmup_updates < total:
        return _ramp_and_table(schedule, steps) or ShapeDescription(
            total, shape, values, 0, curve(0), curve(0), 1.0, steps
        )
    return ShapeDescription(total, shape, values, 0, curve(0), curve(0), 1.0, steps)


def _ramp_and_table(schedule: Schedule, steps: int | None) -> ShapeDescription | None:
    """A line up to the end of the warmup and jumps after it, in a curve of one piece; None for any other curve."""
    curve, total, length = schedule.curve, schedule.total_updates, schedule.warmup_updates
    start, slope = curve(0), (curve(length - 1) - curve(0)) / (length - 1)
    size = max(abs(start), abs(curve(length - 1)))
    asked = range(1, length, max(length // _RAMP_POINTS, 1))
    if any(abs(curve(update) - start - slope * update) > _RAMP_TOLERANCE * size for update in asked):
        return None
    jumps = _jumps(curve.shift(-length), total - length)
    if jumps is None:
        return None
    body: _Body = ("piecewise", jumps) if jumps["boundaries"] else _constant(jumps["rates"][0])
    shape, values = body
    end, first = start + slope * length, curve(length)
    peak = first if abs(end - first) <= _RAMP_TOLERANCE * size else end
    return ShapeDescription(total, shape, values, length, start, peak, 1.0, steps)


def _ramp(curve: Curve) -> tuple[int, float, float, float] | None:
    """Length, start, end and exponent of a warmup; None when the curve is not one."""
    given = curve.arguments
    if curve.name == "linear" or (curve.name == "line" and given["span"] == given["length"]):
        return given["length"], given["start"], given["end"], 1.0
    if curve.name == "power_ramp":
        return given["length"], curve(0), given["end"], given["power"]
    return None


def _body(curve: Curve, total: int) -> _Body:
    if curve.name in _BODIES:
        return _BODIES[curve.name](**curve.arguments)
    if curve.name == "join" and (held := _held_then_decay(curve)):
        return held
    jumps = _jumps(curve, total)
    if jumps is None:
        return _OTHER
    return ("piecewise", jumps) if jumps["boundaries"] else _constant(jumps["rates"][0])


def _held_then_decay(curve: Curve) -> _Body | None:
    """A constant for some updates and a `decay`; None for any other two curves."""
    parts = curve.arguments["curves"]
    first, last = parts[0], parts[-1]
    if len(parts) != 2 or first.name != "until" or first.arguments["base"].name != "constant" or last.name != "decay":
        return None
    given = last.arguments
    if given["start"] != first.arguments["base"](0) or given.get("decay_base", BASE) != BASE:
        return None
    return _stable(given["start"], given["end"], first.arguments["length"], given["length"], given["shape"])


def _jumps(curve: Curve, total: int) -> dict[str, Any] | None:
    """Boundaries and rates of a curve that is constant between a few jumps; None for any other curve."""
    if total < 1:
        return None
    knots = [knot for knot in curve.knots(total) if knot > 0]
    if len(knots) > MOST_JUMPS:
        return None
    boundaries, rates = [], [curve(0)]
    for begin, end in pairwise([0, *knots, total]):
        if len({curve(begin), curve((begin + end) // 2), curve(end - 1)}) > 1:
            return None
        if curve(begin) != rates[-1]:
            boundaries.append(begin)
            rates.append(curve(begin))
    return {"boundaries": boundaries, "rates": rates}


def _constant(rate: float) -> _Body:
    return "constant", {"rate": rate}


def _cosine(base: float, floor: float, span: float) -> _Body:
    return "cosine", {"base": base, "floor": floor, "span": span}


def _stable(base: float, floor: float, steady: float, span: float, decay: str) -> _Body:
    return "wsd", {"base": base, "floor": floor, "steady": steady, "span": span, "decay": decay}


def _polynomial(base: float, end: float, span: float, power: float) -> _Body:
    return "polynomial", {"base": base, "end": end, "span": span, "power": power}


def _warmed_body(warmup: float, body: _Body) -> tuple[int, _Body]:
    """A warmup in updates, and what follows; one that ends between two updates has no such description."""
    return (int(warmup), body) if warmup == int(warmup) >= 0 else (0, _OTHER)


_OTHER: _Body = ("other", {})
_BODIES: dict[str, Callable[..., _Body]] = {
    "level": lambda value: _constant(value),
    "constant": lambda value, length: _constant(value),
    "wave": lambda base, floor, half_period: _cosine(base, floor, half_period),
    "recursive_wave": lambda base, floor, half_period: _cosine(base, floor, half_period),
    "cosine": lambda peak, floor, length, exponent: _cosine(peak, floor, length) if exponent == 1 else _OTHER,
    "weighted_restarts": lambda base, floor, periods, weights: (
        _OTHER if len(periods) > 1 else _cosine(floor + weights[0] * (base - floor), floor, periods[0])
    ),
    "falling_wave": lambda base, floor, span, length: _cosine(base, floor, span),
    "power_decay": lambda base, end, length, power, cycle: _OTHER if cycle else _polynomial(base, end, length, power),
    "polynomial": lambda start, end, length, power: _polynomial(start, end, length, power),
    "linear": lambda start, end, length: _polynomial(start, end, length, 1.0),
    "line": lambda start, end, span, length: _polynomial(start, end, span, 1.0) if span == length else _OTHER,
    "geometric": lambda base, gamma: ("exponential", {"base": base, "gamma": gamma}),
}
"""Family of a curve -> shape and parameters."""

_WARMED: dict[str, Callable[..., tuple[int, _Body]]] = {
    "warmed_level": lambda base, warmup: (warmup, _constant(base)),
    "warmed_line": lambda base, warmup, end: (warmup, _polynomial(base, 0.0, end - warmup, 1.0)),
    "warmed_wave": lambda base, warmup, end, cycles: (
        (warmup, _cosine(base, 0.0, end - warmup) if cycles == 0.5 else _OTHER)
    ),
    "warmed_floored_wave": lambda base, floor, warmup, end, cycles: _warmed_body(
        warmup, _cosine(base, floor, end - warmup) if cycles == 0.5 else _OTHER
    ),
    "warmed_stable_decay": lambda base, floor, warmup, steady, end, decay: _warmed_body(
        warmup, _stable(base, floor, steady - warmup, end - steady, decay)
    ),
    "clipped_annealing": lambda base, floor, warmup, end, cosine: _warmed_body(
        warmup, _cosine(base, floor, end - warmup) if cosine else _polynomial(base, floor, end - warmup, 1.0)
    ),
    "warmed_power": lambda base, warmup, end, floor, power: (warmup, _polynomial(base, floor, end - warmup, power)),
}
"""Family of a curve that holds its warmup itself -> updates of warmup, shape and parameters."""
