"""Cosines: one, many, restarted, flattened, slowed down, noisy."""

from __future__ import annotations

from paddle_lrkit.curves._cosine import cosine, cosine_cycles, half_cosine
from paddle_lrkit.curves._cosine_restarts import cosine_hard_restarts, cosine_restarts
from paddle_lrkit.curves._k_decay import k_decay
from paddle_lrkit.curves._noise import noise
from paddle_lrkit.curves._stable import flat_cosine
from paddle_lrkit.curves._swa import swa
from paddle_lrkit.curves.base import Curve
from paddle_lrkit.curves.catalog.entry import Entry
from paddle_lrkit.errors import argument_names
from paddle_lrkit.messages import Message
from paddle_lrkit.units import Updates

_NONE, _EACH = Updates(0), Updates(1)


@argument_names(peak="learning_rate", floor="eta_min", length="T_max")
def cosine_decay(
    learning_rate: float, length: int, T_max: Updates | None = None, eta_min: float = 0.0, exponent: float = 1.0
) -> Curve:
    return cosine(learning_rate, eta_min, length if T_max is None else T_max, exponent=exponent)


@argument_names(peak="learning_rate", floor="eta_min", length="T_max")
def second_half_of_cosine(
    learning_rate: float, length: int, T_max: Updates | None = None, eta_min: float = 0.0
) -> Curve:
    return half_cosine(learning_rate, eta_min, length if T_max is None else T_max)


@argument_names(peak="learning_rate", floor="eta_min")
def cosine_waves(learning_rate: float, length: int, cycles: float = 0.5, eta_min: float = 0.0) -> Curve:
    return cosine_cycles(learning_rate, eta_min, length, cycles)


_RESTARTS = {
    **{"peak": "learning_rate", "floor": "eta_min", "first_length": "T_0", "multiplier": "T_mult"},
    "warmup": "cycle_warmup",
}


@argument_names(**_RESTARTS)
def cosine_warm_restarts(
    learning_rate: float,
    T_0: Updates,
    T_mult: int | float = 1,
    eta_min: float = 0.0,
    cycle_warmup: Updates = _NONE,
) -> Curve:
    return cosine_restarts(learning_rate, eta_min, T_0, T_mult, warmup=cycle_warmup)


@argument_names(**_RESTARTS)
def cosine_cycle_decay(
    learning_rate: float,
    T_0: Updates,
    T_mult: int | float = 1,
    eta_min: float = 0.0,
    cycle_decay: float = 0.5,
    cycles: int | None = None,
    cycle_warmup: Updates = _NONE,
) -> Curve:
    return cosine_restarts(learning_rate, eta_min, T_0, T_mult, cycle_decay, cycles, warmup=cycle_warmup)


@argument_names(peak="learning_rate", floor="eta_min")
def cosine_with_hard_restarts(learning_rate: float, length: int, cycles: int = 1, eta_min: float = 0.0) -> Curve:
    return cosine_hard_restarts(learning_rate, eta_min, length, cycles)


@argument_names(peak="learning_rate", floor="eta_min", value="learning_rate", flat_length="flat_steps")
def flat_then_cosine(learning_rate: float, length: int, flat_steps: Updates, eta_min: float = 0.0) -> Curve:
    return flat_cosine(learning_rate, eta_min, length, flat_steps)


@argument_names(peak="learning_rate", floor="eta_min")
def slowed_cosine(
    learning_rate: float,
    length: int,
    k: float = 1.5,
    eta_min: float = 0.0,
    shape: str = "cosine",
    power: float = 1.0,
) -> Curve:
    return k_decay(learning_rate, eta_min, length, k, shape, power)


@argument_names(peak="learning_rate", floor="eta_min")
def noisy_cosine(
    learning_rate: float,
    length: int,
    amplitude: float = 0.2,
    seed: int = 0,
    start: Updates = _NONE,
    every: Updates = _EACH,
    kind: str = "uniform",
    eta_min: float = 0.0,
) -> Curve:
    return noise(cosine(learning_rate, eta_min, length), amplitude, seed, start, every, kind)


@argument_names(peak="learning_rate", floor="eta_min", start="swa_start", anneal_length="anneal_steps")
def cosine_swa(
    learning_rate: float,
    length: int,
    swa_start: Updates,
    swa_lr: float,
    anneal_steps: Updates,
    shape: str = "cosine",
    eta_min: float = 0.0,
) -> Curve:
    return swa(cosine(learning_rate, eta_min, length), swa_start, swa_lr, anneal_steps, shape)


ENTRIES = (
    Entry(
        "CosineAnnealingDecay",
        cosine_decay,
        Message("half a cosine to eta_min"),
        {"learning_rate": 0.1, "warmup": "50it"},
        aliases=("CosineAnnealingLR", "Cosine", "CosineDecay", "cosine", "cosine_with_min_lr"),
    ),
    Entry(
        "HalfCosine",
        second_half_of_cosine,
        Message("the second half of a cosine, from the middle"),
        {"learning_rate": 0.1, "warmup": "50it"},
    ),
    Entry(
        "CosineCycles",
        cosine_waves,
        Message("a cosine with a number of periods"),
        {"learning_rate": 0.1, "cycles": 2.5},
    ),
    Entry(
        "CosineHardRestarts",
        cosine_with_hard_restarts,
        Message("a number of equal half cosines"),
        {"learning_rate": 0.1, "cycles": 4},
        aliases=("cosine_with_restarts",),
    ),
    Entry(
        "CosineAnnealingWarmRestarts",
        cosine_warm_restarts,
        Message("half cosines, each T_mult times as long"),
        {"learning_rate": 0.1, "T_0": 150, "T_mult": 2},
    ),
    Entry(
        "CosineCycleDecay",
        cosine_cycle_decay,
        Message("half cosines, lower, longer, warmed up"),
        {
            **{"learning_rate": 0.1, "T_0": 120, "T_mult": 1.5, "cycle_decay": 0.7, "cycles": 4, "eta_min": 0.005},
            "cycle_warmup": 20,
        },
    ),
    Entry(
        "FlatCosine",
        flat_then_cosine,
        Message("flat, then half a cosine"),
        {"learning_rate": 0.1, "flat_steps": 720},
    ),
    Entry("KDecay", slowed_cosine, Message("a cosine that stays high longer"), {"learning_rate": 0.1, "k": 2.5}),
    Entry(
        "CosineNoise",
        noisy_cosine,
        Message("half a cosine with seeded noise"),
        {"learning_rate": 0.1, "amplitude": 0.25, "every": 20},
    ),
    Entry(
        "SWA",
        cosine_swa,
        Message("half a cosine, left for a constant rate"),
        {"learning_rate": 0.1, "swa_start": 700, "swa_lr": 0.04, "anneal_steps": 60},
    ),
)
