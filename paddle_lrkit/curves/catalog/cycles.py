"""One cycle, triangles, Chebyshev steps."""

from __future__ import annotations

from paddle_lrkit.curves._chebyshev import chebyshev
from paddle_lrkit.curves._cyclic import cyclic
from paddle_lrkit.curves._one_cycle import one_cycle
from paddle_lrkit.curves.base import Curve
from paddle_lrkit.curves.catalog.entry import Entry
from paddle_lrkit.errors import argument_names, check_choice, check_number
from paddle_lrkit.messages import Message
from paddle_lrkit.units import Updates

_EACH = Updates(1)


@argument_names(peak="max_learning_rate", end="end_learning_rate", up="phase_pct")
def one_cycle_lr(
    max_learning_rate: float,
    length: int,
    divide_factor: float = 25.0,
    end_learning_rate: float = 0.0001,
    phase_pct: float = 0.3,
    anneal_strategy: str = "cos",
    three_phase: bool = False,
) -> Curve:
    check_choice("anneal_strategy", anneal_strategy, ["cos", "linear"])
    first = max_learning_rate / check_number("divide_factor", divide_factor, at_least=1)
    up = max(round(check_number("phase_pct", phase_pct, at_least=0, at_most=1) * length) - 1, 0)
    shape = {"cos": "cosine", "linear": "linear"}[anneal_strategy]
    return one_cycle(first, max_learning_rate, end_learning_rate, length, up, shape, three_phase)


@argument_names(
    low="base_learning_rate", high="max_learning_rate", up="step_size_up", down="step_size_down", gamma="exp_gamma"
)
def cyclic_lr(
    base_learning_rate: float,
    max_learning_rate: float,
    step_size_up: Updates,
    step_size_down: Updates | None = None,
    mode: str = "triangular",
    exp_gamma: float = 1.0,
) -> Curve:
    return cyclic(base_learning_rate, max_learning_rate, step_size_up, step_size_down, mode, exp_gamma)


@argument_names(peak="learning_rate", floor="eta_min")
def chebyshev_steps(
    learning_rate: float,
    eta_min: float,
    nodes: int,
    every: Updates = _EACH,
    order: str = "fractal",
) -> Curve:
    return chebyshev(learning_rate, eta_min, nodes, every, order)


ENTRIES = (
    Entry(
        "OneCycleLR",
        one_cycle_lr,
        Message("up to the peak and far down"),
        {"max_learning_rate": 0.1},
        aliases=("OneCycle",),
    ),
    Entry(
        "CyclicLR",
        cyclic_lr,
        Message("triangles between two rates"),
        {"base_learning_rate": 0.01, "max_learning_rate": 0.1, "step_size_up": 125, "mode": "triangular2"},
        aliases=("Cyclic",),
    ),
    Entry(
        "Chebyshev",
        chebyshev_steps,
        Message("large and small steps in a fractal order"),
        {"learning_rate": 0.1, "eta_min": 0.01, "nodes": 32, "every": 16},
    ),
)
