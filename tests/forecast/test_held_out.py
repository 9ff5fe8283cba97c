from __future__ import annotations

import pytest

from paddle_lrkit.forecast.held_out import held_out_error, splits
from paddle_lrkit.forecast.momentum import MomentumLaw
from tests.forecast.runs import UPDATES, constant, curve, step, wsd

LAW, SHAPES, COEFFICIENTS = MomentumLaw(), (0.45, 300.0), (2.6, 0.3, 0.15)


def made(name, rates):
    return curve(name, rates, LAW, COEFFICIENTS, SHAPES)


def test_each_run_is_left_out_whose_others_are_enough():
    runs = [made("a", wsd()), made("b", step()), made("c", constant())]
    parts = splits(runs)
    assert [part.tested.name for part in parts] == ["a", "b", "c"]
    assert [[each.name for each in part.fitted] for part in parts] == [["b", "c"], ["a", "c"], ["a", "b"]]
    assert [part.tested.name for part in splits(runs[::2])] == ["c"]


def test_of_one_run_the_second_half_of_its_decay_is_left_out():
    (part,) = splits([made("a", wsd(decay=0.2))])
    assert part.tested.updates[0] == pytest.approx(0.9 * UPDATES, abs=40)
    assert part.fitted[0].updates[-1] < part.tested.updates[0]


def test_of_a_constant_rate_the_second_half_is_left_out():
    (part,) = splits([made("a", constant())])
    assert part.tested.updates[0] == pytest.approx(UPDATES / 2, abs=150)


def test_the_error_is_the_mean_relative_one():
    run = made("a", wsd())
    assert held_out_error(LAW, splits([run])) < 1e-3
    later = run.updates >= splits([run])[0].tested.updates[0]
    run.losses[later] *= 1.05
    assert held_out_error(LAW, splits([run])) == pytest.approx(0.05 / 1.05, abs=3e-3)
