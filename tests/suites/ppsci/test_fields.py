"""The parts of PaddleScience's schedules, and how the schedules of other suites are written."""

import pytest

from paddle_lrkit.config.document import Document
from paddle_lrkit.suites import load_schedule
from paddle_lrkit.suites.base import Selection
from paddle_lrkit.suites.convert import translate
from paddle_lrkit.suites.ppsci.fields import FIELDS


def fields(train, entry=None):
    return FIELDS.read(Document({"TRAIN": {"epochs": 12, **train}}), Selection(entry=entry), None)


def test_the_parts_of_a_schedule():
    found = fields({"lr_scheduler": {"epochs": 9, "learning_rate": 0.1, "eta_min": 0.01, "warmup_epoch": 2}})
    assert (found.name, found.shape, found.span.value, found.floor.value) == ("Cosine", "cosine", 9, 0.01)
    assert (found.warmup.path, found.unit, found.run.value) == (("TRAIN", "lr_scheduler", "warmup_epoch"), "ep", 12)
    table = fields({"lr_scheduler": {"epochs": 9, "decay_epochs": [3], "values": [0.1, 0.01]}})
    assert (table.rate.value, table.milestones.value, table.values.value) == (0.1, [3], [0.1, 0.01])
    constant = fields({"learning_rate": 0.1})
    assert (constant.shape, constant.section, constant.rate.value) == ("constant", ("TRAIN",), 0.1)
    called = fields({"lr_scheduler": {"type": "CosineAnnealingDecay", "learning_rate": 0.1, "warmup_epoch": 2}})
    assert (called.shape, called.warmup, called.arguments) == ("constant", None, ())


def test_a_run_that_is_the_first_of_several_has_no_length_of_its_own():
    stage = fields({"lr_scheduler": {"epochs": 40, "learning_rate": 0.1, "gamma": 0.9, "decay_steps": 9}})
    assert stage.behaviour.open_length
    assert not fields({"lr_scheduler": {"epochs": 40, "learning_rate": 0.1}}).behaviour.open_length


def test_keys_that_tell_no_class_have_no_fields():
    assert fields({"lr_scheduler": {"epochs": 9}}) is None
    assert fields({"lr_scheduler": 3}) is None
    assert fields({"lr_scheduler": 3}, "ppsci.Cosine") is None


@pytest.mark.parametrize(
    ("lr", "section"),
    [
        ({"name": "Cosine", "learning_rate": 0.1, "warmup_epoch": 2}, {"learning_rate": 0.1, "eta_min": 0.0}),
        ({"name": "Linear", "learning_rate": 0.1, "power": 2.0}, {"learning_rate": 0.1, "end_lr": 0.0, "power": 2.0}),
        ({"name": "ConstLR", "learning_rate": 0.1, "warmup_epoch": 1}, {"learning_rate": 0.1, "end_lr": 0.1}),
        (
            {"name": "Piecewise", "decay_epochs": [4, 8], "values": [0.1, 0.02, 0.001]},
            {"decay_epochs": [4, 8], "values": [0.1, 0.02, 0.001]},
        ),
    ],
)
def test_a_schedule_is_written_with_the_keys_that_tell_its_class(lr, section):
    source = {"Global": {"epochs": 12}, "Optimizer": {"lr": lr}}
    written = translate(load_schedule(source, suite="ppcls", steps_per_epoch=20), source, "ppsci")
    train = written.data["TRAIN"]
    assert written.assumed[0].startswith(f"the class is {written.name}, ")
    assert (train["epochs"], train["iters_per_epoch"]) == (12, 20)
    keys = train["lr_scheduler"]
    assert {**keys, **section} == keys
    assert (keys["epochs"], keys["iters_per_epoch"]) == ("${TRAIN.epochs}", "${TRAIN.iters_per_epoch}")


def test_what_cannot_be_written_is_said():
    scheduler = {"type": "CosineAnnealingDecay", "learning_rate": 0.1, "T_max": 300}
    source = {"iters": 250, "lr_scheduler": scheduler}
    missing = translate(load_schedule(source, steps_per_epoch=20), source, "ppsci").missing
    assert missing == (
        "a run of 250 updates (PaddleScience's has whole epochs)",
        "a cosine decay over 300 updates where 250 are left of the run",
    )
