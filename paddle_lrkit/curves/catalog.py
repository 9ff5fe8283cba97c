"""The schedules that a config can name: name -> factory of the curve.

A factory takes its durations in updates (annotated `Updates`, so that YAML may write them with any unit) and, when its
signature has ``length``, the updates from its own update 0 to the end of the run. Update 0 of a factory is the end of
the warmup when ``counts_from`` is ``"warmup"``, and the start of the run when it is ``"run"``: positions such as
milestones are positions in the run, shapes such as a cosine fill what the warmup leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.curves.cosine import cosine
from paddle_lrkit.curves.cosine_restarts import cosine_restarts
from paddle_lrkit.curves.exponential import exponential
from paddle_lrkit.curves.linear import constant
from paddle_lrkit.curves.polynomial import polynomial
from paddle_lrkit.curves.step import multistep, piecewise_constant, step
from paddle_lrkit.errors import unknown_name
from paddle_lrkit.units import Updates


@dataclass(frozen=True)
class Entry:
    """One schedule of the catalogue.

    Args:
        name: Name in YAML.
        factory: Returns the curve; see the module's first paragraph.
        summary: One line for people who choose.
        example: Arguments that draw a typical picture in a run of 1000 updates.
        counts_from: ``warmup`` or ``run``: what update 0 of the factory is.
        aliases: Other names in YAML.
    """

    name: str
    factory: Callable[..., Curve]
    summary: str
    example: Mapping[str, Any] = field(default_factory=dict)
    counts_from: str = "warmup"
    aliases: tuple[str, ...] = ()


def constant_lr(learning_rate: float) -> Curve:
    return constant(learning_rate)


def step_decay(learning_rate: float, step_size: Updates, gamma: float = 0.1) -> Curve:
    return step(learning_rate, step_size, gamma)


def multistep_decay(learning_rate: float, milestones: list[Updates], gamma: float = 0.1) -> Curve:
    return multistep(learning_rate, milestones, gamma)


def piecewise_decay(boundaries: list[Updates], values: list[float]) -> Curve:
    return piecewise_constant(boundaries, values)


def exponential_decay(learning_rate: float, gamma: float, interval: Updates, staircase: bool = True) -> Curve:
    return exponential(learning_rate, gamma, interval, staircase)


def cosine_decay(learning_rate: float, length: int, T_max: Updates | None = None, eta_min: float = 0.0) -> Curve:
    return cosine(learning_rate, eta_min, length if T_max is None else T_max)


def cosine_warm_restarts(learning_rate: float, T_0: Updates, T_mult: int = 1, eta_min: float = 0.0) -> Curve:
    return cosine_restarts(learning_rate, eta_min, T_0, T_mult)


def polynomial_decay(
    learning_rate: float,
    length: int,
    decay_steps: Updates | None = None,
    end_lr: float = 0.0,
    power: float = 1.0,
) -> Curve:
    return polynomial(learning_rate, end_lr, length if decay_steps is None else decay_steps, power)


def linear_decay(learning_rate: float, length: int, end_lr: float = 0.0) -> Curve:
    return polynomial(learning_rate, end_lr, length)


ENTRIES = (
    Entry("Constant", constant_lr, "the same rate throughout", {"learning_rate": 0.1}, aliases=("ConstantLR",)),
    Entry(
        "StepDecay",
        step_decay,
        "a drop every step_size",
        {"learning_rate": 0.1, "step_size": 300, "gamma": 0.3},
        counts_from="run",
        aliases=("StepDecayLR", "Step"),
    ),
    Entry(
        "MultiStepDecay",
        multistep_decay,
        "a drop at each milestone",
        {"learning_rate": 0.1, "milestones": [600, 850]},
        counts_from="run",
        aliases=("MultiStepDecayLR",),
    ),
    Entry(
        "PiecewiseDecay",
        piecewise_decay,
        "a rate for each interval",
        {"boundaries": [300, 700], "values": [0.1, 0.05, 0.01]},
        counts_from="run",
        aliases=("Piecewise",),
    ),
    Entry(
        "ExponentialDecay",
        exponential_decay,
        "times gamma in every interval",
        {"learning_rate": 0.1, "gamma": 0.9, "interval": 50},
        aliases=("ExponentialDecayLR",),
    ),
    Entry(
        "CosineAnnealingDecay",
        cosine_decay,
        "half a cosine to eta_min",
        {"learning_rate": 0.1},
        aliases=("CosineAnnealingLR", "Cosine"),
    ),
    Entry(
        "CosineAnnealingWarmRestarts",
        cosine_warm_restarts,
        "half cosines, each T_mult times as long",
        {"learning_rate": 0.1, "T_0": 150, "T_mult": 2},
    ),
    Entry("PolynomialDecay", polynomial_decay, "a polynomial to end_lr", {"learning_rate": 0.1, "power": 2.0}),
    Entry("LinearDecay", linear_decay, "a straight line to end_lr", {"learning_rate": 0.1}, aliases=("Linear",)),
)

_BY_NAME = {name: entry for entry in ENTRIES for name in (entry.name, *entry.aliases)}


def names() -> list[str]:
    """All names that a config may use, aliases included."""
    return sorted(_BY_NAME)


def find(name: str) -> Entry:
    """The entry of a name or an alias.

    Raises:
        ConfigError: The catalogue has no such name; the nearest one is named.
    """
    if name not in _BY_NAME:
        raise unknown_name("schedule", name, names(), key="name")
    return _BY_NAME[name]
