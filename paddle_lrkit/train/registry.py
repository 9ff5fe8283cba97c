"""The names that a training config can use; installed packages add theirs through entry points."""

from __future__ import annotations

from paddle_lrkit.config.registry import Registry
from paddle_lrkit.train.models.vision import MODELS as VISION_MODELS

_DATA = "paddle_lrkit.train.data"
_TRANSFORMS = f"{_DATA}.transforms"

_TASKS = "paddle_lrkit.train.tasks"

TASKS = Registry(
    "paddle_lrkit.tasks",
    {
        "classification": f"{_TASKS}.classification:Classification",
        "detection": f"{_TASKS}.detection:Detection",
        "text_classification": f"{_TASKS}.text:TextClassification",
        "token_classification": f"{_TASKS}.text:TokenClassification",
        "masked_lm": f"{_TASKS}.masked_lm:MaskedLM",
    },
)
MODELS = Registry(
    "paddle_lrkit.models",
    {
        **dict.fromkeys(VISION_MODELS, "paddle_lrkit.train.models.vision:vision_model"),
        "Ernie": "paddle_lrkit.train.models.ernie_factory:ernie",
        "FasterRCNN": "paddle_lrkit.train.models.faster_rcnn:FasterRCNN",
        "ResNetCifar": "paddle_lrkit.train.models.resnet_cifar:ResNetCifar",
        "SoftmaxRegression": "paddle_lrkit.train.models.softmax_regression:SoftmaxRegression",
    },
)
DATASETS = Registry(
    "paddle_lrkit.datasets",
    {
        "Digits": f"{_DATA}.digits:Digits",
        "ImageFolder": f"{_DATA}.folder:ImageFolder",
        "FileList": f"{_DATA}.file_list:FileList",
        "Cifar10": f"{_DATA}.cifar:Cifar10",
        "Cifar100": f"{_DATA}.cifar:Cifar100",
        "Coco": f"{_DATA}.coco:Coco",
        "Voc": f"{_DATA}.voc:Voc",
        "DigitScenes": f"{_DATA}.digit_scenes:DigitScenes",
        "Corpus": f"{_DATA}.corpus:Corpus",
        "CorpusRoles": f"{_DATA}.corpus:CorpusRoles",
        "Clue": f"{_DATA}.clue:Clue",
        "TextTsv": f"{_DATA}.text_file:TextTsv",
        "TextLines": f"{_DATA}.text_file:TextLines",
        "Conll": f"{_DATA}.text_file:Conll",
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
BOX_TRANSFORMS = Registry(
    "paddle_lrkit.box_transforms",
    {
        name: f"{_DATA}.box_transforms:{name}"
        for name in ("ColorJitter", "Normalize", "RandomFlip", "RandomResize", "Resize")
    },
)
BATCH_TRANSFORMS = Registry(
    "paddle_lrkit.batch_transforms",
    {"Mixup": f"{_DATA}.mixup:Mixup", "CutMix": f"{_DATA}.mixup:CutMix"},
)
TOKENIZERS = Registry("paddle_lrkit.tokenizers", {"WordPiece": f"{_DATA}.wordpiece:WordPiece"})
TEXT_TRANSFORMS = Registry("paddle_lrkit.text_transforms", {"MaskTokens": f"{_DATA}.masking:MaskTokens"})
LOSSES = Registry("paddle_lrkit.losses", {"CrossEntropy": "paddle_lrkit.train.tasks.classification:CrossEntropy"})
