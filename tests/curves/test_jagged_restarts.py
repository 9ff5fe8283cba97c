import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.curves import cosine, jagged_restarts
from paddle_lrkit.errors import ConfigError


def scales(count, every, warmup, anneal, lowest):
    """Update by update, from the restart before and the restart after."""
    found, since = [], every
    for update in range(count):
        since = 0 if update and update % every == 0 else since + 1
        part = 1.0
        if update >= every and since < warmup:
            part = since / warmup
        elif 0 < every - update % every < anneal:
            part = (every - update % every) / anneal
        found.append(lowest + (1 - lowest) * part)
    return found


@settings(max_examples=25)
@given(every=st.integers(1, 40), data=st.data(), lowest=st.floats(0, 1))
def test_restarts(every, data, lowest):
    warmup = data.draw(st.integers(0, every))
    anneal = data.draw(st.integers(0, every - warmup))
    base = cosine(0.1, 0.01, 100)
    curve = jagged_restarts(base, every, warmup, anneal, lowest)
    expected = [base(t) * scale for t, scale in enumerate(scales(120, every, warmup, anneal, lowest))]
    assert [curve(t) for t in range(120)] == pytest.approx(expected, rel=1e-12)
    assert curve.peak(120) == max(curve(t) for t in range(120))
    assert curve.lowest(120) == min(curve(t) for t in range(120))


def test_the_restarts_continue_after_the_end_of_the_base():
    curve = jagged_restarts(cosine(0.1, 0.01, 100), 30, 10)
    assert curve.length is None
    assert curve(3 * 10**15) == pytest.approx(0.01 * 0.001)
    assert curve(3 * 10**15 + 10) == 0.01


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((0, 0), "every: must be >= 1, got 0"),
        ((10, 11), "warmup: must be >= 0 and <= 10, got 11"),
        ((10, 8, 3), "anneal: must be >= 0 and <= 2, got 3"),
        ((10, 8, 1, 2.0), "lowest: must be >= 0 and <= 1, got 2.0"),
    ],
)
def test_bad_arguments(arguments, sentence):
    with pytest.raises(ConfigError) as caught:
        jagged_restarts(cosine(0.1, 0.0, 100), *arguments)
    assert str(caught.value) == sentence
