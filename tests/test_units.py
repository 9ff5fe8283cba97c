from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.units import LONGEST, Duration, RunLength, parse_duration, steps_per_epoch

LENGTH = RunLength(steps_per_epoch=7329, total_updates=87948, samples_per_update=16, tokens_per_update=4096)


@pytest.mark.parametrize(
    ("text", "updates"),
    [
        ("5ep", 36645),
        ("0.5ep", 3665),
        ("500it", 500),
        ("2.5it", 3),
        ("2.4999it", 2),
        ("10%", 8795),
        ("100 %", 87948),
        ("1e6sa", 62500),
        ("24sa", 2),
        ("23sa", 1),
        ("2_000_000tok", 488),
        (".5ep", 3665),
        (" 3ep ", 21987),
        (0, 0),
        (0.0, 0),
        ("0it", 0),
        ("+7it", 7),
    ],
)
def test_in_updates(text, updates):
    assert parse_duration(text).updates(LENGTH) == updates


@given(tenths=st.integers(0, 10**6), steps=st.integers(1, 10**5))
def test_decimals_are_exact_and_a_half_goes_up(tenths, steps):
    text = f"{tenths // 10}.{tenths % 10}ep"
    exact = Fraction(tenths, 10) * steps
    expected = exact.numerator // exact.denominator + (exact % 1 >= Fraction(1, 2))
    assert parse_duration(text).updates(RunLength(steps_per_epoch=steps)) == expected


@given(unit=st.sampled_from(["ep", "it", "%", "sa", "tok"]), number=st.integers(0, 10**9), places=st.integers(0, 6))
def test_text_round_trip(unit, number, places):
    duration = Duration(Fraction(number, 10**places), unit)
    assert parse_duration(str(duration)).updates(LENGTH) == duration.updates(LENGTH)


def test_a_duration_is_taken_as_it_is():
    duration = parse_duration("3ep")
    assert parse_duration(duration) is duration


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("1ep", "1ep needs the number of updates in an epoch"),
        ("10%", "10% needs the length of the run, which is not known"),
        ("5sa", "5sa needs the global batch size, which is not known"),
        ("5tok", "5tok needs the number of tokens in an update, which is not known"),
    ],
)
def test_a_length_that_is_missing(text, missing):
    with pytest.raises(ConfigError, match=missing):
        parse_duration(text).updates(RunLength())


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (30, "30 has no unit; write 30it (updates), 30ep (epochs) or a per cent of the run such as 10%"),
        (1.5, "1.5 has no unit; write 1.5it (updates), 1.5ep (epochs) or a per cent of the run such as 10%"),
        ("-3ep", "a duration must not be negative, got '-3ep'"),
        (f"{LONGEST + 1}it", "a duration must be 1e+18 at most, got '1000000000000000001it'"),
        *(
            (
                text,
                "must be a number with a unit: ep (epochs), it (updates), % (per cent of the run), sa (samples), "
                f"tok (tokens); got {text!r}",
            )
            for text in ("5 epochs", "ep", "1e9999it", "", "5", None, True, "nanit", "1,5ep")
        ),
    ],
)
def test_what_is_no_duration(text, sentence):
    with pytest.raises(ConfigError) as caught:
        parse_duration(text)
    assert str(caught.value) == sentence


@given(
    samples=st.integers(1, 10**6),
    batch=st.integers(1, 512),
    world=st.integers(1, 16),
    drop=st.booleans(),
    accumulate=st.integers(1, 8),
)
def test_steps_per_epoch_counts_a_loader(samples, batch, world, drop, accumulate):
    """The same as counting: each process gets an equal share, and a batch is left out when it is not full."""
    share = -(-samples // world)
    batches = len(range(0, share - batch + 1, batch)) if drop else len(range(0, share, batch))
    if batches < accumulate:
        with pytest.raises(ConfigError, match=f"{samples} samples give {batches} batches of {batch}"):
            steps_per_epoch(samples, batch, world_size=world, drop_last=drop, accumulate_steps=accumulate)
        return
    found = steps_per_epoch(samples, batch, world_size=world, drop_last=drop, accumulate_steps=accumulate)
    assert found == batches // accumulate


@pytest.mark.parametrize("name", ["num_samples", "batch_size", "world_size", "accumulate_steps"])
def test_steps_per_epoch_refuses_zero(name):
    arguments = {"num_samples": 100, "batch_size": 10, "world_size": 1, "accumulate_steps": 1, name: 0}
    with pytest.raises(ConfigError, match=f"{name}: must be >= 1, got 0"):
        steps_per_epoch(**arguments)
