import numpy as np
import paddle
import pytest
from paddle.optimizer import lr

from paddle_lrkit.curves import linear
from paddle_lrkit.errors import ConfigError, LrkitError
from paddle_lrkit.plugins import hapi
from paddle_lrkit.schedulers import CurveLR, LinearWarmup, ReduceOnPlateau, StepDecay

pytestmark = pytest.mark.filterwarnings("ignore:To copy construct from a tensor")


class Ones(paddle.io.Dataset):
    def __len__(self):
        return 16

    def __getitem__(self, index):
        return np.ones(4, "float32"), np.zeros(1, "float32")


def model_of(rate, optimizer=paddle.optimizer.SGD, amp=None):
    network = paddle.nn.Linear(4, 1)
    model = paddle.Model(network)
    model.prepare(optimizer(rate, parameters=network.parameters()), paddle.nn.MSELoss(), amp_configs=amp)
    return model


def fit(model, callbacks, **more):
    model.fit(Ones(), Ones(), batch_size=2, verbose=0, callbacks=callbacks, **more)


@pytest.mark.parametrize(("accumulate", "updates"), [(1, 8), (2, 4), (3, 3), (4, 2)])
def test_steps_once_an_update(accumulate, updates):
    scheduler = StepDecay(0.1, 1, 0.5)
    model = model_of(scheduler)
    fit(model, [hapi.LRScheduler()], epochs=2, accumulate_grad_batches=accumulate)
    assert scheduler.last_epoch == 2 * updates
    assert "step" not in vars(model._optimizer)


def test_steps_once_an_epoch():
    scheduler = StepDecay(0.1, 1, 0.5)
    fit(model_of(scheduler), [hapi.LRScheduler(by_step=False, by_epoch=True)], epochs=3)
    assert scheduler.last_epoch == 3


class Scaler(paddle.callbacks.Callback):
    """Says before some batches, as a loss scaler does, that the gradients are infinite."""

    def on_train_batch_begin(self, step, logs=None):
        self.model._optimizer._set_auxiliary_var("found_inf", step in (1, 2))


def test_an_update_that_the_loss_scaler_skips_is_no_step():
    scheduler = StepDecay(0.1, 1, 0.5)
    fit(model_of(scheduler), [Scaler(), hapi.LRScheduler()], epochs=1)
    assert scheduler.last_epoch == 6


class Eager(paddle.callbacks.Callback):
    def on_train_batch_begin(self, step, logs=None):
        self.model._optimizer._learning_rate.step()


def test_a_step_before_the_optimizer_is_noticed():
    with pytest.raises(LrkitError, match="before the optimizer made update 0"):
        fit(model_of(StepDecay(0.1, 1)), [hapi.LRScheduler(), Eager()], epochs=1)


class Metric(paddle.callbacks.Callback):
    """Puts given values into the logs of the evaluations."""

    def __init__(self, values):
        super().__init__()
        self.values, self.rates = list(values), []

    def on_eval_end(self, logs=None):
        self.rates.append(self.model._optimizer.get_lr())
        logs["score"] = [self.values.pop(0)]


@pytest.mark.parametrize("warm", [False, True])
def test_a_plateau_gets_the_metric_of_the_evaluation(warm):
    scheduler = ReduceOnPlateau(0.1, patience=0, factor=0.5)
    rate = LinearWarmup(scheduler, 4, 0.0, 0.1) if warm else scheduler
    metric = Metric([3.0, 2.0, 2.0, 2.0, 1.0])
    fit(model_of(rate), [metric, hapi.PlateauMetric("score"), hapi.LRScheduler()], epochs=5)
    assert metric.rates == [0.1, 0.1, 0.1, 0.05, 0.025]
    assert rate.last_epoch == 40


def test_a_plateau_of_paddle_gets_the_metric_of_the_epoch():
    scheduler = lr.ReduceOnPlateau(0.1, patience=0, threshold=10.0, threshold_mode="abs")
    fit(model_of(scheduler), [hapi.PlateauMetric(when="epoch"), hapi.LRScheduler()], epochs=3)
    assert (scheduler(), scheduler.last_epoch) == (pytest.approx(0.001), 3)


def test_a_metric_needs_somebody_who_takes_it():
    with pytest.raises(ConfigError, match="needs a scheduler that takes a metric, the optimizer has StepDecay"):
        fit(model_of(StepDecay(0.1, 3)), [hapi.PlateauMetric()], epochs=1)


def test_a_metric_that_is_not_there():
    with pytest.raises(ConfigError, match=r"monitor: the logs have no metric 'acc'; they have .*loss"):
        fit(model_of(ReduceOnPlateau(0.1)), [hapi.PlateauMetric("acc"), hapi.LRScheduler()], epochs=1)


def applied(model):
    """The rate that the optimizer applies, from the fall of a bias whose gradient is 1."""
    bias = model.network.bias
    before = bias.item()
    bias.sum().backward()
    model._optimizer.step()
    model._optimizer.clear_grad()
    return before - bias.item()


def test_a_fixed_rate_falls_and_is_applied(capsys):
    metric = Metric([3.0, 3.0, 3.0, float("nan"), 3.0])
    model = model_of(0.1)
    fit(model, [metric, hapi.ReduceLROnPlateau("score", factor=0.5, patience=2)], epochs=5)
    assert metric.rates == [0.1, 0.1, 0.1, 0.05, 0.05]
    assert model._optimizer.get_lr() == 0.025
    assert applied(model) == pytest.approx(0.025, rel=1e-5)
    assert capsys.readouterr().out.splitlines()[0] == "ReduceLROnPlateau set learning rate to 0.05."


@pytest.mark.parametrize("patience", [1, 2, 3])
@pytest.mark.parametrize("cooldown", [0, 1, 2])
@pytest.mark.parametrize("mode", ["auto", "max"])
def test_the_plateau_falls_where_paddles_would(patience, cooldown, mode):
    values = [1.0, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.8, 0.8, 0.8, 0.8, 1.0]
    arguments = {"monitor": "score", "patience": patience, "cooldown": cooldown, "mode": mode, "verbose": 0}
    runs = []
    for callback in (hapi.ReduceLROnPlateau, paddle.callbacks.ReduceLROnPlateau):
        model = model_of(0.1)
        metric = Metric(values)
        fit(model, [metric, callback(factor=0.5, **arguments)], epochs=len(values))
        runs.append([*metric.rates, model._optimizer.get_lr()])
    assert runs[0] == pytest.approx(runs[1])


def test_a_fixed_rate_is_needed():
    with pytest.raises(ConfigError, match="needs a fixed learning rate, the optimizer has StepDecay"):
        fit(model_of(StepDecay(0.1, 3)), [hapi.ReduceLROnPlateau()], epochs=1)


class Writer:
    def __init__(self):
        self.points = []

    def add_scalar(self, tag, value, step):
        self.points.append((tag, step, value))


def test_planned_and_applied_rates_are_written():
    curve = linear(0.0, 0.1, 10)
    writer = Writer()
    log = hapi.RateLog(writer, first_update=3)
    fit(model_of(CurveLR(curve, last_epoch=2)), [log, hapi.LRScheduler()], epochs=1, accumulate_grad_batches=2)
    planned = [point for point in writer.points if point[0] == "rate/planned"]
    found = [point for point in writer.points if point[0] == "rate/applied"]
    assert planned == [("rate/planned", update, curve(update)) for update in range(3, 7)]
    assert found == [("rate/applied", update, np.float32(curve(update))) for update in range(3, 7)]


def test_rates_go_to_visualdl(tmp_path, monkeypatch):
    pytest.importorskip("visualdl")
    fit(model_of(0.1), [hapi.RateLog(str(tmp_path))], epochs=1)
    (file,) = tmp_path.glob("vdlrecords.*.log")
    content = file.read_bytes()
    assert b"rate/planned" in content
    assert b"rate/applied" in content


class Break(paddle.callbacks.Callback):
    """Does what Paddle's ReduceLROnPlateau does."""

    def on_train_batch_begin(self, step, logs=None):
        if step == 5:
            self.model._optimizer._learning_rate = 0.001


def test_a_rate_that_is_not_applied_stops_the_run():
    with pytest.raises(LrkitError, match=r"update 5: the optimizer applied 0\.1, not 0\.001"):
        fit(model_of(0.1), [hapi.RateLog(Writer()), Break()], epochs=1)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: hapi.LRScheduler(by_epoch=True), "by_epoch: choose one of by_step and by_epoch"),
        (lambda: hapi.PlateauMetric(when="batch"), "when: must be one of 'eval', 'epoch', got 'batch'"),
        (lambda: hapi.ReduceLROnPlateau(factor=1.0), "factor: must be > 0 and < 1, got 1.0"),
        (lambda: hapi.ReduceLROnPlateau(patience=0), "patience: must be >= 1, got 0"),
        (lambda: hapi.ReduceLROnPlateau(mode="best"), "mode: must be one of 'auto', 'min', 'max', got 'best'"),
        (lambda: hapi.RateLog(None, first_update=-1), "first_update: must be >= 0, got -1"),
    ],
)
def test_bad_arguments(make, sentence):
    with pytest.raises(ConfigError) as caught:
        make()
    assert str(caught.value) == sentence
