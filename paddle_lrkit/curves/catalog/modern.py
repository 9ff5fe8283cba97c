"""Schedules for long runs: inverse square root, Noam, warmup-stable-decay, power."""

from __future__ import annotations

from paddle_lrkit.curves._inverse_sqrt import inverse_sqrt, noam
from paddle_lrkit.curves._power import power
from paddle_lrkit.curves._stable import cooldown, stable_decay
from paddle_lrkit.curves.base import Curve
from paddle_lrkit.curves.catalog.entry import Entry
from paddle_lrkit.errors import argument_names, check_integer
from paddle_lrkit.units import Updates

_NONE = Updates(0)


@argument_names(peak="learning_rate", floor="end_lr", decay_length="decay_steps")
def warmup_stable_decay(
    learning_rate: float,
    length: int,
    decay_steps: Updates,
    end_lr: float = 0.0,
    shape: str = "1-sqrt",
    power: float = 2.0,
) -> Curve:
    return stable_decay(learning_rate, end_lr, length, decay_steps, shape, power)


@argument_names(peak="learning_rate", end="end_lr")
def inverse_sqrt_decay(
    learning_rate: float,
    length: int,
    timescale: Updates,
    cooldown_steps: Updates = _NONE,
    end_lr: float = 0.0,
    shape: str = "linear",
) -> Curve:
    return _cooled(inverse_sqrt(learning_rate, timescale), length, cooldown_steps, end_lr, shape)


@argument_names(factor="learning_rate")
def noam_decay(d_model: int, warmup_steps: Updates, learning_rate: float = 1.0) -> Curve:
    return noam(d_model, warmup_steps, learning_rate)


@argument_names(peak="learning_rate", end="end_lr")
def power_decay(
    learning_rate: float,
    length: int,
    factor: float,
    exponent: float = -0.51,
    cooldown_steps: Updates = _NONE,
    end_lr: float = 0.0,
    shape: str = "linear",
) -> Curve:
    return _cooled(power(learning_rate, factor, exponent), length, cooldown_steps, end_lr, shape)


def _cooled(base: Curve, length: int, steps: Updates, end_lr: float, shape: str) -> Curve:
    if check_integer("cooldown_steps", steps, at_least=0, at_most=length) == 0:
        return base
    return cooldown(base, length - steps, steps, end_lr, shape)


ENTRIES = (
    Entry(
        "WSD",
        warmup_stable_decay,
        "flat, then down over decay_steps",
        {"learning_rate": 0.1, "decay_steps": 200, "warmup": "50it"},
        aliases=("WarmupStableDecay", "warmup_stable_decay"),
    ),
    Entry(
        "InverseSqrt",
        inverse_sqrt_decay,
        "falls with the root of the update",
        {"learning_rate": 0.1, "timescale": 100, "warmup": "100it", "cooldown_steps": 150},
        counts_from="run",
        aliases=("inverse_sqrt",),
    ),
    Entry(
        "NoamDecay",
        noam_decay,
        "ramp and inverse root, scaled by the width",
        {"d_model": 512, "warmup_steps": 200},
        counts_from="run",
        aliases=("Noam",),
    ),
    Entry(
        "Power",
        power_decay,
        "a power of the update under a ceiling",
        {"learning_rate": 0.1, "factor": 1.0, "warmup": "50it", "cooldown_steps": 150},
        counts_from="run",
    ),
)
