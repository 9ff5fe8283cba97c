"""Decays that follow one formula: exponential, polynomial, inverse, tanh, REX."""

from __future__ import annotations

from paddle_lrkit.curves._exponential import exponential, natural_exponential
from paddle_lrkit.curves._inverse_time import inverse_time
from paddle_lrkit.curves._linear import linear
from paddle_lrkit.curves._polynomial import polynomial, polynomial_cycles
from paddle_lrkit.curves._rex import rex
from paddle_lrkit.curves._slope import decay
from paddle_lrkit.curves._tanh import tanh
from paddle_lrkit.curves.base import Curve
from paddle_lrkit.curves.catalog.entry import Entry
from paddle_lrkit.errors import ConfigError, argument_names, check_integer, check_number
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.units import Updates


@argument_names(start="learning_rate")
def exponential_decay(learning_rate: float, gamma: float, interval: Updates, staircase: bool = True) -> Curve:
    return exponential(learning_rate, gamma, interval, staircase)


@argument_names(start="learning_rate")
def natural_exp_decay(learning_rate: float, gamma: float, interval: Updates) -> Curve:
    return natural_exponential(learning_rate, gamma / check_integer("interval", interval, at_least=1))


@argument_names(start="learning_rate", end="end_lr")
def inverse_time_decay(
    learning_rate: float,
    length: int,
    gamma: float | None = None,
    interval: Updates | None = None,
    end_lr: float | None = None,
) -> Curve:
    """With ``end_lr`` in the place of ``gamma`` and ``interval``, the decay that reaches it at the end of the run."""
    if gamma is not None and interval is not None and end_lr is None:
        return inverse_time(learning_rate, gamma / check_integer("interval", interval, at_least=1))
    if end_lr is None or gamma is not None or interval is not None:
        missing = "end_lr" if end_lr is not None else "gamma" if gamma is None else "interval"
        raise ConfigError(tr("give gamma and interval, or end_lr alone"), key=missing)
    check_number("end_lr", end_lr, above=0, at_most=learning_rate)
    return decay(learning_rate, end_lr, length, "inverse")


@argument_names(start="learning_rate", end="end_lr")
def linear_decay(learning_rate: float, length: int, end_lr: float = 0.0) -> Curve:
    return polynomial(learning_rate, end_lr, length)


@argument_names(start="learning_rate", end="end_lr", length="total_steps")
def linear_lr(
    learning_rate: float,
    length: int,
    total_steps: Updates | None = None,
    start_factor: float = 1 / 3,
    end_factor: float = 1.0,
) -> Curve:
    first = check_number("start_factor", start_factor, at_least=0) * learning_rate
    last = check_number("end_factor", end_factor, at_least=0) * learning_rate
    return linear(first, last, length if total_steps is None else total_steps)


@argument_names(start="learning_rate", end="end_lr", length="decay_steps")
def polynomial_decay(
    learning_rate: float,
    length: int,
    decay_steps: Updates | None = None,
    end_lr: float = 0.0,
    power: float = 1.0,
    cycle: bool = False,
) -> Curve:
    family = polynomial_cycles if cycle else polynomial
    return family(learning_rate, end_lr, length if decay_steps is None else decay_steps, power)


@argument_names(peak="learning_rate", floor="eta_min")
def tanh_decay(
    learning_rate: float, length: int, eta_min: float = 0.0, lower: float = -6.0, upper: float = 3.0
) -> Curve:
    return tanh(learning_rate, eta_min, length, lower, upper)


@argument_names(peak="learning_rate", floor="eta_min")
def rex_decay(learning_rate: float, length: int, eta_min: float = 0.0) -> Curve:
    return rex(learning_rate, eta_min, length)


ENTRIES = (
    Entry(
        "LinearDecay",
        linear_decay,
        Message("a straight line to end_lr"),
        {"learning_rate": 0.1, "warmup": "100it"},
        aliases=("Linear", "linear", "LinearDecayWithWarmup"),
    ),
    Entry(
        "LinearLR",
        linear_lr,
        Message("a straight line between two factors"),
        {"learning_rate": 0.1, "total_steps": 500},
    ),
    Entry(
        "PolynomialDecay",
        polynomial_decay,
        Message("a polynomial to end_lr, once or in cycles"),
        {"learning_rate": 0.1, "power": 2.0},
        aliases=("PolynomialDecayLR", "polynomial"),
    ),
    Entry(
        "ExponentialDecay",
        exponential_decay,
        Message("times gamma in every interval"),
        {"learning_rate": 0.1, "gamma": 0.85, "interval": 50},
        aliases=("ExponentialDecayLR",),
    ),
    Entry(
        "NaturalExpDecay",
        natural_exp_decay,
        Message("times exp(-gamma) an interval, smoothly"),
        {"learning_rate": 0.1, "gamma": 0.25, "interval": 100},
    ),
    Entry(
        "InverseTimeDecay",
        inverse_time_decay,
        Message("divided by 1 + gamma an interval"),
        {"learning_rate": 0.1, "gamma": 0.6, "interval": 100},
    ),
    Entry("Tanh", tanh_decay, Message("a late and steep S"), {"learning_rate": 0.1}, aliases=("TanhDecay", "HTD")),
    Entry(
        "REX",
        rex_decay,
        Message("above the straight line, fastest at the end"),
        {"learning_rate": 0.1},
        aliases=("Rex",),
    ),
)
