"""`resumed_ticks` against Paddle's own schedulers: save, build another one, ``set_state_dict``, go on."""

from __future__ import annotations

from typing import Any

import paddle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.suites.paddle.resumed import resumed_ticks
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates
from paddle_lrkit.suites.paddle.table import CLASSES
from paddle_lrkit.suites.paddle.warmup import linear_warmup

_LR = paddle.optimizer.lr


def _both(name: str, arguments: dict[str, Any], warmup: int) -> tuple[Any, SchedulerRates]:
    theirs, ours = getattr(_LR, name)(**arguments), CLASSES[name].build(**arguments)
    if not warmup:
        return theirs, ours
    return _LR.LinearWarmup(theirs, warmup, 0.01, 0.1), linear_warmup(ours, warmup, 0.01, 0.1)


_WARMUPS = [(0, 0), (3, 3), (3, 8), (4, 0)]
_PAIRS = [
    ("CosineAnnealingDecay", {"learning_rate": 0.1, "T_max": 20}, {"learning_rate": 0.2, "T_max": 30, "eta_min": 0.01}),
    (
        "PolynomialDecay",
        {"learning_rate": 0.1, "decay_steps": 20, "end_lr": 0.0},
        {"learning_rate": 0.1, "decay_steps": 40},
    ),
    (
        "PiecewiseDecay",
        {"boundaries": [5, 9], "values": [1.0, 0.1, 0.01]},
        {"boundaries": [5, 30], "values": [2.0, 0.2, 0.02]},
    ),
    (
        "MultiStepDecay",
        {"learning_rate": 0.1, "milestones": [5, 9]},
        {"learning_rate": 0.1, "milestones": [12, 15], "gamma": 0.5},
    ),
    ("StepDecay", {"learning_rate": 0.1, "step_size": 5}, {"learning_rate": 0.1, "step_size": 7}),
    ("ExponentialDecay", {"learning_rate": 0.1, "gamma": 0.9}, {"learning_rate": 0.1, "gamma": 0.95}),
    (
        "LinearLR",
        {"learning_rate": 0.1, "total_steps": 20},
        {"learning_rate": 0.1, "total_steps": 30, "end_factor": 0.5},
    ),
    ("CosineAnnealingWarmRestarts", {"learning_rate": 0.1, "T_0": 6}, {"learning_rate": 0.1, "T_0": 7, "T_mult": 2}),
    ("OneCycleLR", {"max_learning_rate": 0.1, "total_steps": 40}, {"max_learning_rate": 0.1, "total_steps": 200}),
]


@pytest.mark.filterwarnings("ignore:There are some unused values")
@pytest.mark.parametrize(("name", "before", "after"), _PAIRS, ids=[name for name, *_ in _PAIRS])
@settings(max_examples=25)
@given(tick=st.integers(0, 45), warmups=st.sampled_from(_WARMUPS), same=st.booleans())
def test_equal_to_paddle(
    name: str, before: dict[str, Any], after: dict[str, Any], tick: int, warmups: tuple[int, int], same: bool
) -> None:
    if name == "OneCycleLR":
        tick = min(tick, 40)
    saved, _ = _both(name, before, warmups[0])
    for _ in range(tick):
        saved.step()
    state = saved.state_dict()
    inner = state.get("LinearWarmup_LR", {})
    theirs, ours = _both(name, before if same and name != "OneCycleLR" else after, warmups[1])
    theirs.set_state_dict(state)
    curve = resumed_ticks(ours.curve, state["last_epoch"], state["last_lr"], inner.get("last_lr"))
    for update in range(tick, tick + 70):
        assert curve(update) == pytest.approx(theirs(), rel=1e-9, abs=1e-15), update
        theirs.step()


@pytest.mark.parametrize("rate", [0.0, 0.004])
def test_a_checkpoint_in_a_valley_of_the_new_cosine(rate: float) -> None:
    theirs = _LR.CosineAnnealingDecay(0.1, 20)
    theirs.set_state_dict({"last_epoch": 20, "last_lr": rate})
    curve = resumed_ticks(CLASSES["CosineAnnealingDecay"].build(0.1, 20).curve, 20, rate)
    for update in range(20, 120):
        assert curve(update) == pytest.approx(theirs(), rel=1e-9, abs=1e-15), update
        theirs.step()


def test_a_state_without_its_warmup_is_refused_by_paddle() -> None:
    """So a config that adds a warmup to a schedule without one cannot resume its checkpoint."""
    state = _LR.CosineAnnealingDecay(0.1, 20).state_dict()
    assert sorted(state) == ["last_epoch", "last_lr"]
    with pytest.raises(KeyError, match="LinearWarmup_LR"):
        _LR.LinearWarmup(_LR.CosineAnnealingDecay(0.1, 20), 5, 0.0, 0.1).set_state_dict(state)
