"""Curve -> the class of ``paddle.optimizer.lr`` that has it, for the suites that name Paddle's classes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.suites.shape import ShapeDescription


class PaddleClass(NamedTuple):
    """A class of Paddle.

    Args:
        name: Its name.
        arguments: What it takes; a tick is an update.
    """

    name: str
    arguments: dict[str, Any]


def paddle_class(description: ShapeDescription, curve: Curve) -> PaddleClass | None:
    """The class that has the curve after its warmup; None for a curve of another family.

    Example:
        >>> from paddle_lrkit.curves import inverse_time
        >>> paddle_class(ShapeDescription(100, "other"), inverse_time(0.1, 0.5))
        PaddleClass(name='InverseTimeDecay', arguments={'learning_rate': 0.1, 'gamma': 0.5})
    """
    body = after_warmup(description, curve)
    made = _CLASSES[body.name](**body.arguments) if body.name in _CLASSES else None
    return PaddleClass(*made) if made else None


def after_warmup(description: ShapeDescription, curve: Curve) -> Curve:
    """The curve that the warmup leads to; the curve itself without one."""
    if description.warmup and curve.name == "join":
        last: Curve = curve.arguments["curves"][-1]
        return last
    return curve


class CosineWaves(NamedTuple):
    """A cosine with any number of periods that fills what the warmup leaves of a run.

    Args:
        rate: Highest rate.
        floor: Lowest rate.
        cycles: Number of periods.
    """

    rate: float
    floor: float
    cycles: float


def cosine_waves(description: ShapeDescription, curve: Curve) -> CosineWaves | None:
    """The periods of a curve; None for another curve, and for one that ends elsewhere than the run."""
    body = after_warmup(description, curve)
    given = body.arguments
    if body.name == "cosine_cycles" and given["length"] == description.left:
        return CosineWaves(given["peak"], given["floor"], given["cycles"])
    if body.name in ("warmed_wave", "warmed_floored_wave") and given["end"] == description.total:
        return CosineWaves(given["base"], given.get("floor", 0.0), given["cycles"])
    return None


def restart_lengths(curve: Curve, total: int) -> list[int]:
    """The updates of each half cosine of a curve that restarts, as far as a run of ``total`` needs them.

    Empty for another curve, and for cycles that are no whole updates, are warmed up or have peaks of their own.

    Example:
        >>> from paddle_lrkit.curves import cosine_restarts
        >>> restart_lengths(cosine_restarts(0.1, 0.0, 100, 2), 500)
        [100, 200, 400]
    """
    given = curve.arguments
    if curve.name == "cosine_hard_restarts":
        each, rest = divmod(given["length"], given["cycles"])
        return [] if rest else [each] * given["cycles"]
    if curve.name != "cosine_restarts" or (given["cycle_decay"], given["cycles"], given["warmup"]) != (1, None, 0):
        return []
    times, lengths = given["multiplier"], [given["first_length"]]
    if times != int(times):
        return []
    while sum(lengths) < total:
        lengths.append(lengths[-1] * int(times))
    return lengths


_Made = tuple[str, dict[str, Any]]


def _natural(rate: float, gamma: float) -> _Made:
    return "NaturalExpDecay", {"learning_rate": rate, "gamma": gamma}


def _inverse(rate: float, gamma: float) -> _Made:
    return "InverseTimeDecay", {"learning_rate": rate, "gamma": gamma}


def _restarts(rate: float, floor: float, first: int, multiplier: float) -> _Made | None:
    if multiplier != int(multiplier):
        return None
    own = {"learning_rate": rate, "T_0": first, "T_mult": int(multiplier), "eta_min": floor}
    return "CosineAnnealingWarmRestarts", own


def _cyclic(low: float, high: float, up: int, down: int | None, mode: str, gamma: float) -> _Made:
    own = {"base_learning_rate": low, "max_learning_rate": high, "step_size_up": up, "step_size_down": down or up}
    return "CyclicLR", {**own, "mode": mode, "exp_gamma": float(gamma)}


def _one_cycle(
    start: float, peak: float, end: float, length: int, up: int, shape: str, three_phase: bool
) -> _Made | None:
    if not start:
        return None
    own = {"max_learning_rate": peak, "total_steps": length, "divide_factor": peak / start, "end_learning_rate": end}
    strategy = {"cosine": "cos"}.get(shape, shape)
    part = (up + 1) / length
    return "OneCycleLR", {**own, "phase_pct": part, "anneal_strategy": strategy, "three_phase": three_phase}


def _phases(ends: Sequence[float], rates: Sequence[float], length: int | None, cosine: bool) -> _Made | None:
    """The class as `paddle_lrkit.suites.reference_curves.cycles.phases` has it: a part of a step is kept."""
    if length is None or ends[-1] != length - 1 or len(ends) > 3 or not rates[0]:
        return None
    own = {"max_learning_rate": rates[1], "total_steps": length, "divide_factor": rates[1] / rates[0]}
    shape = {"phase_pct": (ends[0] + 1) / length, "anneal_strategy": "cos" if cosine else "linear"}
    return "OneCycleLR", {**own, "end_learning_rate": rates[-1], **shape, "three_phase": len(ends) == 3}


def _cycles(rate: float, end: float, length: int, power: float) -> _Made:
    own = {"learning_rate": rate, "decay_steps": length, "end_lr": end, "power": power}
    return "PolynomialDecay", {**own, "cycle": True}


def _noam(d_model: float, warmup_steps: int, rate: float) -> _Made:
    return "NoamDecay", {"d_model": d_model, "warmup_steps": warmup_steps, "learning_rate": rate}


_CLASSES: dict[str, Callable[..., _Made | None]] = {
    "natural_exponential": lambda start, gamma: _natural(start, gamma),
    "natural": lambda base, gamma: _natural(base, gamma),
    "inverse_time": lambda start, gamma: _inverse(start, gamma),
    "inverse": lambda base, gamma: _inverse(base, gamma),
    "cosine_restarts": lambda peak, floor, first_length, multiplier, cycle_decay, cycles, warmup: (
        _restarts(peak, floor, first_length, multiplier) if (cycle_decay, cycles, warmup) == (1, None, 0) else None
    ),
    "restarts": lambda base, floor, first, multiplier: _restarts(base, floor, first, multiplier),
    "cyclic": lambda low, high, up, down, mode, gamma, scale, per: (
        _cyclic(low, high, up, down, mode, gamma) if scale is None else None
    ),
    "triangles": lambda low, high, up, down, mode, gamma: _cyclic(low, high, up, down, mode, gamma),
    "one_cycle": _one_cycle,
    "phases": _phases,
    "polynomial_cycles": lambda start, end, length, power: _cycles(start, end, length, power),
    "power_decay": lambda base, end, length, power, cycle: _cycles(base, end, length, power) if cycle else None,
    "noam": lambda d_model, warmup_steps, factor: _noam(d_model, warmup_steps, factor),
    "noam_wave": lambda base, d_model, warmup_steps: _noam(d_model, warmup_steps, base),
}
"""Family of a curve -> class and arguments; None where the class has no such curve."""
