import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.curves import (
    clamp,
    constant,
    cosine,
    exponential,
    join,
    linear,
    multistep,
    scale,
    shift,
    until,
    warmup,
)
from paddle_lrkit.curves._slope import RAMPS, ramp
from paddle_lrkit.errors import ConfigError

RATE = linear(0.1, 0.02, 30)
lengths = st.lists(st.integers(0, 20), min_size=1, max_size=6)


@given(lengths)
def test_join_asks_each_part_from_its_start(lengths):
    parts = [until(linear(index + 1.0, 0.0, 25), length) for index, length in enumerate(lengths)]
    joined = join(*parts)
    expected = [part(t) for part, length in zip(parts, lengths, strict=True) for t in range(length)]
    assert [joined(t) for t in range(sum(lengths))] == expected
    assert joined(sum(lengths) + 9) == parts[-1](lengths[-1])
    assert joined.length == sum(lengths)


def test_join_with_an_endless_last_part():
    joined = join(linear(0.0, 0.1, 5), exponential(0.1, 0.5))
    assert (joined.length, joined(8)) == (None, 0.1 * 0.5**3)


@given(st.floats(0, 5))
def test_scale(factor):
    assert [scale(RATE, factor)(t) for t in range(40)] == [RATE(t) * factor for t in range(40)]


@given(st.floats(0, 0.1), st.none() | st.floats(0.1, 1))
def test_clamp(low, high):
    clamped = clamp(RATE, low, high)
    assert [clamped(t) for t in range(40)] == [min(max(RATE(t), low), high or 9) for t in range(40)]


@given(st.integers(-50, 50))
def test_shift(updates):
    moved = shift(RATE, updates)
    assert [moved(t) for t in range(90)] == [RATE(max(t - updates, 0)) for t in range(90)]
    assert moved.length == max(30 + updates, 0)


def test_shift_keeps_jumps_in_sight():
    assert shift(multistep(0.1, [10, 20]), -15).knots(30) == [5]
    assert shift(multistep(0.1, [10, 20]), 15).knots(30) == [15, 25]


@given(st.integers(0, 40))
def test_until(length):
    cut = until(RATE, length)
    assert [cut(t) for t in range(60)] == [RATE(min(t, length)) for t in range(60)]


@given(st.integers(0, 20), st.floats(1e-6, 0.05), st.sampled_from(RAMPS), st.floats(0.5, 3))
def test_warmup_is_a_ramp_to_the_first_rate(length, start, shape, power):
    warm = warmup(RATE, length, start, shape, power)
    ramped = ramp(start, RATE(0), length, shape, power) if length else None
    expected = [ramped(t) for t in range(length)] + [RATE(t) for t in range(40)]
    assert [warm(t) for t in range(length + 40)] == pytest.approx(expected, rel=1e-12)
    assert warm(length) == RATE(0)


@pytest.mark.parametrize("shape", ["linear", "cosine", "polynomial", "sqrt", "exponential"])
def test_a_warmup_meets_its_curve(shape):
    """No shape but ``constant`` jumps at the end; ``1-sqrt`` only ends steeply."""
    warm = warmup(constant(0.1), 1000, 1e-4, shape)
    assert 0 < 0.1 - warm(999) < 0.001


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: join(), "curves: needs at least one curve"),
        (lambda: join(RATE, 0.1), "curves: must be a curve, got 0.1"),
        (
            lambda: join(constant(0.1), RATE),
            "curves: constant(value=0.1, length=None) has no end, so nothing can follow it; cut it with .until(n)",
        ),
        (lambda: scale(RATE, -1.0), "factor: must be >= 0, got -1.0"),
        (lambda: clamp(RATE, 0.2, 0.1), "high: must be >= 0.2, got 0.1"),
        (lambda: shift(RATE, 1.5), "updates: must be a whole number, got 1.5"),
        (lambda: until(RATE, -1), "length: must be >= 0, got -1"),
        (lambda: warmup(RATE, -1), "length: must be >= 0, got -1"),
        (lambda: warmup(RATE, 5, -0.1), "start_lr: must be >= 0, got -0.1"),
        (
            lambda: warmup(RATE, 5, 0.0, "exponential"),
            "start_lr: must be > 0 for the shape 'exponential', got 0",
        ),
        (lambda: warmup(cosine, 5), f"body: must be a curve, got {cosine!r}"),
    ],
)
def test_bad_arguments(make, sentence):
    with pytest.raises(ConfigError) as caught:
        make()
    assert str(caught.value) == sentence
