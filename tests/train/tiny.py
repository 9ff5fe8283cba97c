"""A small network and a small config, so that tests of the trainer take a second."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import paddle

CONFIG = """
Global: {epochs: 3, seed: 3}
Architecture: {name: TinyNet}
Optimizer:
  name: Momentum
  weight_decay: 1e-4
  lr: {name: CosineAnnealingDecay, learning_rate: 0.1, warmup: 1ep}
Train:
  dataset: {name: Digits}
  num_samples: 1437
  transforms:
    - RandomCrop: {size: 8, padding: 1}
    - Normalize: {mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5]}
  loader: {batch_size: 128}
Eval:
  dataset: {name: Digits, split: test}
  transforms:
    - Normalize: {mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5]}
  loader: {batch_size: 360}
Tracker: {visualdl: false}
"""


class TinyNet(paddle.nn.Layer):
    """Convolution, BatchNorm, dropout, linear: everything whose state a resume must restore."""

    def __init__(self, num_classes: int = 10) -> None:
        super().__init__()
        self.conv = paddle.nn.Conv2D(3, 8, 3, stride=2, padding=1)
        self.norm = paddle.nn.BatchNorm2D(8)
        self.drop = paddle.nn.Dropout(0.2)
        self.head = paddle.nn.Linear(8 * 4 * 4, num_classes)

    def forward(self, image: Any) -> Any:
        hidden = paddle.nn.functional.relu(self.norm(self.conv(image)))
        return self.head(self.drop(hidden).flatten(1))


def write_config(directory: Path, text: str = CONFIG) -> str:
    """Writes a config and returns its path."""
    path = directory / "tiny.yml"
    path.write_text(text)
    return str(path)
