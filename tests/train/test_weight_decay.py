"""A weight decay that moves in a run, and a resume of it."""

from __future__ import annotations

import pytest

from paddle_lrkit.runs.log import read_log
from paddle_lrkit.train.engine import Engine
from paddle_lrkit.train.loop import train
from paddle_lrkit.train.runtime.signals import Interrupted
from tests.train.test_resume import assert_same_run, stop_at

RAMP = "Optimizer={name: AdamW, lr: {name: Constant, learning_rate: 0.01}, weight_decay: {name: WeightDecayRamp, "


def test_it_moves_before_each_update_and_a_resume_continues(open_tiny, train_tiny, monkeypatch):
    config = ("Global.updates=8", "Global.epochs=null", f"{RAMP}start: 0.0, end: 0.3, steps: 6it}}}}")
    applied, step = [], Engine.step

    def recorded(engine, *arguments, **options):
        applied.append(engine.optimizer._weight_decay)
        return step(engine, *arguments, **options)

    monkeypatch.setattr(Engine, "step", recorded)
    whole, _ = train_tiny("whole", *config)
    expected = [0.3 * min(update, 6) / 6 for update in range(8)]
    assert applied == pytest.approx(expected)
    logged = [row["rate/weight_decay"] for row in read_log(whole.run.path) if "rate/applied" in row]
    assert logged == pytest.approx(expected)
    with monkeypatch.context() as patch:
        stop_at(patch, 3)
        with pytest.raises(Interrupted):
            train(open_tiny("cut", *config), quiet=True)
    applied.clear()
    resumed, _ = train_tiny("cut", *config, resume="auto")
    assert applied == pytest.approx(expected[-len(applied) :])
    assert_same_run(whole, resumed)
