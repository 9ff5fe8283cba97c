import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.curves.greedy import Greedy
from paddle_lrkit.errors import CheckpointError
from paddle_lrkit.schedulers import GreedyLR, LinearWarmup, ReduceOnPlateau

METRICS = st.lists(st.floats(0, 10) | st.sampled_from([1.0, 1.5, math.nan]), max_size=40)


@settings(max_examples=30)
@given(metrics=METRICS, smooth=st.booleans(), at=st.integers(0, 40))
def test_it_follows_the_rule_and_resumes(metrics, smooth, at):
    arguments = {"factor": 0.5, "patience": 1, "smooth": smooth, "window_size": 3, "reset_start": 2, "min_lr": 0.03}
    rates = Greedy(0.1, **arguments).replay(metrics)
    scheduler = GreedyLR(0.1, **arguments)
    assert scheduler() == 0.1
    for index, metric in enumerate(metrics):
        if index == at:
            saved = json.loads(json.dumps(scheduler.state_dict()))
            scheduler = GreedyLR(0.1, **arguments)
            scheduler.set_state_dict(saved)
        scheduler.step(metric)
        assert scheduler() == rates[index]
    assert scheduler.last_epoch == len(metrics)


def test_another_rule_needs_a_policy():
    scheduler = GreedyLR(0.1)
    state = GreedyLR(0.1, patience=3).state_dict()
    with pytest.raises(CheckpointError, match="name the policy keep"):
        scheduler.set_state_dict(state)
    scheduler.set_state_dict(state, policy="keep")
    with pytest.raises(CheckpointError, match="not of a GreedyLR"):
        scheduler.set_state_dict(ReduceOnPlateau(0.1).state_dict())


def test_it_waits_for_the_end_of_a_warmup():
    scheduler = LinearWarmup(GreedyLR(0.1, factor=0.5, patience=0), 10, 0.0, 0.1)
    for _ in range(5):
        scheduler.step()
        scheduler.observe(1.0)
    assert scheduler() == pytest.approx(0.05)
    for _ in range(5):
        scheduler.step()
    scheduler.observe(1.0)
    assert scheduler() == pytest.approx(0.2)
