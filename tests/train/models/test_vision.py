"""Every name builds a model; small inputs, weights and errors."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import numpy as np
import paddle
import pytest
from paddle.vision.models import ResNet

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.train.models.vision import VISION_MODELS, vision_model

LIGHT = ["ResNet18", "MobileNetV1_x0_25", "MobileNetV2_x0_25", "MobileNetV3_small_x0_35", "MobileNetV3_large_x0_35"]


def test_every_name_is_a_function_of_paddle() -> None:
    missing = [name for name, model in VISION_MODELS.items() if not hasattr(paddle.vision.models, model.factory)]
    assert missing == []
    assert {"ResNet50", "ResNeXt101_64x4d", "WideResNet101_2", "MobileNetV3_large", "VGG16"} <= set(VISION_MODELS)


@pytest.mark.parametrize("name", LIGHT)
@pytest.mark.parametrize("side", [8, 32])
def test_light_models_train_on_small_images(name: str, side: int) -> None:
    model = vision_model(name, num_classes=3)
    scores = model(paddle.rand([2, 3, side, side]))
    assert list(scores.shape) == [2, 3]
    scores.sum().backward()
    assert all(p.grad is not None for p in model.parameters() if not p.stop_gradient)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(VISION_MODELS) - set(LIGHT)))
def test_the_other_models_have_the_requested_outputs(name: str) -> None:
    model = vision_model(name, num_classes=3)
    model.eval()
    with paddle.no_grad():
        assert list(model(paddle.rand([1, 3, 32, 32])).shape) == [1, 3]


@pytest.mark.parametrize("name", ["resnet18", "RESNET18", "mobilenet_v3_small_x0_35", "MobileNetV3_Small_x0_35"])
def test_case_and_underscores_do_not_matter(name: str) -> None:
    assert list(vision_model(name, num_classes=2)(paddle.rand([1, 3, 32, 32])).shape) == [1, 2]


def test_names_do_not_collide() -> None:
    assert len({name.lower().replace("_", "") for name in VISION_MODELS}) == len(VISION_MODELS)


def test_the_width_multiplier_is_passed_on() -> None:
    def size(name: str) -> int:
        return sum(int(np.prod(p.shape)) for p in vision_model(name, num_classes=2).parameters())

    assert size("MobileNetV1_x0_25") < size("MobileNetV1_x0_5") / 2


@pytest.mark.parametrize("side", [8, 16])
def test_a_small_stem_keeps_the_resolution(side: int) -> None:
    model = vision_model("ResNet18", num_classes=10, small_input=True)
    assert isinstance(model, ResNet)
    before_blocks: list[list[int]] = []
    model.layer1.register_forward_pre_hook(lambda layer, inputs: before_blocks.append(list(inputs[0].shape)))
    assert list(model(paddle.rand([2, 3, side, side])).shape) == [2, 10]
    assert before_blocks == [[2, 64, side, side]]


@pytest.mark.parametrize("name", ["VGG11", "MobileNetV2"])
def test_a_small_stem_is_for_resnet_only(name: str) -> None:
    with pytest.raises(ConfigError, match=f"is only for ResNet, ResNeXt and WideResNet, not for {name}") as caught:
        vision_model(name, small_input=True)
    assert caught.value.key == "small_input"


def test_nhwc_is_refused_where_the_head_depends_on_the_order() -> None:
    with pytest.raises(ConfigError, match="must be NCHW for VGG11") as caught:
        vision_model("VGG11", data_format="NHWC")
    assert caught.value.key == "data_format"


def test_an_unknown_name_gets_the_nearest() -> None:
    with pytest.raises(ConfigError, match="unknown model 'ResNet51'; did you mean 'ResNet50'"):
        vision_model("ResNet51")


def test_no_classes_is_refused() -> None:
    with pytest.raises(ConfigError) as caught:
        vision_model("ResNet18", num_classes=0)
    assert caught.value.key == "num_classes"


def test_weights_are_loaded_and_the_head_is_reported(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    source = vision_model("MobileNetV3_small_x0_35", num_classes=7)
    paddle.save(source.state_dict(), str(tmp_path / "w.pdparams"))
    with caplog.at_level(logging.WARNING):
        model = vision_model("MobileNetV3_small_x0_35", num_classes=4, pretrained=str(tmp_path / "w.pdparams"))
    np.testing.assert_array_equal(model.conv[0].weight.numpy(), source.conv[0].weight.numpy())
    assert "of another shape and left at initial values: classifier.3.weight ([360, 7] there" in caplog.text


def test_weights_of_the_large_stem_leave_the_small_one(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    paddle.save(vision_model("ResNet18", num_classes=2).state_dict(), str(tmp_path / "w.pdparams"))
    with caplog.at_level(logging.WARNING):
        vision_model("ResNet18", num_classes=2, small_input=True, pretrained=str(tmp_path / "w.pdparams"))
    assert "of another shape and left at initial values: conv1.weight ([64, 3, 7, 7] there, " in caplog.text


def test_the_table_does_not_load_paddle() -> None:
    code = "import sys, paddle_lrkit.train.models.vision; sys.exit('paddle' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
