"""Schedules for long runs: warmup-stable-decay, infinite, inverse square root, Noam, power."""

from __future__ import annotations

from paddle_lrkit.curves._inverse_sqrt import inverse_sqrt, noam
from paddle_lrkit.curves._power import power
from paddle_lrkit.curves._slope import BASE
from paddle_lrkit.curves._stable import cooldown, infinite, stable_decay, stable_decay_periods
from paddle_lrkit.curves.base import Curve
from paddle_lrkit.curves.catalog.entry import Entry
from paddle_lrkit.errors import argument_names, check_integer
from paddle_lrkit.messages import Message
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
    decay_base: float = BASE,
) -> Curve:
    return stable_decay(learning_rate, end_lr, length, decay_steps, shape, power, decay_base)


@argument_names(peak="learning_rate", floor="end_lr", lengths="period_lengths")
def stable_decay_in_periods(
    learning_rate: float,
    period_lengths: list[Updates],
    decay_fraction: float = 0.1,
    end_lr: float = 0.0,
    shape: str = "linear",
    power: float = 2.0,
    decay_base: float = BASE,
) -> Curve:
    return stable_decay_periods(learning_rate, end_lr, period_lengths, decay_fraction, shape, power, decay_base)


@argument_names(
    **{"peak": "learning_rate", "steady": "constant_lr", "floor": "end_lr"},
    **{"cosine_length": "cosine_steps", "decay_length": "decay_steps"},
)
def infinite_schedule(
    learning_rate: float,
    length: int,
    constant_lr: float,
    cosine_steps: Updates,
    decay_steps: Updates = _NONE,
    end_lr: float = 0.0,
) -> Curve:
    return infinite(learning_rate, constant_lr, end_lr, length, cosine_steps, decay_steps)


@argument_names(peak="learning_rate", end="end_lr")
def inverse_sqrt_decay(
    learning_rate: float,
    length: int,
    timescale: Updates,
    cooldown_steps: Updates = _NONE,
    end_lr: float = 0.0,
    shape: str = "linear",
    offset: Updates = _NONE,
) -> Curve:
    ahead = check_integer("offset", offset, at_least=0)
    return _cooled(inverse_sqrt(learning_rate, timescale, offset=ahead), length, cooldown_steps, end_lr, shape)


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
        Message("flat, then down over decay_steps"),
        {"learning_rate": 0.1, "decay_steps": 200, "warmup": "50it"},
        aliases=("WarmupStableDecay", "warmup_stable_decay"),
    ),
    Entry(
        "WSDS",
        stable_decay_in_periods,
        Message("periods of WSD, each back at the peak"),
        {"learning_rate": 0.1, "period_lengths": [250, 350, 400], "decay_fraction": 0.2, "warmup": "50it"},
        counts_from="run",
    ),
    Entry(
        "Infinite",
        infinite_schedule,
        Message("a cosine to a rate that is held, then down"),
        {
            **{"learning_rate": 0.1, "constant_lr": 0.05, "cosine_steps": 300, "decay_steps": 200, "end_lr": 0.005},
            "warmup": "50it",
        },
    ),
    Entry(
        "InverseSqrt",
        inverse_sqrt_decay,
        Message("falls with the root of the update"),
        {"learning_rate": 0.1, "timescale": 100, "warmup": "100it", "cooldown_steps": 150},
        counts_from="run",
        aliases=("inverse_sqrt",),
    ),
    Entry(
        "NoamDecay",
        noam_decay,
        Message("ramp and inverse root, scaled by the width"),
        {"d_model": 512, "warmup_steps": 200},
        counts_from="run",
        aliases=("Noam",),
    ),
    Entry(
        "Power",
        power_decay,
        Message("a power of the update under a ceiling"),
        {"learning_rate": 0.1, "factor": 1.0, "warmup": "50it", "cooldown_steps": 150},
        counts_from="run",
    ),
)
