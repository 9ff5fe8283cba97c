"""Loss findings in a whole log: none where nothing is wrong."""

from __future__ import annotations

import math
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.runs.audit.losses.logs import found


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    rows=st.integers(1, 400),
    level=st.floats(0, 1),
    falls_in=st.floats(0.01, 1),
    noise=st.floats(0, 0.8),
    decimals=st.integers(2, 8),
    resume=st.integers(0, 399),
)
def test_a_noisy_falling_loss_has_no_finding(seed, rows, level, falls_in, noise, decimals, resume):
    draw = random.Random(seed)
    losses = [
        round((level + 3 * math.exp(-row / rows / falls_in)) * math.exp(noise * draw.gauss(0, 1)), decimals)
        for row in range(rows)
    ]
    rate = lambda update: 0.05 * (1 + math.cos(math.pi * update / rows / 10))  # noqa: E731
    assert found(losses, rate, resumes=[resume] if resume < rows else []) == []


@settings(max_examples=30, deadline=None)
@given(st.lists(st.one_of(st.none(), st.floats(), st.floats(0, 10)), max_size=60), st.integers(0, 3))
def test_any_column_is_read_without_an_error(losses, begins):
    for one in found(losses, begins=begins):
        assert one.text.endswith(".")
        assert one.rate == 0.1
        assert begins <= one.update < begins + 10 * len(losses)
        assert one.line == (one.update - begins) // 10 + 1


def test_findings_are_in_the_order_of_the_run():
    draw = random.Random(0)
    losses = [2 * math.exp(0.05 * draw.gauss(0, 1)) for _ in range(300)]
    losses[100] = 30.0
    losses[200:] = [math.nan] * 100
    assert [(one.kind, one.update) for one in found(losses)] == [("spike", 1000), ("nan", 2000)]
