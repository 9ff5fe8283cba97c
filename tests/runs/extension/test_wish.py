"""What a policy stands for."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.errors import CheckpointError, ConfigError
from paddle_lrkit.runs.extension.wish import EXTENSION_POLICIES, ExtensionWish, has_decayed
from paddle_lrkit.units import parse_duration


@settings(max_examples=60)
@given(
    policy=st.sampled_from(EXTENSION_POLICIES),
    start=st.integers(0, 1000),
    left=st.integers(1, 500),
    part=st.floats(0.001, 1),
    floor=st.floats(0, 1e-4),
)
def test_every_continuation_begins_at_the_rate_and_ends_at_the_end(
    policy: str, start: int, left: int, part: float, floor: float
) -> None:
    wish = ExtensionWish(policy=policy, floor=floor)
    for one in wish.continuations(policy, start, start + left, 0.1 * part, 0.1, None):
        assert one.curve(start) == pytest.approx(0.1 * part)
        assert one.ramp + one.hold + one.decay == left
        last = floor if one.decay else one.top
        assert one.curve(start + left) == pytest.approx(last)


def test_the_policy_follows_from_the_rate() -> None:
    assert ExtensionWish().chosen(0.05, 0.1) == "cosine"
    assert ExtensionWish().chosen(0.0009, 0.1) == "rewarm"
    assert ExtensionWish(rate=0.02).chosen(0.0009, 0.1) == "cosine"
    assert ExtensionWish(policy="linear").chosen(0.0009, 0.1) == "linear"
    assert [has_decayed(rate, 0.1) for rate in (0.0, 0.0009, 0.001, 0.1)] == [True, True, False, False]


def test_wsd_prefers_a_line() -> None:
    wish = ExtensionWish(policy="wsd", decay=parse_duration("10it"))
    shapes = [(one.shape, one.decay) for one in wish.continuations("wsd", 5, 105, 0.1, 0.1, None)]
    assert shapes == [("linear", 10), ("cosine", 10)]


def test_wrong_values() -> None:
    with pytest.raises(ConfigError, match="rate: must be > 0, got 0"):
        ExtensionWish(rate=0.0)
    with pytest.raises(ConfigError, match="min_lr: must be >= 0, got -1"):
        ExtensionWish(floor=-1.0)
    with pytest.raises(CheckpointError, match="the rate of the checkpoint is 0"):
        list(ExtensionWish().continuations("cosine", 5, 10, 0.0, 0.1, None))
