"""Losses that stop falling."""

from __future__ import annotations

import random

import pytest

from paddle_lrkit.curves import constant, cosine
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import RunLength
from tests.runs.audit.losses.logs import found


def noisy(losses, by=0.02):
    draw = random.Random(0)
    return [loss * (1 + by * draw.gauss(0, 1)) for loss in losses]


FALLS = [4 - row / 100 for row in range(200)]


def dropped(update):
    return 0.1 if update < 2000 else 0.001


def test_a_decay_while_the_loss_falls_steadily_is_too_early():
    (one,) = found(noisy([*FALLS, *[1.98] * 200]), dropped)
    assert (one.kind, one.update, one.rate, one.rate_to_blame) == ("decay-too-early", 2000, 0.001, True)
    assert one.numbers["fell_before"] == pytest.approx(0.75, rel=0.1)
    assert one.numbers["fell_after"] == pytest.approx(0.02, abs=0.03)


@pytest.mark.parametrize(
    ("losses", "rate"),
    [
        ([2 + 2 * 0.97**row for row in range(200)] + [1.9] * 200, dropped),
        (FALLS + [2 - row / 200 for row in range(200)], dropped),
        (FALLS + [1.4] * 200, dropped),
        (FALLS + [1.98] * 30, dropped),
        (FALLS + [1.98] * 200, lambda update: 0.1 if update < 2000 else 0.02),
        (FALLS + [1.98] * 200, lambda update: 0.1 * max(1 - update / 2000, 0)),
    ],
    ids=["flat before", "still falling", "falls with it", "at the end", "to a fifth", "slowly"],
)
def test_other_decays_are_no_finding(losses, rate):
    assert found(noisy(losses), rate) == []


def planned(curve, total=10_000):
    return Schedule(curve, "lrkit", RunLength(total))


FLAT = [1 + 3 * 0.98**row for row in range(1000)]


def test_a_constant_loss_under_a_rate_that_never_falls_is_a_plateau():
    (one,) = found(noisy(FLAT), schedule=planned(constant(0.1)))
    assert (one.kind, one.update) == ("plateau", 5000)
    assert one.numbers["level"] == pytest.approx(1.0, rel=0.01)


@pytest.mark.parametrize(
    ("losses", "schedule"),
    [
        (FLAT, None),
        (FLAT, planned(constant(0.1, 11_000).then(cosine(0.1, 0.0, 9_000)), 20_000)),
        ([1 + 3 * 0.998**row for row in range(1000)], planned(constant(0.1))),
        ([1.0] * 1000, planned(constant(0.1))),
        ([3 * 0.97**row for row in range(1000)], planned(constant(0.1))),
    ],
    ids=["no plan", "a decay to come", "still falling", "never fell", "nothing left"],
)
def test_other_flat_losses_are_no_finding(losses, schedule):
    assert found(noisy(losses), schedule=schedule) == []
    if losses == [1.0] * 1000:
        assert found(losses, schedule=schedule) == []
