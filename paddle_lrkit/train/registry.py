"""The names that a training config can use; installed packages add theirs through entry points."""

from __future__ import annotations

from paddle_lrkit.config.registry import Registry
from paddle_lrkit.train.data.images import transforms
from paddle_lrkit.train.models.vision import VISION_MODELS

_DATA = "paddle_lrkit.train.data"
_TASKS = "paddle_lrkit.train.tasks"

TASKS = Registry(
    "paddle_lrkit.tasks",
    {
        "classification": f"{_TASKS}.classification:Classification",
        "detection": f"{_TASKS}.detection:Detection",
        "text_classification": f"{_TASKS}.text.classification:TextClassification",
        "token_classification": f"{_TASKS}.text.classification:TokenClassification",
        "masked_lm": f"{_TASKS}.text.masked_lm:MaskedLM",
    },
)
MODELS = Registry(
    "paddle_lrkit.models",
    {
        **dict.fromkeys(VISION_MODELS, "paddle_lrkit.train.models.vision:vision_model"),
        "Ernie": "paddle_lrkit.train.models.ernie.factory:ernie",
        "FasterRCNN": "paddle_lrkit.train.models.faster_rcnn.detector:FasterRCNN",
        "ResNetCifar": "paddle_lrkit.train.models.resnet_cifar:ResNetCifar",
        "SoftmaxRegression": "paddle_lrkit.train.models.softmax_regression:SoftmaxRegression",
    },
)
DATASETS = Registry(
    "paddle_lrkit.datasets",
    {
        "Digits": f"{_DATA}.toy.digits:Digits",
        "ImageFolder": f"{_DATA}.images.folder:ImageFolder",
        "FileList": f"{_DATA}.images.file_list:FileList",
        "Cifar10": f"{_DATA}.images.cifar:Cifar10",
        "Cifar100": f"{_DATA}.images.cifar:Cifar100",
        "Coco": f"{_DATA}.boxes.coco:Coco",
        "Voc": f"{_DATA}.boxes.voc:Voc",
        "DigitScenes": f"{_DATA}.toy.digit_scenes:DigitScenes",
        "Corpus": f"{_DATA}.toy.corpus:Corpus",
        "CorpusRoles": f"{_DATA}.toy.corpus:CorpusRoles",
        "Clue": f"{_DATA}.text.clue:Clue",
        "TextTsv": f"{_DATA}.text.files:TextTsv",
        "TextLines": f"{_DATA}.text.files:TextLines",
        "Conll": f"{_DATA}.text.files:Conll",
    },
)
TRANSFORMS = Registry(
    "paddle_lrkit.transforms",
    {name: f"{_DATA}.images.transforms:{name}" for name in transforms.__all__},
)
BOX_TRANSFORMS = Registry(
    "paddle_lrkit.box_transforms",
    {
        name: f"{_DATA}.boxes.transforms:Box{name}"
        for name in ("ColorJitter", "Normalize", "RandomFlip", "RandomResize", "Resize")
    },
)
BATCH_TRANSFORMS = Registry(
    "paddle_lrkit.batch_transforms",
    {"Mixup": f"{_DATA}.images.mixup:Mixup", "CutMix": f"{_DATA}.images.mixup:CutMix"},
)
TOKENIZERS = Registry("paddle_lrkit.tokenizers", {"WordPiece": f"{_DATA}.text.wordpiece:WordPiece"})
TEXT_TRANSFORMS = Registry("paddle_lrkit.text_transforms", {"MaskTokens": f"{_DATA}.text.masking:MaskTokens"})
LOSSES = Registry("paddle_lrkit.losses", {"CrossEntropy": "paddle_lrkit.train.tasks.cross_entropy:CrossEntropy"})
