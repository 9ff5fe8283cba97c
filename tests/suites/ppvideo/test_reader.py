"""PaddleVideo's schedules against a loop that steps as its trainer does."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites import load_schedule
from tests.suites.ppvideo.stepping import trained

COSINE = {
    "name": "CustomWarmupCosineDecay",
    "iter_step": True,
    "warmup_start_lr": 0.001,
    "warmup_epochs": 3,
    "cosine_base_lr": 0.1,
    "max_epoch": 12,
}
TABLE = {
    "name": "CustomWarmupPiecewiseDecay",
    "iter_step": True,
    "warmup_start_lr": 0.001,
    "warmup_epochs": 2,
    "step_base_lr": 0.1,
    "lrs": [1, 0.1, 0.01, 0.001],
    "gamma": 0.1,
    "steps": [0, 4, 8],
    "max_epoch": 12,
}
BY_EPOCH = {
    "name": "CustomWarmupCosineStepDecay",
    "iter_step": True,
    "warmup_iters": 2.5,
    "warmup_ratio": 0.1,
    "min_lr": 1e-6,
    "base_lr": 3e-4,
    "max_epoch": 12,
}
ADJUSTED = {
    "name": "CustomWarmupAdjustDecay",
    "iter_step": True,
    "step_base_lr": 0.1,
    "warmup_epochs": 3,
    "lr_decay_rate": 0.5,
    "boundaries": [9, 5, 5],
}
OWN = (COSINE, TABLE, BY_EPOCH, ADJUSTED)
STEP = {"name": "MultiStepDecay", "learning_rate": 0.1, "milestones": [4, 8]}


def video(lr, epochs=12, **others):
    return {"epochs": epochs, "OPTIMIZER": {"learning_rate": lr}, **others}


def without(lr, *keys):
    return {key: value for key, value in lr.items() if key not in keys}


def read(config, batches=20, **options):
    return load_schedule(config, steps_per_epoch=batches, **options)


def assert_trained(config, batches, cards=1):
    schedule, rates = read(config, batches, world_size=cards), trained(config, batches, cards)
    assert schedule.total_updates == len(rates)
    assert [schedule.curve(update) for update in range(len(rates))] == pytest.approx(rates, rel=1e-13, abs=1e-18)


@pytest.mark.parametrize("batches", [1, 7, 20, 30, 49])
@pytest.mark.parametrize("lr", OWN, ids=lambda lr: lr["name"])
def test_an_update_has_the_rate_of_the_loop(lr, batches):
    assert_trained(video(lr, 15), batches)


@pytest.mark.parametrize("lr", [COSINE, TABLE, ADJUSTED], ids=lambda lr: lr["name"])
@pytest.mark.parametrize("num_iters", [1, 5, 2.5])
def test_without_iter_step_a_tick_is_an_epoch(lr, num_iters):
    assert_trained(video({**without(lr, "iter_step"), "num_iters": num_iters}), 20)
    assert read(video({**without(lr, "iter_step"), "num_iters": num_iters})).stepped == "epoch"


@pytest.mark.parametrize(("size", "cards", "samples"), [(8, 1, 24), (8, 4, 64), (1, 2, 14), (8, 1, 8)])
@pytest.mark.parametrize("lr", OWN, ids=lambda lr: lr["name"])
def test_gradients_are_accumulated_inside_an_epoch(lr, size, cards, samples):
    more = {"GRADIENT_ACCUMULATION": {"global_batch_size": samples}, "DATASET": {"batch_size": size}}
    assert_trained(video(lr, **more), 20, cards)


@settings(max_examples=60)
@given(
    batches=st.integers(1, 80),
    warmup=st.one_of(st.integers(0, 9), st.floats(0.1, 9)),
    steps=st.lists(st.integers(0, 12), max_size=4),
    span=st.integers(1, 14),
)
def test_any_table(batches, warmup, steps, span):
    lr = {**TABLE, "warmup_epochs": warmup, "steps": steps, "max_epoch": span, "lrs": [1, 0.5, 0.2, 0.1, 0.05]}
    assert_trained(video(lr, 13), batches)


def test_rounding_decides_where_a_step_falls():
    curve = read(video(TABLE), 30).curve
    falls = [update for update in range(1, 360) if curve(update) < 0.5 * curve(update - 1)]
    assert falls == [121, 241]


def test_any_update_may_be_asked_first():
    schedule = read(video({**COSINE, "max_epoch": 10**9}, 10**9), 7329)
    assert 0 < schedule.curve(5 * 10**12) < 0.1
    assert schedule.curve(schedule.total_updates - 1) < 1e-7


def test_the_warmup_is_counted_in_updates():
    assert read(video(COSINE)).warmup_updates == 60
    assert read(video(ADJUSTED), 20).warmup_updates == 61, "at update 60 the epoch is a little less than 3"
    more = {"GRADIENT_ACCUMULATION": {"global_batch_size": 24}, "DATASET": {"batch_size": 8}}
    assert read(video(COSINE, **more)).warmup_updates == 18


def test_paddles_classes_count_epochs_and_may_hold_another():
    schedule = read(video({"name": "LinearWarmup", "learning_rate": STEP, "warmup_steps": 2, **ENDS}))
    assert [schedule.curve(update) for update in (0, 20, 40, 119, 120, 200)] == pytest.approx(
        [0.0, 0.05, 0.1, 0.1, 0.01, 0.001]
    )
    schedule = read(video({"name": "LinearWarmup", "learning_rate": BY_EPOCH, "warmup_steps": 2, **ENDS}))
    assert schedule.curve(40) == pytest.approx(3e-4 * (1 - (1 - 1 / 50) * 0.9))
    schedule = read(video({"name": "LinearWarmup", "learning_rate": COSINE, "warmup_steps": 2, **ENDS}))
    assert schedule.curve(40) == pytest.approx(0.001)
    inner = without(ADJUSTED, "iter_step")
    schedule = read(video({"name": "LinearWarmup", "learning_rate": inner, "warmup_steps": 2, **ENDS}))
    assert [schedule.curve(20 * epoch) for epoch in (2, 3, 4, 5, 7, 11)] == pytest.approx(
        [0.1 / 3, 0.2 / 3, 0.1, 0.1, 0.025, 0.0125]
    )


ENDS = {"start_lr": 0.0, "end_lr": 0.1}


def test_boundaries_in_batches():
    lr = {"name": "CustomPiecewiseDecay", "iter_step": True, "boundaries": [50, 120], "values": [0.1, 0.01, 0.001]}
    curve = read(video(lr)).curve
    assert [curve(update) for update in (49, 50, 119, 120)] == [0.1, 0.01, 0.01, 0.001]


def test_text_is_a_number_but_not_in_lists(tmp_path):
    file = tmp_path / "c.yaml"
    file.write_text(
        "epochs: 12\nOPTIMIZER:\n  learning_rate:\n    {name: CosineAnnealingDecay, learning_rate: 1e-1, T_max: 12}\n"
    )
    assert read(str(file)).curve(0) == 0.1
    file.write_text(
        "epochs: 12\nOPTIMIZER:\n  learning_rate:\n    name: PiecewiseDecay\n    boundaries: [5e0]\n"
        "    values: [0.1, 0.01]\n"
    )
    with pytest.raises(
        ConfigError, match=r"c\.yaml:5: OPTIMIZER\.learning_rate\.boundaries\.0: .* '5e0', which is tex"
    ):
        read(str(file))


@pytest.mark.parametrize(
    ("lr", "message"),
    [
        (0.01, "learning_rate: must be a section with keys, got 0.01"),
        ({"learning_rate": 0.1}, "name: is missing"),
        ({"name": "CustomWarmupCosine"}, "did you mean 'CustomWarmupCosineDecay'"),
        (without(COSINE, "iter_step"), "iter_step: is missing: CustomWarmupCosineDecay of PaddleVideo needs iter_step"),
        ({**COSINE, "iter_step": False}, "iter_step: must be true or left out"),
        ({**STEP, "iter_step": True}, "iter_step: must be left out: MultiStepDecay counts epochs"),
        ({**STEP, "iter_step": False}, "iter_step: must be true or left out"),
        (without(BY_EPOCH, "iter_step"), "iter_step: is missing, and it gives the batches of an epoch"),
        (without(TABLE, "gamma"), "gamma: is missing"),
        ({**COSINE, "max_epoch": 0}, "max_epoch: must be a number other than 0"),
        ({**COSINE, "foo": 1}, "takes no argument 'foo'"),
        ({**COSINE, "cosine_base_lr": "high"}, "cosine_base_lr: must be a finite number, got 'high'"),
        ({**TABLE, "lrs": [1, 0.1]}, "error after update 160: it needs a number at lrs.2, which is missing"),
        ({**TABLE, "lrs": [1, 0.1, "1e-2"]}, "error after update 160: it needs a number at lrs.2, which is '1e-2'"),
        ({**TABLE, "lrs": []}, "error after update 0: it needs a number at lrs.0, which is missing"),
        ({**TABLE, "steps": 4}, "steps: must be a list"),
        (without(ADJUSTED, "iter_step"), "an error at the end of epoch 1: the class divides by num_iters"),
        ({**COSINE, "iter_step": None, "num_iters": 0}, "iter_step: must be true or left out"),
        ({**without(COSINE, "iter_step"), "num_iters": -1}, "num_iters: must be > 0"),
        ({"name": "ReduceOnPlateau", "learning_rate": 0.1}, "epoch 1: ReduceOnPlateau is stepped without a metric"),
        ({**STEP, "learning_rate": COSINE}, "learning_rate: must be a finite number"),
        (
            {"name": "OneCycleLR", "max_learning_rate": 0.1, "total_steps": 5},
            "at the end of epoch 6: the schedule has 6 epochs",
        ),
    ],
)
def test_a_fault_is_explained(lr, message):
    with pytest.raises(ConfigError) as caught:
        read(video(lr))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (
            {"GRADIENT_ACCUMULATION": {"global_batch_size": 20}},
            "must be a multiple of 8 (DATASET.batch_size 8 x GPUs 1)",
        ),
        ({"GRADIENT_ACCUMULATION": {"global_batch_size": 4}}, "must be a whole number >= 8, got 4"),
        ({"GRADIENT_ACCUMULATION": {"num_iters": 4}}, "global_batch_size: is missing"),
        ({"GRADIENT_ACCUMULATION": {"global_batch_size": 400}}, "an update takes 50 batches, an epoch has 20"),
        ({"DATASET": {"batch_size": "many"}}, "DATASET.batch_size: must be a whole number >= 1, got 'many'"),
    ],
)
def test_a_batch_that_does_not_fit(more, message):
    with pytest.raises(ConfigError) as caught:
        read(video(STEP, **more))
    assert message in str(caught.value)


def test_the_batches_of_an_epoch_come_from_the_images():
    schedule = load_schedule(video(STEP, DATASET={"batch_size": 4}), images=103, world_size=2)
    assert (schedule.steps_per_epoch, schedule.batch_size) == (13, 4)
    with pytest.raises(ConfigError, match=r"images / \(DATASET.batch_size x GPUs\)"):
        load_schedule(video(STEP))


def test_a_class_that_fails_after_the_last_update_trains():
    assert read(video(without(ADJUSTED, "iter_step"), 1)).total_updates == 20


def test_multigrid_is_said():
    (assumed,) = read(video(TABLE, MULTIGRID={"LONG_CYCLE": True})).assumed
    assert "trained without --multigrid" in assumed


def test_one_gpu_is_said_where_it_counts():
    accumulating = video(TABLE, GRADIENT_ACCUMULATION={"global_batch_size": 16})
    assert read(accumulating).assumed == (
        "1 GPU, on which the batches of an update depend; --gpus gives another number",
    )
    assert read(accumulating, world_size=2).assumed == ()
