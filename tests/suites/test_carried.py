"""The optimizer and the batch size go over where both suites have them; the rest is left behind by name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.suites.carried import carry
from paddle_lrkit.suites.table import SUITES, writer_of

OTHERS = [suite for suite in SUITES if suite != "lrkit"]


def carried(data, source, target):
    return carry(data, writer_of(source).places, writer_of(target).places, writer_of(source).keys)


DETECTION = {
    "epoch": 12,
    "LearningRate": {"base_lr": 0.1},
    "OptimizerBuilder": {
        "clip_grad_by_norm": 35,
        "optimizer": {"type": "Momentum", "momentum": 0.95},
        "regularizer": {"type": "L2", "factor": 0.0005},
    },
    "TrainReader": {"batch_size": 2, "batch_transforms": []},
    "architecture": "FasterRCNN",
}


@pytest.mark.parametrize(
    ("target", "sections"),
    [
        ("lrkit", {"Optimizer": {"name": "Momentum", "momentum": 0.95, "clip_norm": 35, "weight_decay": 0.0005}}),
        (
            "ppcls",
            {
                "Optimizer": {"name": "Momentum", "momentum": 0.95, "regularizer": {"name": "L2", "coeff": 0.0005}},
                "DataLoader": {"Train": {"sampler": {"batch_size": 2}}},
            },
        ),
        (
            "ppocr",
            {
                "Optimizer": {
                    "name": "Momentum",
                    "momentum": 0.95,
                    "clip_norm_global": 35,
                    "regularizer": {"name": "L2", "factor": 0.0005},
                },
                "Train": {"loader": {"batch_size_per_card": 2}},
            },
        ),
        (
            "ppseg",
            {
                "optimizer": {
                    "type": "Momentum",
                    "momentum": 0.95,
                    "weight_decay": 0.0005,
                    "grad_clip_cfg": {"name": "ClipGradByGlobalNorm", "clip_norm": 35},
                },
                "batch_size": 2,
            },
        ),
        ("ppnlp", {"per_device_train_batch_size": 2}),
    ],
)
def test_from_paddledetection(target, sections):
    assert carried(DETECTION, "ppdet", target).sections == sections


def test_what_is_left_behind_is_named_by_its_key():
    left = carried(DETECTION, "ppdet", "ppcls").left_behind
    assert left == ("OptimizerBuilder.clip_grad_by_norm", "TrainReader.batch_transforms", "architecture")
    left = carried(DETECTION, "ppdet", "ppnlp").left_behind
    assert left == ("OptimizerBuilder", "TrainReader.batch_transforms", "architecture")


def test_the_default_of_a_suite_is_a_value():
    bare = {"epoch": 12, "LearningRate": {}}
    assert carried(bare, "ppdet", "ppseg").values == {"optimizer": "Momentum", "momentum": 0.9, "l2": 1e-4}
    without = {**bare, "OptimizerBuilder": {"regularizer": False}}
    assert "l2" not in carried(without, "ppdet", "ppseg").values
    assert carried({"learning_rate": 1e-4}, "ppnlp", "ppcls").left_behind == ("max_grad_norm",)
    assert carried(bare, "ppdet", "ppnlp").left_behind == (
        "OptimizerBuilder.optimizer.type",
        "OptimizerBuilder.optimizer.momentum",
        "OptimizerBuilder.regularizer.factor",
    )
    nlp = carried({"learning_rate": 1e-4, "max_steps": 3}, "ppnlp", "ppdet")
    assert nlp.sections == {
        "OptimizerBuilder": {"clip_grad_by_norm": 1.0, "optimizer": {"type": "AdamW", "weight_decay": 0.0}}
    }


def test_a_default_of_the_target_is_turned_off():
    plain = {"Global": {"epochs": 3}, "Optimizer": {"name": "Momentum", "momentum": 0.9, "lr": {}}}
    assert carried(plain, "ppcls", "ppdet").sections["OptimizerBuilder"]["regularizer"] is False
    adamw = {"iters": 3, "lr_scheduler": {}, "optimizer": {"type": "AdamW"}}
    assert carried(adamw, "ppseg", "ppnlp").sections == {"weight_decay": 0.01, "max_grad_norm": 0}


def test_paddleseg_calls_momentum_sgd():
    sgd = {"type": "sgd", "momentum": 0.9, "weight_decay": 4.0e-5}
    assert carried({"optimizer": sgd}, "ppseg", "ppcls").values == {
        "optimizer": "Momentum",
        "momentum": 0.9,
        "l2": 4e-5,
    }
    assert carried({"optimizer": {"type": "SGD"}}, "ppseg", "ppcls").values == {"optimizer": "SGD"}


@pytest.mark.parametrize(
    "optimizer",
    [{}, {"name": "RMSProp", "momentum": 0.5}, {"name": ["Adam"]}, {"name": None}, [{"SGD": {"scope": "all"}}], 3],
)
def test_momentum_stands_in_for_an_optimizer_that_the_target_does_not_have(optimizer):
    found = carried({"Global": {"epochs": 3}, "Optimizer": optimizer}, "ppcls", "ppocr")
    assert (found.stand_in, found.values) == (True, {})
    assert found.sections == {"Optimizer": {"name": "Momentum", "momentum": 0.9}}


NUMBERS = st.floats(1e-6, 0.999)
CONFIGS = st.one_of(
    st.fixed_dictionaries({"name": st.just("Momentum"), "momentum": NUMBERS, "weight_decay": NUMBERS}),
    st.fixed_dictionaries({"name": st.sampled_from(["Adam", "AdamW"]), "beta1": NUMBERS, "weight_decay": NUMBERS}),
    st.fixed_dictionaries({"name": st.just("AdamW"), "clip_norm": st.integers(1, 50), "epsilon": NUMBERS}),
    st.fixed_dictionaries({"name": st.just("SGD"), "weight_decay": NUMBERS}),
)


@given(optimizer=CONFIGS, batch=st.integers(1, 4096), through=st.sampled_from(OTHERS), target=st.sampled_from(OTHERS))
def test_a_way_through_another_suite_loses_only_what_that_suite_lacks(optimizer, batch, through, target):
    data = {"Optimizer": optimizer, "Train": {"loader": {"batch_size": batch}}}
    straight, first = carried(data, "lrkit", target), carried(data, "lrkit", through)
    second = carried(first.sections, through, target)
    assert first.values["batch_size"] == second.values["batch_size"] == batch
    if first.stand_in or "optimizer" not in first.values or "optimizer" not in straight.values:
        return
    shared = {key: value for key, value in straight.values.items() if key in first.values and value}
    assert {key: value for key, value in second.values.items() if key in shared} == shared


@pytest.mark.parametrize("batch", [float("nan"), float("inf"), -1, 0, True, 2.5, "64", 10**400])
def test_what_is_no_batch_size_is_left_behind(batch):
    data = DETECTION | {"TrainReader": {"batch_size": batch}}
    found = carried(data, "ppdet", "ppcls")
    assert "batch_size" not in found.values
    assert "TrainReader" in found.left_behind


@pytest.mark.parametrize("momentum", [float("nan"), float("-inf"), "0.9", 10**400])
def test_what_is_no_number_is_not_taken_over(momentum):
    optimizer = {"optimizer": {"type": "Momentum", "momentum": momentum}}
    assert carried(DETECTION | {"OptimizerBuilder": optimizer}, "ppdet", "ppcls").values["momentum"] == 0.9


def test_of_several_places_the_one_that_a_config_has_is_read():
    vit = {"TRAIN": {"WEIGHT_DECAY": 0.3, "GRAD_CLIP": 1.0, "OPTIMIZER": {"NAME": "AdamW"}}}
    found = carried(vit, "ppvit", "ppseg")
    assert (found.values["weight_decay"], found.values["clip_norm"]) == (0.3, 1.0)
    passl = {"optimizer": {"name": "AdamW", "beta1": 0.8}, "dataloader": {"train": {"sampler": {"batch_size": 32}}}}
    assert carried(passl, "passl", "ppcls").values == {
        "optimizer": "AdamW",
        "weight_decay": 0.01,
        "beta1": 0.8,
        "batch_size": 32,
    }
    assert carried(found.sections, "ppseg", "ppvit").sections["TRAIN"]["OPTIMIZER"]["WEIGHT_DECAY"] == 0.3
