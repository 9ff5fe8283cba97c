import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from paddle_lrkit.curves import constant, cosine, linear
from paddle_lrkit.curves.resume import resume
from paddle_lrkit.errors import CheckpointError, ConfigError


def state_of(curve, update):
    """What a scheduler of ``curve`` saves at ``update``."""
    return {
        "last_epoch": update,
        "last_lr": curve(update),
        "curve": repr(curve),
        "fingerprint": curve.fingerprint,
        "length": curve.length,
    }


SHORT, LONG = cosine(0.1, 0.0, 100), cosine(0.2, 0.01, 250)


@given(update=st.integers(0, 300), policy=st.sampled_from([None, "keep", "extend", "rescale"]))
def test_the_same_curve_goes_on_where_it_was(update, policy):
    found = resume(LONG, state_of(LONG, update), policy)
    assert (found.update, found.curve, found.factor) == (update, LONG, 1.0)


def test_a_state_without_a_fingerprint_goes_on_at_its_update():
    found = resume(LONG, {"last_epoch": 40, "last_lr": 0.123})
    assert (found.update, found.curve) == (40, LONG)


def test_another_curve_needs_a_policy():
    with pytest.raises(CheckpointError) as caught:
        resume(LONG, state_of(SHORT, 50))
    sentence = str(caught.value)
    for part in ("its rate at update 50 was ", "it had 100 updates and has 250 updates now", "keep, extend, rescale"):
        assert part in sentence


@given(update=st.integers(0, 400))
def test_keep_is_the_new_curve_at_the_saved_update(update):
    found = resume(LONG, state_of(SHORT, update), "keep")
    assert (found.update, found.curve) == (update, LONG)


@given(update=st.integers(0, 99))
def test_extend_starts_at_the_rate_of_the_checkpoint_and_keeps_the_shape(update):
    found = resume(LONG, state_of(SHORT, update), "extend")
    assert found.update == update
    assert found.curve(update) == pytest.approx(SHORT(update), rel=1e-12)
    for later in range(update, 300, 7):
        expected = LONG(later) * SHORT(update) / LONG(update)
        assert found.curve(later) == pytest.approx(expected, rel=1e-12)
        assert found.curve(later) > 0
    assert found.curve.length == LONG.length


@given(first=st.integers(0, 99), more=st.integers(0, 100))
def test_an_extended_run_resumes_to_the_same_future(first, more):
    found = resume(LONG, state_of(SHORT, first), "extend")
    update = first + more
    later = {**state_of(LONG, update), "last_lr": found.curve(update), "factor": found.factor, "since": found.since}
    again = resume(LONG, later)
    assert [again.curve(t) for t in range(260)] == [found.curve(t) for t in range(260)]


def test_extend_of_the_same_rate_is_the_new_curve():
    assert resume(cosine(0.1, 0.0, 200), state_of(constant(0.1), 0), "extend").curve == cosine(0.1, 0.0, 200)


@pytest.mark.parametrize(
    ("new", "old", "update", "why"),
    [
        (LONG, SHORT, 100, "the checkpoint's rate is 0 at update 100 and would stay 0; policy 'keep' follows"),
        (linear(0.0, 0.1, 200), SHORT, 0, "the new curve is 0 at update 0"),
        (cosine(0.1, 0.0, 50), SHORT, 60, "longer than the 60 updates done"),
    ],
)
def test_extend_says_why_not(new, old, update, why):
    with pytest.raises(CheckpointError, match=why):
        resume(new, state_of(old, update), "extend")


@given(update=st.integers(0, 100), old=st.integers(1, 100), new=st.integers(1, 1000))
def test_rescale_maps_the_position(update, old, new):
    assume(old != new)
    found = resume(cosine(0.1, 0.0, new), state_of(cosine(0.1, 0.0, old), update), "rescale")
    assert found.update == math.floor(update * new / old + 0.5) or abs(found.update - update * new / old) == 0.5
    assert found.curve == cosine(0.1, 0.0, new)


@pytest.mark.parametrize(("new", "old"), [(constant(0.1), SHORT), (SHORT, constant(0.1))])
def test_rescale_needs_two_lengths(new, old):
    with pytest.raises(CheckpointError, match="two lengths"):
        resume(new, state_of(old, 10), "rescale")


@pytest.mark.parametrize("update", [None, -1, 2.5, True, "7"])
def test_a_state_without_a_position(update):
    with pytest.raises(CheckpointError, match="'last_epoch', a whole number >= 0"):
        resume(SHORT, {"last_epoch": update, "last_lr": 0.1})


def test_an_unknown_policy():
    with pytest.raises(ConfigError, match="did you mean 'extend'"):
        resume(SHORT, state_of(LONG, 3), "extends")
