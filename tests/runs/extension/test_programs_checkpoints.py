"""Checkpoints that PaddleDetection and PaddleClas wrote themselves, with SGD, which keeps nothing but its scheduler.

``checkpoints/ppdet``: ``tools/train.py`` of PaddleDetection 666f597f (PicoDet-XS, 3 epochs of 4 updates);
``checkpoints/ppcls``: that of PaddleClas d178931f (MobileNetV3, 10 epochs of 4 updates); Paddle 3.3.1, made-up images.
"""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from paddle_lrkit.runs.extension.extend import Extension, extend
from paddle_lrkit.runs.extension.find_checkpoint import find_checkpoint
from paddle_lrkit.runs.extension.wish import ExtensionWish
from paddle_lrkit.suites.source import open_source
from paddle_lrkit.units import LengthOptions, parse_duration

HERE = Path(__file__).parent / "checkpoints"
DET = """\
epoch: 3
LearningRate: {base_lr: 0.01, schedulers: [!CosineDecay {max_epochs: 3}, !LinearWarmup {start_factor: 0.1, steps: 2}]}
snapshot_epoch: 1
OptimizerBuilder: {optimizer: {type: SGD}}
"""
CLS = """\
Global: {epochs: 10, output_dir: out}
Arch: {name: MobileNetV3_small_x0_35}
Optimizer: {name: SGD, lr: {name: Cosine, learning_rate: 0.1}}
DataLoader: {Train: {sampler: {name: DistributedBatchSampler, batch_size: 4}}}
"""


def extended(folder: Path, text: str, suite: str, checkpoint: str, wish: ExtensionWish) -> Extension:
    file = folder / "config.yml"
    file.write_text(text)
    return extend(open_source(str(file)), str(file), str(HERE / suite / checkpoint), wish, LengthOptions())


@pytest.mark.parametrize(("checkpoint", "epochs"), [("0", 1), ("1", 2), ("model_final", 3), ("", 3)])
def test_paddledetection(checkpoint: str, epochs: int) -> None:
    found = find_checkpoint(HERE / "ppdet" / checkpoint, "ppdet")
    tick = 4 * epochs
    rate = 0.005 * (1 + math.cos(math.pi * (min(tick, 11) - 2) / 10))
    assert found.progress.epochs == epochs
    assert found.scheduler() == {"last_epoch": tick, "last_lr": pytest.approx(rate, rel=1e-12)}


@pytest.mark.parametrize("epochs", [2, 6, 10])
def test_paddleclas(epochs: int) -> None:
    found = find_checkpoint(HERE / "ppcls" / f"epoch_{epochs}", "ppcls")
    rate = 0.05 * (1 + math.cos(math.pi * epochs / 10))
    assert found.progress.epochs == epochs
    assert found.scheduler() == {"last_epoch": 4 * epochs, "last_lr": pytest.approx(rate, rel=1e-9, abs=1e-15)}


def test_what_a_plain_resume_does(tmp_path: Path) -> None:
    """PaddleDetection's table ends with its last rate; PaddleClas' recursion stays at 0."""
    det = extended(tmp_path, DET, "ppdet", "model_final", ExtensionWish(parse_duration("6ep")))
    cls = extended(tmp_path, CLS, "ppcls", "epoch_10", ExtensionWish(parse_duration("20ep")))
    assert (det.update, cls.update, det.total_updates, cls.total_updates) == (12, 40, 24, 80)
    assert det.plain is not None
    assert cls.plain is not None
    last = 0.005 * (1 + math.cos(math.pi * 9 / 10))
    assert [det.plain(update) for update in range(12, 24)] == pytest.approx([last] * 12)
    assert [cls.plain(update) for update in range(40, 80)] == [0.0] * 40
    assert cls.earlier is not None
    assert cls.earlier[0].path.name == "epoch_6"


def test_the_config_that_continues(tmp_path: Path) -> None:
    wish = ExtensionWish(parse_duration("20ep"), "linear")
    found = extended(tmp_path, CLS, "ppcls", "epoch_6", wish)
    assert found.written is not None
    assert found.promised is not None
    assert found.written.native
    rate = 0.05 * (1 + math.cos(math.pi * 0.6))
    line = [rate * (80 - update) / 56 for update in range(24, 80)]
    assert [found.promised.curve(update) for update in range(24, 80)] == pytest.approx(line, rel=1e-9)
