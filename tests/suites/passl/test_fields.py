"""The parts of a PASSL schedule, as check and rescale see them."""

import pytest
import yaml

from paddle_lrkit.config.document import Document
from paddle_lrkit.errors import UsageError
from paddle_lrkit.lint.engine import check_file
from paddle_lrkit.suites.base import Selection
from paddle_lrkit.suites.passl.fields import FIELDS
from paddle_lrkit.suites.rescale.batch_change import BatchChange, Change
from paddle_lrkit.suites.rescale.rescaling import rescaled
from paddle_lrkit.suites.source import open_source
from paddle_lrkit.units import LengthOptions


def read(config, index=0):
    return FIELDS.read(Document(config), Selection(optimizer_index=index), None)


def findings(config, tmp_path):
    file = tmp_path / "c.yml"
    file.write_text(yaml.safe_dump(config))
    return {finding.rule: finding for finding in check_file(str(file))}


TIMM = {"name": "TimmCosine", "learning_rate": 0.1, "warmup_epoch": 5, "eta_min": 1e-4}


def test_units_follow_the_ticks():
    step = {"name": "Step", "boundaries": [4], "values": [0.1, 0.01], "warmup_steps": 2, "warmup_epochs": 3}
    for unit, warmup, kinds in (("step", 2, {"rate", "updates"}), ("epoch", 3, {"rate"})):
        fields = read({"Global": {"epochs": 9}, "LRScheduler": {**step, "decay_unit": unit}})
        assert (fields.unit, fields.warmup_unit) == (("it", "it") if unit == "step" else ("ep", "ep"))
        assert (fields.warmup.value, fields.rate.value) == (warmup, 0.1)
        assert {quantity.kind for quantity in fields.quantities} == kinds


def test_groups_have_fields_of_their_own():
    group = {"name": "head", "lr": {"name": "MultiStepDecay", "learning_rate": 5, "milestones": [3], "gamma": 0.1}}
    optimizer = {"lr": {**TIMM, "decay_unit": "step"}, "lr_decay_unit": "epoch", "param_groups": [group, {"lr": 0.5}]}
    config = {"Global": {"epochs": 9}, "Optimizer": optimizer}
    assert [read(config, index).name for index in range(3)] == ["MultiStepDecay", "", "TimmCosine"]
    assert read(config, 0).section == ("Optimizer", "param_groups", 0, "lr")
    assert read(config, 1).rate.path == ("Optimizer", "param_groups", 1, "lr")
    assert not read(config, 2).behaviour.mixes_units
    assert read({"Global": {"epochs": 9}, "Optimizer": {}}) is None


def test_check_finds_ticks_in_another_unit_than_the_class_counts(tmp_path):
    config = {"Global": {"epochs": 90}, "LRScheduler": TIMM, "Optimizer": {"name": "AdamW"}}
    assert "decay_unit is not given" in findings(config, tmp_path)["mixed-units"].message
    assert "mixed-units" not in findings({**config, "LRScheduler": {**TIMM, "decay_unit": "epoch"}}, tmp_path)
    vit = {"name": "ViTLRScheduler", "learning_rate": 0.1, "warmup_steps": 30}
    for unit, words in (("epoch", "counts updates"), ("iter", "never ticks"), ("step", None)):
        found = findings({**config, "LRScheduler": {**vit, "decay_unit": unit}}, tmp_path)
        assert "ignored-key" not in found
        assert words in found["mixed-units"].message if words else "mixed-units" not in found
    cosine = {"name": "CosineAnnealingDecay", "learning_rate": 0.1, "T_max": 90}
    hook = {"name": "LRSchedulerHook", "unit": "epoch"}
    found = findings({"epochs": 90, "lr_scheduler": cosine, "lr_config": hook}, tmp_path)
    assert "counts updates" in found["mixed-units"].message


def test_check_corrects_a_cosine_in_epochs(tmp_path):
    inner = {"name": "CosineAnnealingDecay", "learning_rate": 0.1, "T_max": 100}
    warmed = {"name": "LinearWarmup", "learning_rate": inner, "warmup_steps": 10, "start_lr": 0.0, "end_lr": 0.1}
    found = findings({"epochs": 100, "lr_scheduler": warmed}, tmp_path)
    assert found["warmup-not-subtracted"].fix == "T_max: 90"
    assert set(findings({"epochs": 90, "lr_scheduler": inner | {"T_max": 90}}, tmp_path)) == set()


def test_a_length_in_updates_is_not_compared_with_epochs_of_an_unknown_length(tmp_path):
    warmup = {"name": "CosineWarmup", "learning_rate": 0.1, "T_max": 93835, "warmup_steps": 1000, "start_lr": 0.0}
    assert set(findings({"epochs": 300, "lr_scheduler": {**warmup, "end_lr": 0.1}}, tmp_path)) == set()


@pytest.mark.parametrize(
    ("scheduler", "wanted"),
    [
        (
            {**TIMM, "decay_unit": "step"},
            {"learning_rate": 0.05, "eta_min": 5e-5, "warmup_epoch": 5},
        ),
        (
            {"name": "ViTLRScheduler", "learning_rate": 0.1, "warmup_steps": 500},
            {"learning_rate": 0.05, "warmup_steps": 2000},
        ),
        (
            {"name": "Step", "boundaries": [4000], "values": [0.1, 0.01], "decay_unit": "step"},
            {"boundaries": [16000], "values": [0.05, 0.005]},
        ),
    ],
)
def test_rescale_changes_rates_and_lengths_in_updates(scheduler, wanted, tmp_path):
    file = tmp_path / "c.yml"
    config = {"Global": {"epochs": 90}, "Optimizer": {"name": "AdamW"}, "LRScheduler": scheduler}
    file.write_text(yaml.safe_dump(config))
    change = BatchChange(Change(8, 2))
    found = rescaled(open_source(str(file)), str(file), change, LengthOptions(1000), None)
    after = yaml.safe_load(found.config.text)["LRScheduler"]
    for key, value in wanted.items():
        assert after[key] == pytest.approx(value)


def test_rescale_leaves_simclr_to_passl(tmp_path):
    scheduler = {"name": "simclrCosineWarmup", "learning_rate_scaling": "sqrt", "total_images": 9000, "end_lr": 1.0}
    config = {"epochs": 9, "use_simclr_iters": True, "global_batch_size": 64, "optimizer": {"name": "LarsMomentum"}}
    config |= {
        "dataloader": {"train": {"sampler": {"batch_size": 4}}},
        "lr_scheduler": {**scheduler, "warmup_epochs": 1},
    }
    file = tmp_path / "c.yml"
    file.write_text(yaml.safe_dump(config))
    with pytest.raises(UsageError, match="learning_rate_scaling scales the rate"):
        rescaled(open_source(str(file)), str(file), BatchChange(Change(8, 2)), LengthOptions(1000), None)
