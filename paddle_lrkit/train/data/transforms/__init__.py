"""Image transforms: pure functions ``(image [height, width, channels], rng) -> image``."""

from __future__ import annotations

from paddle_lrkit.train.data.transforms.base import Size, Transform, apply
from paddle_lrkit.train.data.transforms.color import ColorJitter
from paddle_lrkit.train.data.transforms.crop import CenterCrop, RandomCrop, RandomResizedCrop
from paddle_lrkit.train.data.transforms.erasing import RandomErasing
from paddle_lrkit.train.data.transforms.flip import RandomFlip
from paddle_lrkit.train.data.transforms.normalize import Normalize
from paddle_lrkit.train.data.transforms.rand_augment import RandAugment
from paddle_lrkit.train.data.transforms.resize import Resize, ResizeShort

__all__ = [
    "CenterCrop",
    "ColorJitter",
    "Normalize",
    "RandAugment",
    "RandomCrop",
    "RandomErasing",
    "RandomFlip",
    "RandomResizedCrop",
    "Resize",
    "ResizeShort",
    "Size",
    "Transform",
    "apply",
]
