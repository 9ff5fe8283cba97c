"""Every optimizer by name: a few updates with a moving weight decay, and an exact resume."""

from __future__ import annotations

import paddle
import pytest

from paddle_lrkit import optimizers
from paddle_lrkit.config.optimizer_arguments import ARGUMENTS
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.runs.log import read_log
from paddle_lrkit.train.loop import train
from paddle_lrkit.train.runtime.signals import Interrupted
from tests.train.test_resume import assert_same_run, stop_at

MORE = {"ASGD": "batch_num: 3, ", "Muon": "adamw_match: [head.*], ", "LARS": "exclude_vectors: false, "}
RUN = ("Global.epochs=null", "Global.updates=7", "Train.loader.batch_size=16", "Eval=null")


def available(name):
    return name in dir(optimizers) or hasattr(paddle.optimizer, name)


def optimizer(name):
    return (
        f"Optimizer={{name: {name}, {MORE.get(name, '')}clip_norm: 1.0, no_decay_norm_bias: true, "
        "lr: {name: LinearDecay, learning_rate: 0.01}, "
        "weight_decay: {name: WeightDecayRamp, start: 0.1, end: 0.3, steps: 4it}}"
    )


@pytest.mark.parametrize("name", ARGUMENTS)
def test_it_trains_by_its_name_and_resumes_bit_for_bit(name, open_tiny, train_tiny, monkeypatch):
    if not available(name):
        with pytest.raises(ConfigError, match=f"has no {name}; it came with Paddle 3.0"):
            open_tiny("run", *RUN, optimizer(name))
        return
    whole, _ = train_tiny("whole", *RUN, optimizer(name))
    rows = [row for row in read_log(whole.run.path) if "rate/applied" in row]
    assert [row["rate/weight_decay"] for row in rows] == pytest.approx([0.1, 0.15, 0.2, 0.25, 0.3, 0.3, 0.3])
    assert rows[-1]["train/loss"] != rows[0]["train/loss"]
    with monkeypatch.context() as patch:
        stop_at(patch, 3)
        with pytest.raises(Interrupted):
            train(open_tiny("cut", *RUN, optimizer(name)), quiet=True)
    resumed, _ = train_tiny("cut", *RUN, optimizer(name), resume="auto")
    assert_same_run(whole, resumed)


def test_what_an_optimizer_measures_is_logged_where_a_row_is_due(train_tiny):
    session, _ = train_tiny("run", *RUN, "Global.log_every=3it", optimizer("LARS"))
    rows = [row for row in read_log(session.run.path) if "rate/applied" in row]
    assert [row["update"] for row in rows if "optimizer/trust_ratio" in row] == [0, 3, 6]
    assert all(0 < row["optimizer/trust_ratio"] < 1 for row in rows)


@pytest.mark.parametrize("name", ["LBFGS", "Rprop"])
def test_an_optimizer_without_a_schedule_is_refused(name, open_tiny):
    with pytest.raises(ConfigError, match=rf"Optimizer\.name: {name} .* follows no schedule") as error:
        open_tiny("run", *RUN, optimizer(name))
    assert "\n" not in str(error.value)
