"""Schedules of many shapes for the property tests."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from paddle_lrkit.curves import constant, cosine, cosine_restarts, exponential, linear, multistep, polynomial, step
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import RunLength

RATES = st.floats(1e-6, 10.0)


@st.composite
def _milestones(draw, total):
    return sorted(draw(st.sets(st.integers(1, max(total, 2)), min_size=1, max_size=4)))


@st.composite
def _bodies(draw, total):
    rate = draw(RATES)
    kind = draw(st.sampled_from(["constant", "linear", "cosine", "poly", "restarts", "exp", "stairs", "step", "multi"]))
    length = draw(st.integers(1, 2 * total))
    return {
        "constant": lambda: constant(rate),
        "linear": lambda: linear(rate, 0.0, length),
        "cosine": lambda: cosine(rate, rate / 100, length),
        "poly": lambda: polynomial(rate, 0.0, length, 0.9),
        "restarts": lambda: cosine_restarts(rate, 0.0, max(length // 5, 2), draw(st.integers(1, 2))),
        "exp": lambda: exponential(rate, 0.9, length),
        "stairs": lambda: exponential(rate, 0.9, max(length // 7, 1), staircase=True),
        "step": lambda: step(rate, length, 0.1),
        "multi": lambda: multistep(rate, draw(_milestones(total)), 0.1),
    }[kind]()


@st.composite
def _schedules(draw):
    total = draw(st.integers(1, 30_000))
    warmup = draw(st.integers(0, total // 2))
    curve = draw(_bodies(total)).warmup(warmup)
    steps_per_epoch = draw(st.none() | st.integers(1, total))
    return Schedule(curve, "lrkit", RunLength(total, steps_per_epoch), "Example", "example.yml", warmup)


@pytest.fixture(scope="session")
def schedules():
    """Hypothesis strategy of schedules."""
    return _schedules()
