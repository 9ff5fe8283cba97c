import pytest
from hypothesis import given
from hypothesis import strategies as st
from paddle.optimizer import lr

from paddle_lrkit.errors import CheckpointError, ConfigError
from paddle_lrkit.schedulers import CosineAnnealingDecay

TURNS = "ignore:CosineAnnealingDecay. the rate rises again:UserWarning"


@pytest.mark.filterwarnings(TURNS)
@given(rate=st.floats(1e-6, 10), T_max=st.integers(1, 80), part=st.floats(0, 1))
def test_drop_in_past_its_end(drop_in, rate, T_max, part):
    """Up to 40 half periods."""
    arguments = (rate, T_max, part * rate)
    drop_in(
        lambda **more: CosineAnnealingDecay(*arguments, **more),
        lambda: lr.CosineAnnealingDecay(*arguments),
    )


def test_the_turn_is_said_once():
    scheduler = CosineAnnealingDecay(0.1, 10, 0.01)
    walked = walk_to(scheduler, 10)
    with pytest.warns(UserWarning, match="the rate rises again after update 10, as Paddle's does") as caught:
        scheduler.step()
    assert "which stays at 0.01" in str(caught[0].message)
    assert "\n" not in str(caught[0].message)
    assert caught[0].filename == __file__
    walked += walk_to(scheduler, 29)
    assert max(walked[1:]) == pytest.approx(scheduler.curve(20)) == 0.1


def walk_to(scheduler, update):
    """The rates up to an update; a warning is an error in these tests."""
    rates = [scheduler()]
    while scheduler.last_epoch < update:
        scheduler.step()
        rates.append(scheduler())
    return rates


def test_a_jump_and_a_resumed_scheduler_say_it_too():
    with pytest.warns(UserWarning, match="rises again after update 10"):
        CosineAnnealingDecay(0.1, 10).step(15)
    with pytest.warns(UserWarning, match="rises again after update 10"):
        CosineAnnealingDecay(0.1, 10, last_epoch=14)
    resumed = CosineAnnealingDecay(0.1, 10)
    resumed.set_state_dict({"last_epoch": 12, "last_lr": resumed.curve(12)})
    with pytest.warns(UserWarning, match="rises again after update 10"):
        resumed.step()


def test_a_level_cosine_has_no_turn():
    assert set(walk_to(CosineAnnealingDecay(0.1, 3, 0.1), 20)) == {0.1}


def test_the_length_is_that_of_the_fall():
    """So that ``rescale`` and ``extend`` mean the schedule, and not its wave."""
    saved = CosineAnnealingDecay(0.1, 10)
    saved.step(5)
    assert (saved.length, saved.state_dict()["length"]) == (10, 10)
    longer = CosineAnnealingDecay(0.1, 40)
    longer.set_state_dict(saved.state_dict(), policy="rescale")
    assert (longer.last_epoch, longer()) == (20, pytest.approx(0.05))
    longer.set_state_dict(saved.state_dict(), policy="extend")
    assert longer() == pytest.approx(0.05)
    saved.step(10)
    with pytest.raises(CheckpointError, match="needs a curve that is longer than the 10 updates done"):
        CosineAnnealingDecay(0.2, 10).set_state_dict(saved.state_dict(), policy="extend")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((0.1, 10, 1.0), "eta_min: must be >= 0 and <= 0.1, got 1.0"),
        ((0.1, 0), "T_max: must be >= 1, got 0"),
        ((0.1, 10.0), "T_max: must be a whole number >= 1, got 10.0"),
        ((-0.1, 10), "learning_rate: must be >= 0, got -0.1"),
    ],
)
def test_bad_arguments(arguments, sentence):
    with pytest.raises(ConfigError) as caught:
        CosineAnnealingDecay(*arguments)
    assert str(caught.value) == sentence
