"""The parts of Paddle3D's schedules, for the linter and for rescale."""

from paddle_lrkit.config.document import Document
from paddle_lrkit.suites.base import Selection
from paddle_lrkit.suites.pp3d.fields import FIELDS
from tests.suites.pp3d.test_reader import BY_EPOCH, COSINE, DELAYED, ONE_CYCLE, ONE_CYCLE_ADAM, config, warmed


def fields(data, **given):
    return FIELDS.read(Document(data), Selection(given=given), None)


def kinds(found):
    return {".".join(map(str, part.item.path[1:])): part.kind for part in found.quantities}


def test_a_warmup_around_a_class_of_paddle():
    found = fields(config(warmed(COSINE)))
    assert (found.shape, found.span.value, found.warmup.value, found.start.value) == ("cosine", 170, 30, 0.0)
    assert (found.run_unit, found.unit, found.span_from_warmup) == ("ep", "it", True)
    assert kinds(found) == {
        "start_lr": "rate",
        "end_lr": "rate",
        "warmup_steps": "updates",
        "learning_rate.learning_rate": "rate",
        "learning_rate.eta_min": "rate",
        "learning_rate.T_max": "period",
    }


def test_a_cosine_of_epochs_counts_its_warmup():
    found = fields(config(warmed(BY_EPOCH)))
    assert (found.unit, found.warmup_unit, found.span_from_warmup) == ("ep", "it", False)
    assert "learning_rate.T_max" not in kinds(found)


def test_own_classes():
    found = fields(config(ONE_CYCLE, iters=200, optimizer=ONE_CYCLE_ADAM))
    assert (found.run.value, found.run_unit, found.rate.value, found.span.value) == (200, "it", 0.01, 150)
    assert found.optimizer == "Adam"
    assert kinds(found) == {"lr_max": "rate", "total_step": "period"}
    assert kinds(fields({"iters": 9, "lr_scheduler": DELAYED}))["lr_delay_steps"] == "period"


def test_what_the_command_line_gives_has_no_key():
    found = fields(config(warmed(COSINE)), learning_rate=0.05, iters=90)
    assert (found.rate.value, found.rate.key_path, found.run.value, found.run.key_path) == (0.05, None, 90, None)


def test_a_rate_without_a_schedule():
    found = fields({"iters": 9, "optimizer": {"type": "SGD", "learning_rate": 0.1}, "ray_batch_size": 4000})
    assert (found.shape, found.rate.value, found.batch.value) == ("constant", 0.1, 4000)
    assert kinds(found) == {"learning_rate": "rate"}
    assert found.behaviour.counts_rays


def test_an_overlay_keeps_its_path():
    found = fields({"quant_config": {}, "finetune_config": config(warmed(COSINE))})
    assert found.run.path == ("finetune_config", "epochs")
    assert found.warmup.path == ("finetune_config", "lr_scheduler", "warmup_steps")
