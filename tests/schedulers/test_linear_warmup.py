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
    "CosineAnnealingDecay": (0.1, 6),
    "LinearLR": (0.1, 9, 1.0, 0.2),
    "CosineAnnealingWarmRestarts": (0.1, 11),
}


JUMPS = "ignore:LinearWarmup. the ramp goes to end_lr:UserWarning"
TURNS = "ignore:(LinearWarmup|CosineAnnealingDecay). the rate rises again:UserWarning"


@given(
    name=st.sampled_from(sorted(INNER)),
    steps=st.integers(1, 30),
    part=st.floats(0, 0.99),
    end=st.one_of(st.just(0.1), st.floats(1e-6, 1)),
    of_paddle=st.booleans(),
)
@pytest.mark.filterwarnings(TURNS, JUMPS)
def test_over_a_scheduler(drop_in, name, steps, part, end, of_paddle):
    """Past its end, and with an ``end_lr`` that is not the rate that follows."""
    inner = getattr(lr if of_paddle else schedulers, name)
    ramp = (steps, part * end, end)
    drop_in(
        lambda **more: LinearWarmup(inner(*INNER[name]), *ramp, **more),
        lambda: lr.LinearWarmup(getattr(lr, name)(*INNER[name]), *ramp),
    )


@given(rate=st.floats(1e-6, 10), steps=st.integers(1, 60), part=st.floats(0, 0.99), end=st.floats(1e-6, 10))
@pytest.mark.filterwarnings(JUMPS)
def test_over_a_rate(drop_in, rate, steps, part, end):
    ramp = (steps, part * end, end)
    drop_in(lambda **more: LinearWarmup(rate, *ramp, **more), lambda: lr.LinearWarmup(rate, *ramp))


def test_over_a_warmup(drop_in):
    def make(module, **more):
        inside = module.LinearWarmup(module.CosineAnnealingDecay(0.1, 50), 5, 0.05, 0.1)
        return module.LinearWarmup(inside, 5, 0.0, 0.05, **more)

    drop_in(lambda **more: make(schedulers, **more), lambda: make(lr))


@pytest.mark.parametrize(("body", "after"), [(0.05, "0.05"), (lr.OneCycleLR(0.1, 100), "0.004")])
def test_a_jump_is_said_once_and_made(rates, body, after):
    sentence = f"LinearWarmup: the ramp goes to end_lr=0.1, and the rate then jumps to {after} at update 4, as Paddle's"
    with pytest.warns(UserWarning, match=f"^{sentence} does$") as caught:
        scheduler = LinearWarmup(body, 4, 0.0, 0.1)
    assert [warning.filename for warning in caught] == [__file__]
    assert rates(scheduler, 6)[:5] == pytest.approx([0.0, 0.025, 0.05, 0.075, float(after)])


@pytest.mark.parametrize("of_paddle", [False, True])
@pytest.mark.parametrize("nested", [False, True])
def test_the_turn_of_a_cosine_inside_is_said_once(rates, of_paddle, nested):
    module = lr if of_paddle else schedulers
    inside = module.CosineAnnealingDecay(0.1, 10)
    inside = module.LinearWarmup(inside, 2, 0.05, 0.1) if nested else inside
    scheduler = LinearWarmup(inside, 5, 0.0, 0.05 if nested else 0.1)
    turn = 17 if nested else 15
    rates(scheduler, turn + 1)
    with pytest.warns(UserWarning, match=f"LinearWarmup: the rate rises again after update {turn}"):
        scheduler.step()
    rates(scheduler, 40)
    scheduler.state_dict()


@pytest.mark.parametrize("of_paddle", [False, True])
def test_the_length_counts_the_ramp_and_the_fall(of_paddle):
    def make(T_max, steps):
        return LinearWarmup((lr if of_paddle else schedulers).CosineAnnealingDecay(0.1, T_max), steps, 0.0, 0.1)

    saved, longer = make(8, 2), make(16, 4)
    saved.step(6)
    assert (saved.length, saved.state_dict()["length"]) == (10, 10)
    longer.set_state_dict(saved.state_dict(), policy="rescale")
    assert (longer.last_epoch, longer()) == (12, pytest.approx(0.05))


@given(at=st.integers(0, 30), form=st.sampled_from(["scheduler", "rate", "warmup"]))
@pytest.mark.filterwarnings(TURNS, "ignore:There are some unused values in state_dict:UserWarning")
def test_paddles_own_class_continues_from_a_state_of_ours(rates, at, form):
    """The way back: it reads the state of the scheduler inside."""

    def make(module):
        if form == "rate":
            return module.LinearWarmup(0.1, 5, 0.0, 0.1)
        inside = module.CosineAnnealingDecay(0.1, 9)
        inside = module.LinearWarmup(inside, 3, 0.05, 0.1) if form == "warmup" else inside
        return module.LinearWarmup(inside, 5, 0.0, 0.05 if form == "warmup" else 0.1)

    ours, paddles = make(schedulers), make(lr)
    ours.step(at)
    paddles.set_state_dict(ours.state_dict())
    assert rates(paddles, 20) == pytest.approx(rates(ours, 20), abs=1e-13)


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
    with pytest.raises(CheckpointError, match=r"with other settings: patience was 0 and is 3 now"):
        other.set_state_dict(saved.state_dict())
    other.set_state_dict(saved.state_dict(), policy="keep")
    assert (other(), other.last_epoch) == (0.05, 5)


def test_a_notebook_draws_what_follows_from_the_update_alone():
    assert LinearWarmup(StepDecay(0.1, 30), 10, 0.0, 0.1)._repr_svg_().startswith("<svg")
    waiting = LinearWarmup(schedulers.ReduceOnPlateau(0.1), 10, 0.0, 0.1)
    assert waiting._repr_mimebundle_() == {"text/plain": repr(waiting)}
