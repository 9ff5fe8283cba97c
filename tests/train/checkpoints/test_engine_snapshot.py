"""The snapshot of an engine is restored bit for bit, also with another scheduler."""

from __future__ import annotations

from functools import partial

import numpy as np
import paddle
import pytest

from paddle_lrkit.curves import constant
from paddle_lrkit.errors import CheckpointError
from paddle_lrkit.experiments.lr_finder.sweep import range_test
from paddle_lrkit.schedulers import CurveLR
from paddle_lrkit.train.checkpoints.engine_snapshot import EngineSnapshot
from tests.train.engines import PLAN, contents, open_engine, train


@pytest.fixture
def make(tmp_path):
    return partial(open_engine, tmp_path)


@pytest.mark.parametrize(
    "overrides",
    [
        ["Optimizer.name=Momentum"],
        ["Optimizer.name=AdamW", "Global.ema_decay=0.9"],
        ["Optimizer.name=Adam", "Optimizer.no_decay_norm_bias=true", "Optimizer.clip_norm=1.0"],
        ["Optimizer.name=Lamb"],
        ["Optimizer.name=SGD", "Global.accumulate_steps=2"],
        ["Optimizer.name=ScheduleFreeAdamW"],
        ["Optimizer.name=HypergradientSGD"],
    ],
    ids=lambda overrides: overrides[0].partition("=")[2],
)
def test_the_engine_is_bit_for_bit_what_it_was(make, overrides):
    engine, task, settings = make(*overrides)
    train(engine, task, 3)
    objects = engine.optimizer, engine.scheduler, engine.ema
    before = contents(engine)
    range_test(engine, task, settings, PLAN)
    assert contents(engine) == before
    assert (engine.optimizer, engine.scheduler, engine.ema) == objects


def test_a_range_test_does_not_change_later_training(make):
    ends = []
    for ramps in (False, True):
        engine, task, settings = make("Optimizer.name=AdamW")
        train(engine, task, 3)
        if ramps:
            range_test(engine, task, settings, PLAN)
        train(engine, task, 3, start=3)
        ends.append(contents(engine))
    assert ends[0] == ends[1]


def test_the_random_state_is_restored(make):
    engine, task, settings = make()
    paddle.seed(5)
    wanted = paddle.rand([4]).numpy()
    paddle.seed(5)
    range_test(engine, task, settings, PLAN)
    np.testing.assert_array_equal(paddle.rand([4]).numpy(), wanted)


def test_every_ramp_starts_from_the_same_state(make, monkeypatch):
    engine, task, settings = make("Optimizer.name=Momentum")
    train(engine, task, 3)
    before = contents(engine)
    starts = []
    original = EngineSnapshot.restore_with_scheduler

    def watched(self, scheduler, settings):
        original(self, scheduler, settings)
        seen = contents(engine)
        starts.append({name: value for name, value in seen.items() if name.startswith(("weight", "buffer"))})

    monkeypatch.setattr(EngineSnapshot, "restore_with_scheduler", watched)
    range_test(engine, task, settings, PLAN)
    assert len(starts) == 2
    assert all(before[name] == value for start in starts for name, value in start.items())


def test_the_optimizer_of_a_ramp_begins_with_the_state_of_the_engine(make):
    """The first update with another scheduler is the engine's own update at that rate."""
    ends = []
    for own in (True, False):
        engine, task, settings = make("Optimizer.name=Momentum", "Optimizer.lr={name: Constant, learning_rate: 0.05}")
        train(engine, task, 3)
        state = EngineSnapshot(engine)
        if not own:
            state.restore_with_scheduler(CurveLR(constant(0.05)), settings)
        paddle.seed(1)
        train(engine, task, 1, start=3)
        ends.append([weight.numpy() for weight in engine.model.parameters()])
    for one, other in zip(*ends, strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_state_of_another_optimizer_is_refused(make):
    engine, task, settings = make("Optimizer.name=AdamW")
    train(engine, task, 1)
    state = EngineSnapshot(engine, {"head.weight|velocity_0": engine.model.head.weight})
    with pytest.raises(CheckpointError, match="the state is of another optimizer: it lacks"):
        state.restore_with_scheduler(CurveLR(constant(0.05)), settings)
    state.restore()


def test_the_modes_of_layers_are_restored(make):
    engine, task, settings = make()
    engine.model.eval()
    engine.model.drop.train()
    range_test(engine, task, settings, PLAN)
    assert (engine.model.training, engine.model.norm.training, engine.model.drop.training) == (False, False, True)
