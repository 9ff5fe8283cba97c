"""A multilayer perceptron and a convolutional network without BatchNorm, for images of 8x8 pixels."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from paddle import nn
from paddle.nn import functional as F

PIXELS = 8


class Perceptron(nn.Layer):
    """``depth`` hidden layers of ``width`` ReLUs."""

    def __init__(self, num_classes: int, width: int = 128, depth: int = 2) -> None:
        super().__init__()
        sizes = [PIXELS * PIXELS, *[width] * depth]
        self.hidden = nn.LayerList([nn.Linear(inputs, outputs) for inputs, outputs in pairwise(sizes)])
        self.head = nn.Linear(sizes[-1], num_classes)

    def forward(self, image: Any) -> Any:
        values = image.flatten(1)
        for layer in self.hidden:
            values = F.relu(layer(values))
        return self.head(values)


class ConvNet(nn.Layer):
    """Two convolutions, the second with stride 2, and two linear layers."""

    def __init__(self, num_classes: int, width: int = 16) -> None:
        super().__init__()
        self.first = nn.Conv2D(1, width, 3, padding=1)
        self.second = nn.Conv2D(width, 2 * width, 3, stride=2, padding=1)
        self.hidden = nn.Linear(2 * width * (PIXELS // 2) ** 2, 64)
        self.head = nn.Linear(64, num_classes)

    def forward(self, image: Any) -> Any:
        features = F.relu(self.second(F.relu(self.first(image))))
        return self.head(F.relu(self.hidden(features.flatten(1))))
