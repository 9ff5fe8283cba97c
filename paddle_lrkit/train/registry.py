"""The names that a training config can use; installed packages add theirs through entry points."""

from __future__ import annotations

from paddle_lrkit.config.registry import Registry
from paddle_lrkit.train.models.vision import MODELS as VISION_MODELS

_DATA = "paddle_lrkit.train.data"
_TRANSFORMS = f"{_DATA}.transforms"

TASKS = Registry("paddle_lrkit.tasks", {"classification": "paddle_lrkit.train.tasks.classification:Classification"})
MODELS = Registry(
    "paddle_lrkit.models", {name: "paddle_lrkit.train.models.vision:vision_model" for name in VISION_MODELS}
)
DATASETS = Registry(
    "paddle_lrkit.datasets",
    {
        "Digits": f"{_DATA}.digits:Digits",
        "ImageFolder": f"{_DATA}.folder:ImageFolder",
        "FileList": f"{_DATA}.file_list:FileList",
        "Cifar10": f"{_DATA}.cifar:Cifar10",
        "Cifar100": f"{_DATA}.cifar:Cifar100",
    },
)
TRANSFORMS = Registry(
    "paddle_lrkit.transforms",
    {
        name: f"{_TRANSFORMS}:{name}"
        for name in (
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
        )
    },
)
BATCH_TRANSFORMS = Registry(
    "paddle_lrkit.batch_transforms",
    {"Mixup": f"{_DATA}.mixup:Mixup", "CutMix": f"{_DATA}.mixup:CutMix"},
)
LOSSES = Registry("paddle_lrkit.losses", {"CrossEntropy": "paddle_lrkit.train.tasks.classification:CrossEntropy"})
