"""Transforms of images with boxes: pure functions ``(sample, rng) -> sample``."""

from __future__ import annotations

from paddle_lrkit.train.data.box_transforms.base import BoxTransform, apply
from paddle_lrkit.train.data.box_transforms.flip import RandomFlip
from paddle_lrkit.train.data.box_transforms.pixels import ColorJitter, Normalize
from paddle_lrkit.train.data.box_transforms.resize import RandomResize, Resize

__all__ = ["BoxTransform", "ColorJitter", "Normalize", "RandomFlip", "RandomResize", "Resize", "apply"]
