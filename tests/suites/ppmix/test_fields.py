"""The parts of PaddleMIX' schedules, and how the schedules of other suites are written."""

from paddle_lrkit.config.document import Document
from paddle_lrkit.lint.engine import check_config
from paddle_lrkit.suites import load_schedule
from paddle_lrkit.suites.base import Selection
from paddle_lrkit.suites.convert import translate
from paddle_lrkit.suites.ppmix.fields import FIELDS


def fields(entry=None, **flags):
    return FIELDS.read(Document({"learning_rate": 0.1, **flags}), Selection(entry=entry), None)


def test_the_flags_of_a_loop():
    found = fields(lr_scheduler="cosine", max_train_steps=90, gradient_accumulation_steps=4)
    assert (found.shape, found.run.value, found.run_unit, found.optimizer) == ("cosine", 90, "it", "AdamW")
    assert (found.warmup.value, found.warmup.key_path, found.behaviour.stretches_by) == (2000, ("lr_warmup_steps",), 4)
    constant = fields(lr_warmup_steps=10, num_train_epochs=3, scale_lr=True)
    assert [item.value for item in constant.ignored_warmups] == [10]
    assert (constant.warmup, constant.run_unit, constant.batch_scaling.value) == (None, "ep", True)


def test_the_flags_of_the_trainers():
    mini = fields(max_steps=90, warmup=0.1)
    assert (mini.warmup.value, mini.warmup_unit, mini.run_unit) == (0.1, "%", "it")
    assert [part.item.key_path[-1] for part in mini.quantities] == ["learning_rate", "eta_min", "warmup_start_lr"]
    eva = fields(num_train_epochs=9, warmup_epochs=2)
    assert (eva.warmup.value, eva.warmup_unit) == (2, "ep")
    assert (fields("paddlemix.eva02", warmup_epochs=2, warmup_steps=7).warmup.value) == 7
    assert fields(max_steps=90) is None
    assert fields("paddlemix.clip", max_steps=90, warmup_steps=3).warmup.value == 3


def test_the_arguments_of_a_call():
    call = {"name": "linear", "num_warmup_steps": 3, "num_training_steps": 80}
    found = FIELDS.read(Document({"get_scheduler": call, "total": 90}), Selection(), None)
    assert (found.run.value, found.span.value, found.warmup.value, found.rate.value) == (90, 80, 3, 0.1)
    assert FIELDS.read(Document({"get_scheduler": 3}), Selection(), None) is None


def test_a_schedule_is_written_as_flags():
    source = {"learning_rate": 3e-5, "max_steps": 240, "warmup_steps": 24, "lr_scheduler_type": "cosine"}
    flags = translate(load_schedule(source), source, "ppmix").data
    assert flags == {
        "learning_rate": 3e-5,
        "lr_scheduler": "cosine",
        "max_train_steps": 240,
        "lr_warmup_steps": 24,
    }
    longer = {**source, "decay_steps": 300}
    assert translate(load_schedule(longer), longer, "ppmix").missing == (
        "a cosine decay over 276 updates where 216 are left of the run",
    )
    source = {"Global": {"epochs": 12}, "Optimizer": {"lr": {"name": "Linear", "learning_rate": 0.1, "power": 2.0}}}
    missing = translate(load_schedule(source, suite="ppcls", steps_per_epoch=20), source, "ppmix").missing
    assert missing == ("a polynomial that ends at 0 (a script's ends at 1e-7)",)


def test_the_rules_of_a_call_are_text():
    config = {"get_scheduler": {"name": "piecewise_constant", "learning_rate": 0.1, "step_rules": "0.5"}, "total": 9}
    assert "number-as-string" not in {each.rule for each in check_config(config)}
