import pytest
from hypothesis import given
from hypothesis import strategies as st
from paddle.optimizer import lr

from paddle_lrkit.curves import constant, cosine, linear
from paddle_lrkit.errors import CheckpointError, ConfigError
from paddle_lrkit.schedulers import (
    CosineAnnealingDecay,
    CurveLR,
    ExponentialDecay,
    LinearWarmup,
    ReduceOnPlateau,
    SequentialLR,
    StepDecay,
)


@given(first=st.integers(1, 20), second=st.integers(1, 20))
def test_curves_become_one_curve(drop_in, first, second):
    def make(**more):
        return SequentialLR(
            [lr.StepDecay(0.1, 5), ExponentialDecay(0.2, 0.9), CurveLR(constant(0.3))],
            [first, first + second],
            **more,
        )

    drop_in(make, None)
    expected = [StepDecay(0.1, 5).curve(t) for t in range(first)]
    expected += [ExponentialDecay(0.2, 0.9).curve(t) for t in range(second)] + [0.3]
    assert [make().curve(t) for t in range(first + second + 1)] == expected
    assert make().is_curve


def plateau_run(kind):
    """A scheduler with a plateau from update 4 on, and the plateau itself."""
    plateau = ReduceOnPlateau(0.1, factor=0.5, patience=0)
    if kind == "warmup":
        return LinearWarmup(plateau, 4, 0.0, 0.1)
    return SequentialLR([CurveLR(linear(0.0, 0.1, 4)), plateau, CosineAnnealingDecay(0.02, 10)], [4, 20])


@pytest.mark.parametrize("kind", ["warmup", "sequence"])
def test_a_plateau_composes(kind):
    scheduler = plateau_run(kind)
    rates = []
    for update in range(12):
        rates.append(scheduler())
        scheduler.observe(1.0 if update < 8 else 0.5 if update == 8 else 2.0)
        scheduler.step()
    ramp = [0.0, 0.025, 0.05, 0.075]
    assert rates == pytest.approx([*ramp, 0.1, 0.1, 0.05, 0.025, 0.0125, 0.0125, 0.00625, 0.003125])


def test_a_part_whose_turn_is_over_learns_nothing():
    scheduler = plateau_run("sequence")
    scheduler.step(25)
    for _ in range(5):
        scheduler.observe(1.0)
    assert scheduler() == cosine(0.02, 0.0, 10)(5)
    assert scheduler.schedulers[1].best is None


@pytest.mark.filterwarnings("ignore:SequentialLR. the rate rises again:UserWarning")
@given(at=st.integers(0, 30), kind=st.sampled_from(["warmup", "sequence"]), metrics=st.lists(st.floats(0, 2)))
def test_resumes_anywhere_to_the_same_future(at, kind, metrics):
    through, loaded = plateau_run(kind), plateau_run(kind)
    for update in range(40):
        if update == at:
            loaded.set_state_dict(through.state_dict())
        if update >= at:
            assert loaded() == through()
        for scheduler in (through, loaded) if update >= at else (through,):
            if update < len(metrics):
                scheduler.observe(metrics[update])
            scheduler.step()


@pytest.mark.parametrize(("milestone", "turn"), [(20, 10), (11, 46), (10, 45)])
def test_the_first_turn_of_a_cosine_is_said(rates, milestone, turn):
    """The part that ends where its cosine turns does not rise; the length is that of the last part's fall."""
    scheduler = SequentialLR([CosineAnnealingDecay(0.1, 10), CosineAnnealingDecay(0.05, 35)], [milestone])
    assert scheduler.length == milestone + 35
    rates(scheduler, turn + 1)
    with pytest.warns(UserWarning, match=f"SequentialLR: the rate rises again after update {turn}"):
        scheduler.step()


def test_only_keep_has_a_meaning_for_a_plateau():
    scheduler = plateau_run("sequence")
    with pytest.raises(CheckpointError, match="policy 'extend' needs a curve"):
        scheduler.set_state_dict(scheduler.state_dict(), policy="extend")


def test_a_state_without_its_part():
    scheduler = plateau_run("warmup")
    state = {key: value for key, value in scheduler.state_dict().items() if key != "LinearWarmup_LR"}
    with pytest.raises(CheckpointError, match="the state has no 'LinearWarmup_LR'"):
        scheduler.set_state_dict(state)


def test_a_plateau_of_paddle_gets_metrics_and_no_step_numbers():
    scheduler = LinearWarmup(lr.ReduceOnPlateau(0.1, patience=0, factor=0.5), 3, 0.0, 0.1)
    for _ in range(10):
        scheduler.step()
    assert scheduler() == 0.1
    scheduler.observe(1.0)
    scheduler.observe(1.0)
    assert scheduler() == 0.05


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (([StepDecay(0.1, 5)], [3]), "milestones: must be one fewer than the 1 schedulers"),
        (([StepDecay(0.1, 5), 0.1], [3]), "schedulers: must be schedulers, got 0.1"),
        (([StepDecay(0.1, 5)] * 3, [9, 3]), "milestones: must ascend, each once, got 3 after 9"),
    ],
)
def test_bad_arguments(arguments, sentence):
    with pytest.raises(ConfigError) as caught:
        SequentialLR(*arguments)
    assert str(caught.value) == sentence
