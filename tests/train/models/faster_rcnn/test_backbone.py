"""The backbone: its outputs, and frozen parts."""

from __future__ import annotations

import paddle
import pytest

from paddle_lrkit.errors import ConfigError, DataError
from paddle_lrkit.train.checkpoints.safetensors_file import host_copies, save_tensors
from paddle_lrkit.train.models.faster_rcnn.backbone import Backbone, ResNet


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    """A file with the weights of a random ResNet-18."""
    paddle.seed(3)
    file = tmp_path_factory.mktemp("weights") / "resnet18.safetensors"
    save_tensors(file, host_copies(paddle.vision.models.resnet18().state_dict()))
    return str(file)


def trained(backbone):
    """Names of the weights that one training step changes."""
    optimizer = paddle.optimizer.SGD(0.1, parameters=[p for p in backbone.parameters() if not p.stop_gradient])
    before = {name: value.numpy().copy() for name, value in backbone.state_dict().items()}
    backbone.train()
    sum(output.mean() for output in backbone(paddle.randn([2, 3, 64, 64]))).backward()
    optimizer.step()
    return {name for name, value in backbone.state_dict().items() if (value.numpy() != before[name]).any()}


def test_the_stages_have_strides_4_to_32():
    outputs = Backbone(ResNet(depth=18, freeze_at=-1, freeze_norm=False))(paddle.zeros([1, 3, 64, 64]))
    assert [tuple(output.shape) for output in outputs] == [
        (1, 64, 16, 16),
        (1, 128, 8, 8),
        (1, 256, 4, 4),
        (1, 512, 2, 2),
    ]


def test_deep_networks_are_four_times_as_wide():
    assert Backbone(ResNet(depth=50, freeze_at=-1, freeze_norm=False)).channels == (256, 512, 1024, 2048)


def test_nothing_frozen_everything_changes():
    changed = trained(Backbone(ResNet(depth=18, freeze_at=-1, freeze_norm=False)))
    assert {"stem.0.weight", "stem.1.weight", "stem.1._mean", "stages.0.0.conv1.weight"} <= changed


def test_frozen_stages_and_norms_stay(weights):
    changed = trained(Backbone(ResNet(depth=18, freeze_at=0, freeze_norm=True, pretrained=weights)))
    assert not any(name.startswith(("stem.", "stages.0.")) for name in changed)
    assert not any("bn" in name or "_mean" in name or "_variance" in name for name in changed)
    assert "stages.1.0.conv1.weight" in changed
    assert "stages.3.1.conv2.weight" in changed


def test_norms_of_frozen_stages_stay_also_when_others_move(weights):
    changed = trained(Backbone(ResNet(depth=18, freeze_at=1, freeze_norm=False, pretrained=weights)))
    assert not any(name.startswith(("stem.", "stages.0.", "stages.1.")) for name in changed)
    assert {"stages.2.0.bn1.weight", "stages.2.0.bn1._mean"} <= changed


def test_the_weights_are_those_of_the_file(weights):
    paddle.seed(3)
    full = paddle.vision.models.resnet18()
    backbone = Backbone(ResNet(depth=18, pretrained=weights))
    assert (backbone.stages[1][0].conv1.weight.numpy() == full.layer2[0].conv1.weight.numpy()).all()


@pytest.mark.parametrize(
    ("arguments", "key"),
    [
        ({"depth": 20}, "depth"),
        ({"freeze_at": 4, "pretrained": "x"}, "freeze_at"),
        ({}, "backbone.pretrained"),
        ({"freeze_at": -1}, "backbone.pretrained"),
    ],
)
def test_numbers_out_of_range_are_errors(arguments, key):
    with pytest.raises(ConfigError) as caught:
        Backbone(ResNet(**{"depth": 18, **arguments}))
    assert caught.value.key == key


def test_another_address_and_a_missing_file_are_refused():
    with pytest.raises(ConfigError, match=r"must be a local file or https://paddle-hapi\.bj\.bcebos\.com") as caught:
        Backbone(ResNet(depth=18, pretrained="https://example.com/resnet18.pdparams"))
    assert caught.value.key == "backbone.pretrained"
    with pytest.raises(DataError, match=r"none\.pdparams: there are no weights"):
        Backbone(ResNet(depth=18, pretrained="none.pdparams"))
