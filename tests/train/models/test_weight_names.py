"""The names of the suites, checked against tables that their own models gave."""

from __future__ import annotations

import paddle
import pytest

from paddle_lrkit.train.models.faster_rcnn.backbone import ResNet
from paddle_lrkit.train.models.faster_rcnn.detector import FasterRCNN
from paddle_lrkit.train.models.weight_names import paddleclas_names, paddledetection_names, paddlenlp_names

NORM = ("weight", "bias", "_mean", "_variance")
STAGES = {50: (3, 4, 6, 3), 101: (3, 4, 23, 3)}


def unit(conv: str, norm: str) -> set[str]:
    return {f"{conv}.weight", *(f"{norm}.{part}" for part in NORM)}


def paddleclas(depth: int) -> set[str]:
    """The names in PaddleClas' ``ResNet50`` or ``ResNet101``."""
    names, block = unit("stem.0.conv", "stem.0.bn") | {"fc.weight", "fc.bias"}, 0
    for count in STAGES[depth]:
        for number in range(count):
            layers = ["conv0", "conv1", "conv2"] + ["short"] * (number == 0)
            names |= {n for layer in layers for n in unit(f"blocks.{block}.{layer}.conv", f"blocks.{block}.{layer}.bn")}
            block += 1
    return names


def paddledetection(depth: int) -> set[str]:
    """The names in PaddleDetection's backbone ``ResNet``; a long fourth stage is a, b1, b2, ..."""
    names = unit("conv1.conv1.conv", "conv1.conv1.norm")
    for stage, count in enumerate(STAGES[depth], start=2):
        for number in range(count):
            letter = f"b{number}" if count > 10 and number else "abcdef"[number]
            block = f"res{stage}.res{stage}{letter}"
            layers = ["branch2a", "branch2b", "branch2c"] + ["short"] * (number == 0)
            names |= {n for layer in layers for n in unit(f"{block}.{layer}.conv", f"{block}.{layer}.norm")}
    return names


@pytest.mark.parametrize("depth", STAGES)
def test_residual_networks(depth: int) -> None:
    with paddle.LazyGuard():
        own = list(getattr(paddle.vision.models, f"resnet{depth}")().state_dict())
    assert set(paddleclas_names(own).values()) == paddleclas(depth)
    assert paddleclas_names(own).keys() == set(own)
    assert set(paddledetection_names(own).values()) == paddledetection(depth)
    assert set(own) - paddledetection_names(own).keys() == {"fc.weight", "fc.bias"}


def test_the_detector() -> None:
    with paddle.LazyGuard():
        own = list(FasterRCNN(ResNet(depth=50, freeze_at=-1, freeze_norm=False)).state_dict())
    names = paddledetection_names(own)
    assert names.keys() == set(own)
    heads = (
        *("rpn_feat.rpn_conv", "rpn_rois_score", "rpn_rois_delta"),
        *("head.fc6", "head.fc7", "bbox_score", "bbox_delta"),
    )
    layers = [f"neck.fpn_inner_res{n}_sum_lateral" for n in (2, 3, 4)] + ["neck.fpn_inner_res5_sum"]
    layers += [f"neck.fpn_res{n}_sum" for n in (2, 3, 4, 5)]
    layers += [f"{'rpn_head' if name.startswith('rpn') else 'bbox_head'}.{name}" for name in heads]
    expected = {f"{layer}.{part}" for layer in layers for part in ("weight", "bias")}
    assert set(names.values()) == expected | {f"backbone.{name}" for name in paddledetection(50)}


@pytest.mark.parametrize("names", [["head.weight", "head.bias"], ["features.0.weight"], ["blocks.0.conv1.weight"]])
def test_other_models_have_no_such_names(names: list[str]) -> None:
    assert paddleclas_names(names) == paddledetection_names(names) == {}


def test_paddlenlp_with_every_prefix() -> None:
    own = ["ernie.pooler.dense.bias", "classifier.bias"]
    for prefix in ("ernie.", "ernie_gram.", ""):
        found = [f"{prefix}pooler.dense.bias", "classifier.bias", "cls.predictions.decoder_bias"]
        assert paddlenlp_names(own, found) == dict(zip(own, found, strict=False))
    with pytest.raises(ValueError, match=r"would both become ernie\.pooler\.dense\.bias"):
        paddlenlp_names(own, ["pooler.dense.bias", "ernie.pooler.dense.bias"])
