"""Constant rates, staircases and given points."""

from __future__ import annotations

from paddle_lrkit.curves._interpolated import interpolated
from paddle_lrkit.curves._linear import constant, linear
from paddle_lrkit.curves._step import multistep, piecewise_constant, step
from paddle_lrkit.curves.base import Curve
from paddle_lrkit.curves.catalog.entry import Entry
from paddle_lrkit.curves.compose import join
from paddle_lrkit.errors import argument_names
from paddle_lrkit.messages import Message
from paddle_lrkit.units import Updates


@argument_names(value="learning_rate")
def constant_lr(learning_rate: float) -> Curve:
    return constant(learning_rate)


@argument_names(value="learning_rate", start="start_lr", end="end_lr", length="warmup_steps")
def linear_warmup(
    learning_rate: float, warmup_steps: Updates, start_lr: float = 0.0, end_lr: float | None = None
) -> Curve:
    body = constant(learning_rate)
    return join(linear(start_lr, learning_rate if end_lr is None else end_lr, warmup_steps), body)


@argument_names(start="learning_rate")
def step_decay(learning_rate: float, step_size: Updates, gamma: float = 0.1) -> Curve:
    return step(learning_rate, step_size, gamma)


@argument_names(start="learning_rate")
def multistep_decay(learning_rate: float, milestones: list[Updates], gamma: float = 0.1) -> Curve:
    return multistep(learning_rate, milestones, gamma)


def piecewise_decay(boundaries: list[Updates], values: list[float]) -> Curve:
    return piecewise_constant(boundaries, values)


def piecewise_interpolated(updates: list[Updates], values: list[float], shape: str = "linear") -> Curve:
    return interpolated(updates, values, shape)


ENTRIES = (
    Entry(
        "Constant",
        constant_lr,
        Message("the same rate throughout"),
        {"learning_rate": 0.1, "warmup": "100it"},
        aliases=("ConstantLR", "constant", "constant_with_warmup"),
    ),
    Entry(
        "LinearWarmup",
        linear_warmup,
        Message("a straight ramp, then the same rate"),
        {"learning_rate": 0.1, "warmup_steps": 300},
        counts_from="run",
        aliases=("LinearWarmupLR",),
    ),
    Entry(
        "StepDecay",
        step_decay,
        Message("a drop every step_size"),
        {"learning_rate": 0.1, "step_size": 300, "gamma": 0.3},
        counts_from="run",
        aliases=("StepDecayLR", "Step"),
    ),
    Entry(
        "MultiStepDecay",
        multistep_decay,
        Message("a drop at each milestone"),
        {"learning_rate": 0.1, "milestones": [600, 850]},
        counts_from="run",
        aliases=("MultiStepDecayLR",),
    ),
    Entry(
        "PiecewiseDecay",
        piecewise_decay,
        Message("a rate for each interval"),
        {"boundaries": [300, 700], "values": [0.1, 0.05, 0.01]},
        counts_from="run",
        aliases=("Piecewise",),
    ),
    Entry(
        "PiecewiseInterpolated",
        piecewise_interpolated,
        Message("straight lines or other shapes through points"),
        {"updates": [0, 150, 600, 999], "values": [0.0, 0.1, 0.06, 0.0]},
        counts_from="run",
    ),
)
