"""Which schedule of a PASSL config is read, and how long its run is."""

import pytest

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites import load_schedule
from paddle_lrkit.suites.load import load_schedules

STEP = {"name": "MultiStepDecay", "learning_rate": 0.02, "milestones": [1], "gamma": 0.5, "last_epoch": -1}
GROUPS = [{"name": "a", "lr": {**STEP, "learning_rate": 5.0}}, {"name": "b"}, {"name": "c", "lr": 0.3}]
CONFIG = {"Global": {"epochs": 3}, "Optimizer": {"lr_decay_unit": "epoch", "lr": STEP, "param_groups": GROUPS}}


def test_a_group_without_a_rate_has_that_of_the_optimizer():
    def first(index):
        return load_schedule(CONFIG, steps_per_epoch=4, optimizer_index=index).curve(0)

    assert [first(index) for index in (None, 0, 1, 2, 3)] == [0.02, 5.0, 0.02, 0.3, 0.02]
    assert [one.peak_lr for one in load_schedules(CONFIG, steps_per_epoch=4)] == [5.0, 0.02, 0.3, 0.02]
    with pytest.raises(ConfigError, match="has no group 4; optimizer_index must be 0 to 3"):
        first(4)


def test_the_unit_of_the_optimizer_replaces_that_of_the_section():
    optimizer = {"lr": {**STEP, "decay_unit": "step"}, "lr_decay_unit": "epoch"}
    by_epoch = load_schedule({"Global": {"epochs": 3}, "Optimizer": optimizer}, steps_per_epoch=4)
    assert [by_epoch.curve(update) for update in (3, 4)] == [0.02, 0.01]
    assert by_epoch.stepped == "epoch"
    per_step = load_schedule({"Global": {"epochs": 3}, "Optimizer": {"lr": STEP}}, suite="passl", steps_per_epoch=4)
    assert [per_step.curve(update) for update in (0, 1)] == [0.02, 0.01]


def test_a_rate_of_the_optimizer_goes_before_the_scheduler_whose_unit_stays():
    both = {"Global": {"epochs": 3}, "LRScheduler": {**STEP, "decay_unit": "epoch"}, "Optimizer": {"lr": {**STEP}}}
    assert load_schedule(both, steps_per_epoch=4).stepped == "epoch"
    assert load_schedule({**both, "Optimizer": {"lr": 0.7}}, steps_per_epoch=4).curve(11) == 0.7
    assert load_schedule({**both, "Optimizer": {"lr": 7}}, steps_per_epoch=4).curve(0) == 0.02
    with pytest.raises(ConfigError, match=r"LRScheduler\.name: unknown schedule"):
        load_schedule({**both, "LRScheduler": {"name": "Cosine"}}, steps_per_epoch=4)


@pytest.mark.parametrize(
    ("optimizer", "key", "words"),
    [
        ({}, "LRScheduler", "is missing, and PASSL needs it, or Optimizer.lr"),
        ({"lr": 1}, "Optimizer.lr", "must be a section or a number with a dot, got 1"),
        ({"lr": [0.1]}, "Optimizer.lr", "must be a section or a number with a dot"),
        ({"lr": 0.1, "param_groups": [{"lr": "1e-1"}]}, "Optimizer.param_groups.0.lr", "which is text in YAML 1.1"),
        ({"lr": 0.1, "param_groups": [{"lr": None}]}, "Optimizer.param_groups.0.lr", "must be a finite number"),
        (
            {"lr": 0.1, "param_groups": [{"lr": {**STEP, "learning_rate": "1e-1"}}]},
            "Optimizer.param_groups.0.lr.learning_rate",
            "which is text in YAML 1.1",
        ),
    ],
)
def test_a_refusal_names_the_key(optimizer, key, words):
    with pytest.raises(ConfigError, match=words) as caught:
        load_schedule(
            {"Global": {"epochs": 3}, "Optimizer": optimizer}, suite="passl", optimizer_index=0, steps_per_epoch=4
        )
    assert caught.value.key == key


def test_text_of_a_key_is_a_number_in_both_code_bases(tmp_path):
    file = tmp_path / "c.yml"
    file.write_text("Global: {epochs: '3'}\nLRScheduler: {learning_rate: 1e-3}\n")
    assert load_schedule(file, steps_per_epoch=4).curve(0) == 0.001
    file.write_text("epochs: 3\nlr_scheduler: {name: CosineAnnealingDecay, learning_rate: 1e-3, T_max: '3'}\n")
    assert load_schedule(file, steps_per_epoch=4).curve(0) == 0.001


def test_the_length_of_the_run():
    task = {"Global": {"epochs": 3, "max_train_step": 5}, "LRScheduler": {**STEP, "decay_unit": "epoch"}}
    sampler = {"batch_size": 10, "drop_last": True}
    assert load_schedule(task, steps_per_epoch=4).total_updates == 5
    whole = {**task, "Global": {"epochs": 3}, "DataLoader": {"Train": {"sampler": sampler}}}
    assert load_schedule(whole, images=95, world_size=2).total_updates == 3 * 4
    first = {"total_iters": 7, "lr_scheduler": {"name": "CosineWarmup", "learning_rate": 0.1, "T_max": 9}}
    first["lr_scheduler"] |= {"warmup_steps": 2, "start_lr": 0.0, "end_lr": 0.1}
    assert load_schedule(first, steps_per_epoch=4).total_updates == 7
    loader = {"dataloader": {"train": {"sampler": sampler}}}
    assert load_schedule({**first, **loader, "epochs": 2}, images=95).total_updates == 18
    with pytest.raises(ConfigError, match=r"the number of updates in an epoch is not known: images / \(dataloader"):
        load_schedule({**first, "epochs": 2})
    with pytest.raises(ConfigError, match="epochs: is missing, and PASSL needs it, or total_iters"):
        load_schedule({"lr_scheduler": first["lr_scheduler"]}, suite="passl", steps_per_epoch=2)


@pytest.mark.parametrize("value", [10**400, float("nan"), [3], "three", None, {"a": 1}, -1, 0, 2.5])
def test_hostile_epochs_are_one_sentence(value):
    with pytest.raises(ConfigError, match=r"^config: (Global\.)?epochs: "):
        load_schedule({"Global": {"epochs": value}, "LRScheduler": STEP}, steps_per_epoch=4)
