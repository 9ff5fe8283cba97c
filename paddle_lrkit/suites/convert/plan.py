"""What a curve is made of, as far as the dialects of the suites have words for it: a ramp and a body."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.suites.schedule import Schedule

MOST_STEPS = 2000


@dataclass(frozen=True)
class Plan:
    """A schedule in words.

    Args:
        total: Updates of the run.
        kind: Form of the body: ``level``, ``cosine``, ``power``, ``exponential``, ``steps`` or ``other``.
        values: What describes the body; its updates count from the end of the ramp, and so do ``boundaries``.
        warmup: Updates of the ramp.
        start: Rate at update 0.
        peak: Rate where the ramp ends.
        bend: Exponent of the ramp; 1 for a straight one.
        steps_per_epoch: Updates in an epoch, when known.
    """

    total: int
    kind: str
    values: dict[str, Any] = field(default_factory=dict)
    warmup: int = 0
    start: float = 0.0
    peak: float = 0.0
    bend: float = 1.0
    steps_per_epoch: int | None = None

    @property
    def left(self) -> int:
        """Updates after the ramp."""
        return self.total - self.warmup

    @property
    def boundaries(self) -> list[int]:
        """The steps of the body as updates of the run."""
        return [self.warmup + boundary for boundary in self.values["boundaries"]]

    @property
    def gamma(self) -> float | None:
        """The common factor of all steps, if there is one."""
        rates = self.values["rates"]
        factors = [later / earlier for earlier, later in pairwise(rates) if earlier]
        if not factors or len(factors) < len(rates) - 1:
            return None
        return factors[0] if all(abs(factor - factors[0]) <= 1e-12 for factor in factors) else None


def plan_of(schedule: Schedule) -> Plan:
    """The plan of a schedule; a form without words is ``other`` or, with few different rates, ``steps``."""
    curve, total, steps = schedule.curve, schedule.total_updates, schedule.steps_per_epoch
    if curve.name in _WARMED:
        warmup, kind, values = _WARMED[curve.name](**curve.arguments)
        return Plan(total, kind, values, warmup, 0.0 if warmup else curve(0), curve.arguments["base"], 1.0, steps)
    if curve.name == "join" and len(curve.arguments["curves"]) == 2:
        ramp_curve, body = curve.arguments["curves"]
        ramp = _ramp(ramp_curve)
        if ramp is not None:
            length, start, peak, bend = ramp
            kind, values = _body(body, total - length) if length < total else ("level", {"rate": peak})
            return Plan(total, kind, values, length, start, peak, bend, steps)
    kind, values = _body(curve, total)
    return Plan(total, kind, values, 0, curve(0), curve(0), 1.0, steps)


def _ramp(curve: Curve) -> tuple[int, float, float, float] | None:
    """Length, start, end and exponent of a ramp."""
    given = curve.arguments
    if curve.name == "line" and given["span"] == given["length"]:
        return given["length"], given["start"], given["end"], 1.0
    if curve.name == "linear":
        return given["length"], given["start"], given["end"], 1.0
    if curve.name == "power_ramp":
        return given["length"], curve(0), given["end"], given["power"]
    return None


def _body(curve: Curve, total: int) -> tuple[str, dict[str, Any]]:
    if curve.name in _BODIES:
        kind, values = _BODIES[curve.name](**curve.arguments)
        return kind, values
    steps = _steps(curve, total)
    return ("other", {}) if steps is None else ("steps", steps)


def _steps(curve: Curve, total: int) -> dict[str, Any] | None:
    """Boundaries and rates of a curve that is constant between a few jumps."""
    if total < 1:
        return None
    knots = [knot for knot in curve.knots(total) if knot > 0]
    if len(knots) > MOST_STEPS:
        return None
    edges = [0, *knots, total]
    boundaries, rates = [], [curve(0)]
    for begin, end in pairwise(edges):
        inside = {curve(begin), curve((begin + end) // 2), curve(end - 1)}
        if len(inside) > 1:
            return None
        if curve(begin) != rates[-1]:
            boundaries.append(begin)
            rates.append(curve(begin))
    return {"boundaries": boundaries, "rates": rates}


def _cosine(base: float, floor: float, span: float) -> tuple[str, dict[str, Any]]:
    return "cosine", {"base": base, "floor": floor, "span": span}


def _power(base: float, end: float, span: float, power: float) -> tuple[str, dict[str, Any]]:
    return "power", {"base": base, "end": end, "span": span, "power": power}


_BODIES: dict[str, Callable[..., tuple[str, dict[str, Any]]]] = {
    "level": lambda value: ("level", {"rate": value}),
    "constant": lambda value, length: ("level", {"rate": value}),
    "wave": lambda base, floor, half_period: _cosine(base, floor, half_period),
    "cosine": lambda peak, floor, length: _cosine(peak, floor, length),
    "falling_wave": lambda base, floor, span, length: _cosine(base, floor, span),
    "power_decay": lambda base, end, length, power, cycle: ("other", {}) if cycle else _power(base, end, length, power),
    "polynomial": lambda start, end, length, power: _power(start, end, length, power),
    "linear": lambda start, end, length: _power(start, end, length, 1.0),
    "line": lambda start, end, span, length: _power(start, end, span, 1.0) if span == length else ("other", {}),
    "geometric": lambda base, gamma: ("exponential", {"base": base, "gamma": gamma}),
}

_WARMED: dict[str, Callable[..., tuple[int, str, dict[str, Any]]]] = {
    "warmed_level": lambda base, warmup: (warmup, "level", {"rate": base}),
    "warmed_line": lambda base, warmup, end: (warmup, *_power(base, 0.0, end - warmup, 1.0)),
    "warmed_wave": lambda base, warmup, end, cycles: (
        (warmup, *_cosine(base, 0.0, end - warmup)) if cycles == 0.5 else (warmup, "other", {})
    ),
    "warmed_power": lambda base, warmup, end, floor, power: (warmup, *_power(base, floor, end - warmup, power)),
}
