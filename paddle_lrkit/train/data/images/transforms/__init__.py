"""Image transforms: pure functions ``(image [height, width, channels], rng) -> image``."""

from __future__ import annotations

from paddle_lrkit.train.data.images.transforms.color import ColorJitter
from paddle_lrkit.train.data.images.transforms.crop import CenterCrop, RandomCrop, RandomResizedCrop
from paddle_lrkit.train.data.images.transforms.erasing import RandomErasing
from paddle_lrkit.train.data.images.transforms.flip import RandomFlip
from paddle_lrkit.train.data.images.transforms.normalize import Normalize
from paddle_lrkit.train.data.images.transforms.rand_augment import RandAugment
from paddle_lrkit.train.data.images.transforms.resize import Resize, ResizeShort

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
]
