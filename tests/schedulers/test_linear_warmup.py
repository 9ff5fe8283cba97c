import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paddle.optimizer import lr

from paddle_lrkit import schedulers
from paddle_lrkit.errors import CheckpointError, ConfigError
from paddle_lrkit.schedulers import CosineAnnealingDecay, LinearWarmup, StepDecay


def decay(update):
    return 0.97**update


INNER = {
    "CyclicLR": (0.1, 0.3, 6, 9, "triangular2"),
    "InverseTimeDecay": (0.1, 0.2),
    "LambdaDecay": (0.1, decay),
    "MultiplicativeDecay": (0.1, decay),
    "NaturalExpDecay": (0.1, 0.05),
    "OneCycleLR": (2.5, 60),
    "PiecewiseDecay": ([5, 12], [0.1, 0.05, 0.2]),
    "PolynomialDecay": (0.1, 11, 0.001, 2.0, True),
    "StepDecay": (0.1, 7, 0.5),
    "MultiStepDecay": (0.1, [4, 9, 20], 0.5),
    "ExponentialDecay": (0.1, 0.93),
    "CosineAnnealingDecay": (0.1, 60),
    "CosineAnnealingWarmRestarts": (0.1, 11),
}


@given(
    name=st.sampled_from(sorted(INNER)),
    steps=st.integers(1, 30),
    part=st.floats(0, 0.99),
    of_paddle=st.booleans(),
)
def test_over_a_scheduler(drop_in, name, steps, part, of_paddle):
    inner = getattr(lr if of_paddle else schedulers, name)
    ramp = (steps, part * 0.1, 0.1)
    drop_in(
        lambda **more: LinearWarmup(inner(*INNER[name]), *ramp, **more),
        lambda: lr.LinearWarmup(getattr(lr, name)(*INNER[name]), *ramp),
    )


@given(rate=st.floats(1e-6, 10), steps=st.integers(1, 60), part=st.floats(0, 0.99))
def test_over_a_rate(drop_in, rate, steps, part):
    ramp = (steps, part * rate, rate)
    drop_in(lambda **more: LinearWarmup(rate, *ramp, **more), lambda: lr.LinearWarmup(rate, *ramp))


def test_over_a_warmup(drop_in):
    def make(module, **more):
        inside = module.LinearWarmup(module.CosineAnnealingDecay(0.1, 50), 5, 0.05, 0.1)
        return module.LinearWarmup(inside, 5, 0.0, 0.05, **more)

    drop_in(lambda **more: make(schedulers, **more), lambda: make(lr))


class Halving(lr.LRScheduler):
    """A scheduler of a user: no curve, only what Paddle's base class asks for."""

    def get_lr(self):
        return self.base_lr / 2**self.last_epoch


def test_over_a_scheduler_of_the_user(drop_in):
    drop_in(
        lambda **more: LinearWarmup(Halving(0.1), 5, 0.0, 0.1, **more),
        lambda: lr.LinearWarmup(Halving(0.1), 5, 0.0, 0.1),
    )


def test_the_state_of_a_scheduler_of_the_user_is_part_of_the_state():
    scheduler = LinearWarmup(Halving(0.1), 5, 0.0, 0.1)
    scheduler.step(8)
    assert scheduler.state_dict()["LinearWarmup_LR"] == {"last_epoch": 3, "last_lr": 0.0125}


def test_a_state_of_paddles_own_class_loads_without_a_warning():
    paddles = lr.LinearWarmup(lr.CosineAnnealingDecay(0.1, 9), 5, 0.0, 0.1)
    for _ in range(8):
        paddles.step()
    ours = LinearWarmup(CosineAnnealingDecay(0.1, 9), 5, 0.0, 0.1)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ours.set_state_dict(paddles.state_dict())
    assert ours() == pytest.approx(paddles(), rel=1e-12)


def test_a_state_of_the_other_form_is_refused():
    over_rate = LinearWarmup(0.1, 5, 0.0, 0.1)
    with pytest.raises(CheckpointError, match="name a policy"):
        LinearWarmup(CosineAnnealingDecay(0.1, 9), 5, 0.0, 0.1).set_state_dict(over_rate.state_dict())


def test_no_ramp():
    assert LinearWarmup(StepDecay(0.1, 5), 0, 0.0, 0.1)() == 0.1
    assert LinearWarmup(0.1, 5, 0.1, 0.1)() == 0.1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((0.1, -1, 0.0, 0.1), "warmup_steps: must be >= 0, got -1"),
        ((0.1, 5, 0.2, 0.1), "start_lr: must be >= 0 and <= 0.1, got 0.2"),
        ((0.1, 5, 0.0, -0.1), "end_lr: must be >= 0, got -0.1"),
        ((-0.1, 5, 0.0, 0.1), "learning_rate: must be >= 0, got -0.1"),
        (
            (0.1, 5, 0.0, 0.5),
            "end_lr: must be the rate after the warmup, 0.1, got 0.5; for a jump that is meant use "
            "CurveLR(linear(...).then(...))",
        ),
    ],
)
def test_bad_arguments(arguments, sentence):
    with pytest.raises(ConfigError) as caught:
        LinearWarmup(*arguments)
    assert str(caught.value) == sentence


def test_a_policy_reaches_the_plateau_inside():
    saved = LinearWarmup(schedulers.ReduceOnPlateau(0.1, patience=0, factor=0.5), 2, 0.0, 0.1)
    saved.step(5)
    for metric in (1.0, 1.0):
        saved.observe(metric)
    other = LinearWarmup(schedulers.ReduceOnPlateau(0.1, patience=3, factor=0.5), 2, 0.0, 0.1)
    with pytest.raises(CheckpointError, match=r"patience=0.*patience=3"):
        other.set_state_dict(saved.state_dict())
    other.set_state_dict(saved.state_dict(), policy="keep")
    assert (other(), other.last_epoch) == (0.05, 5)
