"""The whole detector: losses and gradients, also for images without objects, and detections."""

from __future__ import annotations

import numpy as np
import paddle
import pytest

from paddle_lrkit.errors import DataError
from paddle_lrkit.train.models.faster_rcnn.backbone import ResNet
from paddle_lrkit.train.models.faster_rcnn.box_head import BBoxHead, TwoFCHead
from paddle_lrkit.train.models.faster_rcnn.detector import FasterRCNN
from paddle_lrkit.train.models.faster_rcnn.fpn import FPN
from tests.train.models.faster_rcnn.tiny import tiny_rcnn

OBJECTS = [[[5, 5, 25, 30], [30, 20, 60, 50]], [[0, 0, 64, 64]]]
TERMS = ["loss_rpn_cls", "loss_rpn_reg", "loss_bbox_cls", "loss_bbox_reg"]


def batch(objects):
    images = paddle.to_tensor(np.random.default_rng(0).normal(size=(len(objects), 3, 64, 64)).astype(np.float32))
    sizes = paddle.full([len(objects), 2], 64.0)
    boxes = [paddle.to_tensor(np.array(rows, np.float32).reshape(-1, 4)) for rows in objects]
    return images, sizes, boxes, [paddle.zeros([len(rows)], "int64") for rows in objects]


@pytest.mark.parametrize("objects", [OBJECTS, [OBJECTS[0], []], [[], []], [[]]], ids=["all", "one", "none", "alone"])
def test_losses_and_gradients_are_finite_whatever_is_on_the_images(objects):
    model = tiny_rcnn()
    terms = model(*batch(objects))
    terms["loss"].backward()
    assert sorted(terms) == sorted(["loss", *TERMS])
    assert terms["loss"].item() == pytest.approx(sum(terms[name].item() for name in TERMS), rel=1e-6)
    assert all(np.isfinite(value.item()) for value in terms.values())
    assert (terms["loss_bbox_reg"].item() > 0) == any(objects)
    trainable = [(name, one) for name, one in model.named_parameters() if not one.stop_gradient]
    for name, parameter in trainable:
        assert parameter.grad is not None, name
        assert np.isfinite(parameter.grad.numpy()).all(), name


def test_a_fresh_detector_knows_nothing():
    """Objectness is even, so its loss is log 2; the classes are even, so theirs is log 11."""
    terms = tiny_rcnn()(*batch(OBJECTS))
    assert terms["loss_rpn_cls"].item() == pytest.approx(np.log(2), rel=0.02)
    assert terms["loss_bbox_cls"].item() == pytest.approx(np.log(11), rel=0.05)


def test_a_draw_follows_the_seed():
    model, given = tiny_rcnn(), batch(OBJECTS)

    def loss(seed):
        paddle.seed(seed)
        return model(*given)["loss"].item()

    first = loss(1)
    assert loss(1) == first
    assert loss(2) != first


def test_detections_lie_inside_and_come_best_first():
    model = tiny_rcnn(score_threshold=0.0)
    model.eval()
    images, sizes, *_ = batch(OBJECTS)
    sizes[1] = paddle.to_tensor([40.0, 50.0])
    for (boxes, scores, labels), (height, width) in zip(model(images, sizes), [(64, 64), (40, 50)], strict=True):
        assert len(boxes) == len(scores) == len(labels) > 0
        assert (boxes.numpy() >= 0).all()
        assert (boxes.numpy() <= [width, height, width, height]).all()
        assert (np.diff(scores.numpy()) <= 0).all()
        assert set(labels.tolist()) <= set(range(10))


def test_nothing_found_is_empty():
    model = tiny_rcnn(score_threshold=0.9)
    model.eval()
    images, sizes, *_ = batch(OBJECTS)
    assert [len(boxes) for boxes, _, _ in model(images, sizes)] == [0, 0]


def test_frozen_layers_start_from_the_weights_of_a_detector(tmp_path):
    """Those of the backbone alone are then not needed, and not read."""
    small = {"neck": FPN(out_channel=8), "bbox_head": BBoxHead(TwoFCHead(16)), "num_classes": 3}
    source = FasterRCNN(ResNet(depth=18, freeze_at=-1, freeze_norm=False), **small)
    paddle.save(source.state_dict(), str(tmp_path / "whole.pdparams"))
    paddle.save(source.backbone.state_dict(), str(tmp_path / "part.pdparams"))
    frozen = ResNet(depth=18, freeze_at=0, freeze_norm=True, pretrained="none.pdparams")
    model = FasterRCNN(frozen, **small, pretrained=str(tmp_path / "whole.pdparams"))
    for name, tensor in source.state_dict().items():
        assert (model.state_dict()[name].numpy() == tensor.numpy()).all(), name
    with pytest.raises(DataError, match=r"part\.pdparams: none of its weights fits the model"):
        FasterRCNN(frozen, **small, pretrained=str(tmp_path / "part.pdparams"))
    state = {name: tensor for name, tensor in source.state_dict().items() if not name.startswith("backbone.stem.0")}
    paddle.save(state, str(tmp_path / "cut.pdparams"))
    with pytest.raises(DataError, match=r"backbone\.stem\.0\.weight is not there or has another shape, but is frozen"):
        FasterRCNN(frozen, **small, pretrained=str(tmp_path / "cut.pdparams"))
