"""Losses that jump and come back."""

from __future__ import annotations

import math
import random

import pytest

from tests.runs.audit.losses.logs import found


def falling(seed, rows=300, by=0.05):
    draw = random.Random(seed)
    return [(0.5 + 4 * math.exp(-row / 60)) * math.exp(by * draw.gauss(0, 1)) for row in range(rows)]


@pytest.mark.parametrize("length", [1, 4])
def test_a_spike_is_found_with_its_update_and_height(length):
    losses = falling(1)
    losses[200 : 200 + length] = [8.0] * length
    (one,) = found(losses)
    assert (one.kind, one.update, one.line, one.numbers["loss"], one.numbers["rows"]) == (
        "spike",
        2000,
        201,
        8.0,
        length,
    )
    assert one.numbers["median_before"] == pytest.approx(0.65, rel=0.1)


def test_a_spike_of_one_row_is_found_in_a_long_log():
    losses = falling(2, rows=20_000)
    losses[12_345] = 20.0
    (one,) = found(losses)
    assert (one.kind, one.update) == ("spike", 123_450)


def test_several_spikes_are_each_found():
    losses = falling(3)
    losses[150], losses[250] = 6.0, 9.0
    assert [(one.kind, one.update) for one in found(losses)] == [("spike", 1500), ("spike", 2500)]


def test_a_jump_of_the_rate_just_before_is_named():
    losses = falling(4)
    losses[200:204] = [8.0] * 4
    (one,) = found(losses, lambda update: 0.1 if update < 1990 or update > 2030 else 0.8)
    assert (one.rate_to_blame, one.certainty) == (True, "medium")


@pytest.mark.parametrize("height", [1.2, 1.6])
def test_a_resume_does_not_make_a_spike(height):
    losses = falling(5)
    losses[200:206] = [each * height for each in losses[200:206]]
    assert found(losses, resumes=[200]) == []


@pytest.mark.parametrize("kind", range(6))
def test_noise_is_no_spike(kind):
    draw = random.Random(kind)
    noise = [
        lambda: math.exp(draw.gauss(0, 1)),
        lambda: draw.paretovariate(1.5),
        lambda: draw.gammavariate(0.5, 1) + 0.001,
        lambda: math.exp(draw.gauss(0, 0.1) * (4 if draw.random() < 0.1 else 1)),
        lambda: 3.0 if draw.random() < 0.05 else 1.0,
        lambda: round(draw.random(), 1),
    ][kind]
    for _ in range(10):
        assert found([(0.2 + math.exp(-row / 50)) * noise() for row in range(200)]) == []


@pytest.mark.parametrize("per_epoch", [20, 50])
def test_a_loss_that_falls_within_each_epoch_is_no_finding(per_epoch):
    assert found([1 + 2 * (1 - row % per_epoch / per_epoch) ** 4 for row in range(400)]) == []


def test_a_loss_that_falls_by_orders_of_magnitude_is_no_finding():
    draw = random.Random(0)
    losses = [3 * 10 ** (-6 * row / 500) * math.exp(0.3 * draw.gauss(0, 1)) for row in range(500)]
    losses[450] = 0.01
    assert found([round(loss, 6) for loss in losses]) == []
