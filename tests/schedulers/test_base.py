import copy
import pickle
import warnings

import numpy as np
import paddle
import pytest
from hypothesis import given
from hypothesis import strategies as st
from paddle.optimizer import lr

from paddle_lrkit.curves import constant, cosine, exponential, linear
from paddle_lrkit.errors import CheckpointError, ConfigError
from paddle_lrkit.schedulers import CosineAnnealingDecay, CurveLR, StepDecay

CURVE = linear(0.0, 0.1, 10).then(cosine(0.1, 0.01, 60))


def optimizer_of(scheduler, kind=paddle.optimizer.SGD):
    layer = paddle.nn.Linear(2, 1)
    return layer, kind(scheduler, parameters=layer.parameters())


def test_follows_its_curve(drop_in):
    drop_in(lambda **more: CurveLR(CURVE, **more), None, updates=80)


@given(updates=st.lists(st.integers(0, 100), max_size=10))
def test_any_jump_gives_the_curve(updates):
    scheduler = CurveLR(CURVE)
    for update in updates:
        scheduler.step(update)
        assert scheduler() == CURVE(update)
        scheduler.step()
        assert scheduler() == CURVE(update + 1)


def test_the_position_is_a_builtin_int():
    scheduler = CurveLR(CURVE)
    scheduler.step(np.int64(7))
    assert type(scheduler.last_epoch) is int
    assert type(scheduler()) is float


def test_asking_for_the_rate_changes_nothing():
    scheduler = CurveLR(CURVE)
    scheduler.step(30)
    assert [scheduler.get_lr() for _ in range(3)] == [scheduler()] * 3


def test_copies_go_on_alone():
    scheduler = CurveLR(CURVE)
    scheduler.step(20)
    for twin in (copy.deepcopy(scheduler), pickle.loads(pickle.dumps(scheduler))):
        twin.step()
        assert (twin(), scheduler()) == (CURVE(21), CURVE(20))


@pytest.mark.parametrize("name", ["curve", "base_lr", "T_max", "eta_min"])
def test_arguments_cannot_be_changed(name):
    scheduler = CosineAnnealingDecay(0.1, 100)
    with pytest.raises(AttributeError, match=f"{name} belongs to the curve"):
        setattr(scheduler, name, 1)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: CurveLR(0.1), "curve: must be a curve, got 0.1"),
        (lambda: CurveLR(CURVE, last_epoch=-2), "last_epoch: must be >= -1, got -2"),
        (lambda: CurveLR(CURVE).step(-1), "epoch: must be >= 0, got -1"),
        (lambda: CurveLR(CURVE).step(2.5), "epoch: must be a whole number >= 0, got 2.5"),
    ],
)
def test_bad_arguments(call, sentence):
    with pytest.raises(ConfigError) as caught:
        call()
    assert str(caught.value) == sentence


def test_verbose_prints_as_paddle_does(capsys):
    CurveLR(constant(0.5), verbose=True).step()
    assert capsys.readouterr().out.splitlines()[-1] == "Epoch 1: CurveLR set learning rate to 0.5."


def test_verbose_can_be_switched_on_later(capsys):
    scheduler = CurveLR(constant(0.5))
    scheduler.verbose = True
    scheduler.step()
    assert capsys.readouterr().out == "Epoch 1: CurveLR set learning rate to 0.5.\n"


def test_a_subclass_with_its_own_get_lr_is_asked():
    class Halved(CurveLR):
        def get_lr(self):
            return super().get_lr() / 2

    scheduler = Halved(CURVE)
    scheduler.step()
    assert scheduler() == CURVE(1) / 2


def test_a_rate_that_is_too_large_is_a_sentence():
    scheduler = CurveLR(exponential(1.0, 10.0))
    scheduler.step(308)
    with pytest.raises(ConfigError, match="is too large for a float at update 309"):
        scheduler.step()


def test_repr():
    assert repr(CurveLR(constant(0.5), last_epoch=3)) == "CurveLR(constant(value=0.5, length=None), last_epoch=4)"


@given(update=st.integers(0, 70), policy=st.sampled_from(["keep", "extend", "rescale"]))
def test_a_policy_is_followed_and_survives_the_next_checkpoint(update, policy):
    saved = CurveLR(cosine(0.2, 0.05, 70))
    saved.step(update)
    longer = cosine(0.1, 0.01, 140)
    scheduler = CurveLR(longer)
    scheduler.set_state_dict(saved.state_dict(), policy=policy)
    assert scheduler.last_epoch == (2 * update if policy == "rescale" else update)
    assert scheduler() == pytest.approx(saved() if policy == "extend" else longer(scheduler.last_epoch), rel=1e-12)
    scheduler.step()
    again = CurveLR(longer)
    again.set_state_dict(scheduler.state_dict())
    for _ in range(5):
        assert again() == scheduler()
        again.step()
        scheduler.step()


def test_a_refused_state_changes_nothing():
    scheduler = CurveLR(CURVE)
    scheduler.step(5)
    before = scheduler.state_dict()
    with pytest.raises(CheckpointError):
        scheduler.set_state_dict(StepDecay(0.1, 5).state_dict())
    assert scheduler.state_dict() == before


@pytest.mark.parametrize("kind", [paddle.optimizer.SGD, paddle.optimizer.Momentum, paddle.optimizer.AdamW])
def test_a_checkpoint_of_an_optimizer_goes_through_a_file(kind, tmp_path):
    layer, optimizer = optimizer_of(CurveLR(CURVE), kind)
    for _ in range(7):
        layer(paddle.ones([1, 2])).sum().backward()
        optimizer.step()
        optimizer.clear_grad()
        optimizer._learning_rate.step()
    paddle.save(optimizer.state_dict(), str(tmp_path / "a.pdopt"))
    fresh = kind(CurveLR(CURVE), parameters=layer.parameters())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fresh.set_state_dict(paddle.load(str(tmp_path / "a.pdopt")))
    assert fresh.get_lr() == CURVE(7)


@given(update=st.integers(0, 12), inside_optimizer=st.booleans())
def test_a_state_of_paddles_own_class_goes_on_at_its_update(update, inside_optimizer):
    paddles = lr.CosineAnnealingDecay(0.1, 12)
    for _ in range(update):
        paddles.step()
    ours = CosineAnnealingDecay(0.1, 12)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        if inside_optimizer:
            _, optimizer = optimizer_of(ours)
            optimizer.set_state_dict({"LR_Scheduler": paddles.state_dict()})
        else:
            ours.set_state_dict(paddles.state_dict())
    assert ours.last_epoch == update
    assert ours() == pytest.approx(paddles(), abs=1e-13)


def test_a_state_of_paddle_that_does_not_fit_is_said():
    paddles = lr.CosineAnnealingDecay(0.1, 100)
    for _ in range(50):
        paddles.step()
    ours = CosineAnnealingDecay(0.01, 200)
    with pytest.warns(UserWarning, match=r"the state has the rate 0\.05 at update 50, .* has 0\.00853\d*: it may be"):
        ours.set_state_dict(paddles.state_dict())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ours.set_state_dict(paddles.state_dict(), policy="keep")


def test_the_applied_rate_is_the_rate_of_the_curve():
    layer, optimizer = optimizer_of(CurveLR(CURVE))
    for update in range(15):
        before = layer.bias.numpy().copy()
        layer(paddle.ones([1, 2])).sum().backward()
        optimizer.step()
        optimizer.clear_grad()
        applied = (before - layer.bias.numpy()).item()
        assert applied == pytest.approx(CURVE(update), abs=3e-7)
        optimizer._learning_rate.step()


class Ones(paddle.io.Dataset):
    def __len__(self):
        return 16

    def __getitem__(self, index):
        return np.ones(4, "float32"), np.zeros(1, "float32")


@pytest.mark.filterwarnings("ignore:To copy construct from a tensor")
def test_in_model_fit():
    network = paddle.nn.Linear(4, 1)
    scheduler = StepDecay(0.1, 3, 0.5)
    model = paddle.Model(network)
    model.prepare(paddle.optimizer.Momentum(scheduler, parameters=network.parameters()), paddle.nn.MSELoss())
    model.fit(Ones(), batch_size=4, epochs=2, verbose=0)
    assert (scheduler.last_epoch, scheduler()) == (8, 0.1 * 0.5**2)


def test_a_notebook_draws_it_where_it_is():
    scheduler = CurveLR(CURVE)
    scheduler.step(40)
    bundle = scheduler._repr_mimebundle_()
    assert bundle["text/plain"] == repr(scheduler)
    assert "update 40: " in bundle["image/svg+xml"]
