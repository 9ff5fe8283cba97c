"""Transforms of images with boxes: pure functions ``(sample, rng) -> sample``."""

from __future__ import annotations

from paddle_lrkit.train.data.boxes.transforms.base import BoxTransform, apply
from paddle_lrkit.train.data.boxes.transforms.flip import RandomFlip
from paddle_lrkit.train.data.boxes.transforms.pixels import ColorJitter, Normalize
from paddle_lrkit.train.data.boxes.transforms.resize import RandomResize, Resize

__all__ = ["BoxTransform", "ColorJitter", "Normalize", "RandomFlip", "RandomResize", "Resize", "apply"]
