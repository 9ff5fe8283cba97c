"""The parts of a schedule: which keys are read, which are not, and which numbers change with the batch."""

import pytest

from paddle_lrkit.config.document import Document
from paddle_lrkit.suites.base import Selection
from paddle_lrkit.suites.ppformers.fields import FIELDS

BASE = {"stage": "SFT", "learning_rate": 1e-4, "max_steps": 100}


def fields(**more):
    return FIELDS.read(Document({**BASE, **more}), Selection(), None)


@pytest.mark.parametrize(
    ("more", "dead"),
    [
        ({"min_lr": 1e-6, "num_cycles": 2, "lr_end": 0.1, "power": 2}, {"min_lr", "num_cycles", "lr_end", "power"}),
        ({"lr_scheduler_type": "cosine", "min_lr": 1e-6, "num_cycles": 2, "decay_steps": 9}, set()),
        ({"lr_scheduler_type": "polynomial", "min_lr": 1e-6, "lr_end": 0, "power": 2}, {"min_lr"}),
        ({"lr_scheduler_type": "constant_with_warmup", "decay_steps": 9}, {"decay_steps"}),
        ({"stage": "dsv3_pretrain", "min_lr": 1e-6, "num_cycles": 2}, {"num_cycles"}),
        ({"lr_scheduler": "wsd:50", "decay_function": "1-sqrt"}, {"lr_scheduler", "decay_function"}),
        (
            {"stage": "VL-SFT", "fine_tuning": "Full", "batch_size": 1, "lr_scheduler_type": "linear", "min_lr": 1e-6},
            {"lr_scheduler_type"},
        ),
        ({"stage": "VL-SFT", "fine_tuning": "Full", "batch_size": 1, "lr_scheduler": "linear"}, {"lr_scheduler"}),
        ({"freeze_training": True}, {"learning_rate"}),
        ({"moe_gate_lr_ratio": 0.01}, {"moe_gate_lr_ratio"}),
        (
            {"fine_tuning": "Full", "batch_size": 1, "vit_lr_ratio": 0.9, "layerwise_lr_decay_bound": 0.5},
            {"vit_lr_ratio"},
        ),
        ({"num_train_epochs": 3, "global_batch_size": 8}, {"num_train_epochs", "global_batch_size"}),
    ],
)
def test_keys_without_effect(more, dead):
    assert {key.item.path[-1] for key in fields(**more).dead} == dead


def test_numbers_that_change_with_the_batch():
    cosine = fields(lr_scheduler_type="cosine", min_lr=1e-6, warmup_steps=7, decay_steps=90, lr_end=1e-3)
    assert {quantity.item.path[-1]: quantity.kind for quantity in cosine.quantities if quantity.item.path} == {
        "learning_rate": "rate",
        "warmup_steps": "updates",
        "decay_steps": "period",
        "min_lr": "rate",
    }
    steady = fields(stage="VL-SFT", fine_tuning="Full", batch_size=1, lr_scheduler="wsd:60")
    assert [(one.written, one.prefix) for one in steady.quantities if one.prefix] == [("60", "wsd:")]
    assert steady.decay_start.value == 60
    assert fields(stage="VL-SFT", fine_tuning="Full", batch_size=1, lr_scheduler="wsd").decay_start.value == 90


def test_rates_of_some_parameters():
    kit = {"fine_tuning": "LoRA", "batch_size": 1, "layerwise_lr_decay_bound": 0.5, "lora_plus_scale": 4}
    assert [item.value for item, _ in fields(**kit).rate_factors] == [0.5, 4]
    assert fields(**{**kit, "fine_tuning": "Full"}).rate_factors[0][0].path == ("layerwise_lr_decay_bound",)
    assert len(fields(**{**kit, "fine_tuning": "Full"}).rate_factors) == 1
    vision = {"stage": "VL-SFT", "fine_tuning": "Full", "batch_size": 1, "visual_ld": 0.9, "moe_gate_lr_ratio": 1.0}
    assert [item.path[-1] for item, _ in fields(**vision).rate_factors] == ["visual_ld"]
