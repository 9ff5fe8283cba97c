"""The lengths that follow from the sections of a training config and from what the caller says."""

from __future__ import annotations

import re
from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.config.bind import Component
from paddle_lrkit.config.run_length import epoch_length, run_length
from paddle_lrkit.config.settings import (
    Data,
    Global,
    Loader,
)
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.units import LengthOptions, RunLength, parse_duration


def data(num_samples=None, **loader):
    return Data(Component("Digits"), num_samples, loader=Loader(**loader))


@pytest.mark.parametrize(
    ("num_samples", "loader", "accumulate", "world", "updates"),
    [
        (1437, {"batch_size": 64}, 1, 1, 22),
        (1437, {"batch_size": 64, "drop_last": False}, 1, 1, 23),
        (1408, {"batch_size": 64, "drop_last": False}, 1, 1, 22),
        (1281167, {"batch_size": 64}, 1, 4, 5004),
        (1281167, {"batch_size": 64, "drop_last": False}, 1, 4, 5005),
        (1281167, {"batch_size": 64}, 4, 4, 1251),
        (1437, {"batch_size": 64}, 5, 1, 4),
        (101, {"batch_size": 50}, 1, 2, 1),
        (5, {"batch_size": 8, "drop_last": False}, 1, 3, 1),
    ],
)
def test_the_updates_in_an_epoch(num_samples, loader, accumulate, world, updates):
    run = Global(epochs=3, accumulate_steps=accumulate)
    assert epoch_length(run, data(**loader), LengthOptions(images=num_samples, world_size=world)) == updates
    length = run_length(run, data(num_samples, **loader), LengthOptions(world_size=world))
    size = loader["batch_size"]
    assert length == RunLength(3 * updates, updates, size, world, size * world * accumulate)


@given(
    st.integers(1, 10**7),
    st.integers(1, 512),
    st.integers(1, 64),
    st.integers(1, 8),
    st.booleans(),
    st.integers(1, 300),
)
def test_an_epoch_is_the_share_of_a_process_in_batches(samples, batch, world, accumulate, drop_last, epochs):
    run = Global(epochs=epochs, accumulate_steps=accumulate)
    train = data(samples, batch_size=batch, drop_last=drop_last)
    batches = (floor if drop_last else ceil)(Fraction(ceil(Fraction(samples, world)), batch))
    if batches < accumulate:
        with pytest.raises(ConfigError, match=r"^Train\.loader\.batch_size: "):
            run_length(run, train, LengthOptions(world_size=world))
        return
    length = run_length(run, train, LengthOptions(world_size=world))
    assert length.steps_per_epoch == floor(Fraction(batches, accumulate))
    assert length.total_updates == epochs * length.steps_per_epoch


def test_the_length_of_an_epoch_may_come_from_elsewhere():
    run = Global(epochs=3)
    assert run_length(run, None, LengthOptions(7)) == RunLength(21, 7)
    assert run_length(run, data(batch_size=8), LengthOptions(7, world_size=2)) == RunLength(21, 7, 8, 2, 16)
    assert run_length(run, data(1437), LengthOptions(7)) == RunLength(21, 7, 64, 1, 64)


def test_a_run_in_updates_needs_no_epoch():
    run = Global(updates=500)
    assert run_length(run, None, LengthOptions()) == RunLength(500)
    assert run_length(run, data(), LengthOptions()) == RunLength(500, None, 64, 1, 64)
    assert run_length(run, data(1437), LengthOptions()) == RunLength(500, 22, 64, 1, 64)


@pytest.mark.parametrize("train", [None, data()])
def test_a_run_in_epochs_of_unknown_length_says_what_to_give(train):
    with pytest.raises(ConfigError) as caught:
        run_length(Global(epochs=3), train, LengthOptions())
    assert caught.value.key == "Global.epochs"
    assert re.search(r"--steps-per-epoch .* or write Train\.num_samples$", str(caught.value))


def test_every_unit_in_one_run():
    length = run_length(Global(epochs=20, accumulate_steps=2), data(6400, batch_size=32), LengthOptions(world_size=2))
    assert length == RunLength(1000, 50, 32, 2, 128)
    written = {"3ep": 150, "0.5ep": 25, "70it": 70, "10%": 100, "2.5%": 25, "12800sa": 100, "1e3sa": 8, "0.01ep": 1}
    assert {text: parse_duration(text).updates(length) for text in written} == written
    with pytest.raises(ConfigError, match="needs the number of tokens in an update, which is not known"):
        parse_duration("1tok").updates(length)


def test_tokens_are_those_of_the_samples():
    train = data(6400, batch_size=32)
    length = run_length(Global(samples=12_800), train, LengthOptions(world_size=2), tokens=128)
    assert (length.total_updates, length.tokens_per_update) == (200, 8192)
    assert parse_duration("819200tok").updates(length) == 100
