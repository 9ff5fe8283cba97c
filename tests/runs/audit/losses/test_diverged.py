"""Losses that explode or do not come back."""

from __future__ import annotations

import random

import pytest

from paddle_lrkit.curves import constant, cosine, linear
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import RunLength
from tests.runs.audit.losses.logs import found


def noisy(losses, seed=0, by=0.05):
    draw = random.Random(seed)
    return [loss * (1 + by * draw.gauss(0, 1)) for loss in losses]


def test_an_explosion_at_a_tiny_rate_of_the_warmup_is_the_fault_of_the_data():
    curve = linear(2.5e-5, 2.5e-4, 1000).then(constant(2.5e-4, 9000))
    plan = Schedule(curve, "ppdet", RunLength(60), warmup_updates=1000)
    (one,) = found([2.24, 8e27, 5.1e30], curve, plan, every=20)
    assert (one.kind, one.update, one.line, one.rate_to_blame, one.certainty) == ("diverged", 20, 2, False, "high")
    assert "12% of the peak of 2.5e-4" in one.text
    assert "look at the data" in one.text


@pytest.mark.parametrize("rows", [8, 40])
def test_a_loss_that_rises_and_stays_is_found_at_its_row(rows):
    (one,) = found(noisy([2 - row / 100 for row in range(150)] + [6.9] * rows))
    assert (one.kind, one.update) == ("diverged", 1500)


@pytest.mark.parametrize(
    "losses",
    [
        [2.0] * 100 + [3.5] * 50,
        [2.0] * 100 + [6.9] * 5,
        [5.0] * 10 + [0.2] * 100 + [0.9] * 50,
        [0.1 + row / 50 for row in range(200)],
        [0.0] * 10 + [1.0] * 100,
        [2.0] * 100 + [2 + 900 / (row + 10) for row in range(100)],
    ],
    ids=["by less than three", "a few rows", "far below the start", "slowly", "from 0", "one loss in a mean"],
)
def test_other_rises_are_no_finding(losses):
    assert found(noisy(losses)) == []


def test_a_rise_after_a_resume_or_a_planned_restart_is_no_finding():
    losses = noisy([5.0] * 5 + [1.0] * 95 + [4.0] * 20)
    assert found(losses, resumes=[100]) == []
    restarts = cosine(0.1, 0.0, 1000).then(cosine(0.1, 0.0, 1000))
    assert found(losses, restarts, Schedule(restarts, "lrkit", RunLength(1200))) == []
