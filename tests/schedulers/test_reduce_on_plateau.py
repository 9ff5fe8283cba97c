import math

import numpy as np
import paddle
import pytest
from hypothesis import given
from hypothesis import strategies as st
from paddle.optimizer import lr

from paddle_lrkit.errors import CheckpointError, ConfigError
from paddle_lrkit.schedulers import ReduceOnPlateau

METRICS = st.lists(st.floats(0, 10) | st.sampled_from([0.0, 1.0, 1.0001]), max_size=40)
SETTINGS = st.fixed_dictionaries(
    {
        "mode": st.sampled_from(["min", "max", "MAX"]),
        "factor": st.floats(0.05, 0.95),
        "patience": st.integers(0, 4),
        "threshold": st.floats(0, 0.2),
        "threshold_mode": st.sampled_from(["rel", "abs"]),
        "cooldown": st.integers(0, 3),
        "min_lr": st.floats(0, 0.01),
    }
)


@given(rate=st.floats(1e-3, 10), settings=SETTINGS, metrics=METRICS)
def test_equal_to_paddle_for_metrics_that_are_not_negative(rate, settings, metrics):
    ours, theirs = ReduceOnPlateau(rate, **settings), lr.ReduceOnPlateau(rate, **settings)
    for metric in metrics:
        ours.step(metric)
        theirs.step(metric)
        assert ours() == theirs()
        assert (ours.last_epoch, ours.num_bad_epochs, ours.cooldown_counter, ours.best) == (
            theirs.last_epoch,
            theirs.num_bad_epochs,
            theirs.cooldown_counter,
            theirs.best,
        )


@given(settings=SETTINGS, metrics=METRICS, at=st.integers(0, 40), of_paddle=st.booleans())
def test_resumes_anywhere_to_the_same_future(settings, metrics, at, of_paddle):
    saved = (lr.ReduceOnPlateau if of_paddle else ReduceOnPlateau)(0.1, **settings)
    through = ReduceOnPlateau(0.1, **settings)
    for metric in metrics[:at]:
        saved.step(metric)
        through.step(metric)
    loaded = ReduceOnPlateau(0.1, **settings)
    loaded.set_state_dict(saved.state_dict())
    for metric in metrics[at:]:
        loaded.step(metric)
        through.step(metric)
    assert (loaded(), loaded.state_dict()) == (through(), through.state_dict())


@pytest.mark.parametrize(
    "metric", [3, 3.0, np.float32(3), np.array([3.0]), paddle.to_tensor(3.0), paddle.to_tensor([3.0]), [3.0]]
)
def test_takes_a_metric_of_any_kind(metric):
    scheduler = ReduceOnPlateau(0.1)
    scheduler.step(metric)
    assert (scheduler.best, type(scheduler.best)) == (3.0, float)


def test_a_step_without_a_metric_only_moves_on():
    scheduler = ReduceOnPlateau(0.1, patience=0)
    scheduler.step(1.0)
    for _ in range(5):
        scheduler.step()
    assert (scheduler(), scheduler.last_epoch, scheduler.num_bad_epochs) == (0.1, 6, 0)
    scheduler.observe(1.0)
    assert (scheduler(), scheduler.last_epoch) == (pytest.approx(0.01), 6)


def test_a_checkpoint_of_an_optimizer_goes_through_a_file(tmp_path):
    layer = paddle.nn.Linear(1, 1)
    scheduler = ReduceOnPlateau(0.1, patience=1, factor=0.5)
    optimizer = paddle.optimizer.SGD(scheduler, parameters=layer.parameters())
    for metric in (1.0, 1.0, 1.0, 1.0):
        scheduler.step(metric)
    paddle.save(optimizer.state_dict(), str(tmp_path / "a.pdopt"))
    fresh = ReduceOnPlateau(0.1, patience=1, factor=0.5)
    paddle.optimizer.SGD(fresh, parameters=layer.parameters()).set_state_dict(paddle.load(str(tmp_path / "a.pdopt")))
    assert fresh.state_dict() == scheduler.state_dict()


def test_a_state_of_other_settings_needs_a_policy():
    saved = ReduceOnPlateau(0.1, patience=0, factor=0.5)
    saved.step(1.0)
    saved.step(1.0)
    other = ReduceOnPlateau(0.1, patience=3)
    with pytest.raises(CheckpointError, match=r"with other settings: .*patience was 0 and is 3 now"):
        other.set_state_dict(saved.state_dict())
    other.set_state_dict(saved.state_dict(), policy="keep")
    assert other() == saved() == 0.05


def test_a_state_of_a_curve_is_refused():
    with pytest.raises(CheckpointError, match="has no best, num_bad_epochs, cooldown_counter"):
        ReduceOnPlateau(0.1).set_state_dict({"last_epoch": 3, "last_lr": 0.1})


def test_verbose(capsys):
    scheduler = ReduceOnPlateau(0.1, patience=0, factor=0.5, verbose=True)
    scheduler.step(1.0)
    scheduler.step(1.0)
    assert capsys.readouterr().out == "Epoch 2: ReduceOnPlateau set learning rate to 0.05.\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"learning_rate": -0.1}, "learning_rate: must be >= 0, got -0.1"),
        ({"learning_rate": 0.1, "mode": "best"}, "mode: must be one of 'min', 'max', got 'best'"),
        ({"learning_rate": 0.1, "factor": 1.0}, "factor: must be > 0 and < 1, got 1.0"),
        ({"learning_rate": 0.1, "patience": -1}, "patience: must be >= 0, got -1"),
        ({"learning_rate": 0.1, "min_lr": math.nan}, "min_lr: must be a finite number >= 0, got nan"),
        ({"learning_rate": 0.1, "threshold_mode": 1}, "threshold_mode: must be one of 'rel', 'abs', got 1"),
    ],
)
def test_bad_arguments(arguments, sentence):
    with pytest.raises(ConfigError) as caught:
        ReduceOnPlateau(**arguments)
    assert str(caught.value) == sentence


@pytest.mark.parametrize("metric", ["low", [1.0, 2.0], np.ones(2), True])
def test_a_metric_that_is_none(metric):
    with pytest.raises(ConfigError, match="metrics: must be a number, or a Tensor or array of one element"):
        ReduceOnPlateau(0.1).step(metric)
