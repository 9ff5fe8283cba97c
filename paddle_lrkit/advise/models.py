"""Names of models and their kinds."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from paddle_lrkit.advise.zoo.known import FAMILIES_OF, OPTIMIZERS, is_model_of, known_recipe, model_names
from paddle_lrkit.errors import ConfigError, UsageError, did_you_mean, shown, unknown_name
from paddle_lrkit.messages import tr
from paddle_lrkit.text import join_names


class Family(NamedTuple):
    """A kind of model.

    Args:
        tasks: Tasks that it is trained for; it is the default of the first one.
        optimizer: The optimizer of its recipes.
        pretrained: Whether its recipes start from trained weights.
        fewest: Samples of the smallest data sets on which such models are trained from random weights.
        longest: Epochs of the longest recipes that start from trained weights.
    """

    tasks: tuple[str, ...]
    optimizer: str
    pretrained: bool
    fewest: int = 0
    longest: float = math.inf


class Model(NamedTuple):
    """A model by name or by size.

    Args:
        name: As in `MODELS` or in a suite's zoo; empty when only the size is known.
        family: A name of `FAMILIES`.
        parameters: Number of weights, when known.
        given: The name as the user wrote it; empty for a size.
        zoo_family: Kind of the model in the suite's zoo; empty where the zoo has no recipe of it.
        optimizer: The optimizer of its recipe in the zoo, for a model that is not in `MODELS`; empty for transformers,
            some of whose configs in PaddleClas have the optimizer of a CNN.
        known: Whether the given name is that of a known model; else only its line is known, as that of ``ResNetXYZ``.
    """

    name: str
    family: str
    parameters: int | None = None
    given: str = ""
    zoo_family: str = ""
    optimizer: str = ""
    known: bool = True

    def is_one_of(self, names: tuple[str, ...]) -> bool:
        """Whether the name begins with one of those, or the zoo has the model as one of those kinds."""
        return self.name.startswith(names) or self.zoo_family in names


FAMILIES = {
    "cnn": Family(("classification",), "Momentum", False, fewest=10_000),
    "vit": Family(("classification",), "AdamW", True, fewest=1_000_000, longest=100),
    "two-stage": Family(("detection",), "Momentum", True),
    "one-stage": Family(("detection",), "Momentum", True),
    "detr": Family(("detection",), "AdamW", True),
    "seg-cnn": Family(("segmentation",), "Momentum", True),
    "seg-transformer": Family(("segmentation",), "AdamW", True),
    "encoder": Family(("text-finetune", "text-pretrain"), "AdamW", True),
    "decoder": Family(("text-pretrain", "text-finetune"), "AdamW", True),
    "ocr": Family(("ocr",), "Adam", False, fewest=50_000),
}
METHODS = ("full", "lora", "dpo")
"""What a fine-tuning of a decoder trains, and on what: all weights, low-rank adapters, or all on preferences."""
TASKS = {
    "classification": "cnn",
    "detection": "two-stage",
    "segmentation": "seg-cnn",
    "text-finetune": "encoder",
    "text-pretrain": "decoder",
    "ocr": "ocr",
}
"""Task -> default family."""

_TABLE = """
cnn             ResNet18 11.7M, ResNet34 21.8M, ResNet50 25.6M, ResNet101 44.5M, ResNet152 60.2M, ResNet, ResNeXt
cnn             WideResNet, VGG16 138M, VGG, DenseNet121 8M, DenseNet, EfficientNet, MobileNetV1, MobileNetV2 3.5M
cnn             MobileNetV3, PP-LCNet, PP-HGNet, GoogLeNet, ShuffleNet, SqueezeNet
vit             ViT-base 86.6M, ViT-large 304M, ViT, DeiT-base 86.6M, DeiT, MAE
vit             Swin-tiny 28.3M, Swin-Transformer-tiny 28.3M, Swin, Swin-Transformer, BEiT
two-stage       Faster-RCNN, Mask-RCNN, Cascade-RCNN
one-stage       PP-YOLOE-plus, PP-YOLOE, PP-YOLOv2, YOLOv3, YOLOX, YOLOv5, YOLOv8, PicoDet
detr            DETR, Deformable-DETR, DINO, RT-DETR
seg-cnn         DeepLabV3P, PP-LiteSeg, UNet, PSPNet, OCRNet, HRNet, FCN, BiSeNet
seg-transformer SegFormer
encoder         BERT-base 110M, BERT-large 340M, BERT, RoBERTa, ERNIE-3.0-base 118M, ERNIE, MacBERT, ELECTRA
decoder         GPT2 124M, GPT3, GPT, LLaMA, Qwen, Baichuan, OPT
ocr             PP-OCRv3-rec, PP-OCRv4-rec, PP-OCRv3-det, PP-OCRv4-det, CRNN, SVTR, DB
"""
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmbKMB])")
_SHORT = 4
_LARGEST_ENCODER = 1_000_000_000
"""Weights from which a language model of unknown name is a decoder."""
_UNITS = {"k": 10**3, "m": 10**6, "b": 10**9}


def read_size(text: str) -> int | None:
    """The number of weights in ``124M`` or ``1.3B``; None when it is not a size.

    Example:
        >>> read_size("1.3B"), read_size("ResNet50")
        (1300000000, None)
    """
    found = _SIZE.fullmatch(text.strip())
    return round(float(found[1]) * _UNITS[found[2].lower()]) if found else None


def _models() -> dict[str, Model]:
    found = {}
    for line in _TABLE.strip().splitlines():
        family, _, listed = line.partition(" ")
        for entry in listed.split(","):
            name, *size = entry.split()
            found[_plain(name)] = Model(name, family, read_size(size[0]) if size else None)
    return found


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower().replace("+", "plus"))


def _begins(name: str, key: str) -> bool:
    """Whether a name begins with a known one; after a short one no letter may follow, so that OPTIMUS is not OPT."""
    if not _plain(name).startswith(key):  # compiling a pattern for each known name would take longer than the rest
        return False
    found = re.match(r"[^a-z0-9]*".join(key), name.strip().lower().replace("+", "plus"))
    return found is not None and (len(key) > _SHORT or not name.strip()[found.end() : found.end() + 1].isalpha())


def _size_inside(name: str) -> int | None:
    """The size in the name of a language model, such as ``LLaMA-7B``."""
    found = re.search(r"\d+(?:\.\d+)?[mb](?![a-z0-9])", name, re.IGNORECASE)
    return read_size(found[0]) if found else None


MODELS = _models()


def _unknown(name: str, task: str) -> ConfigError:
    """The error for an unknown model, with the nearest name of the task, or all of them."""
    of_task = [model.name for model in MODELS.values() if task in FAMILIES[model.family].tasks]
    published = [name for lines in model_names(task).values() for names in lines.values() for name in names]
    hint = did_you_mean(name, [*of_task, *published])
    known = tr("; known: {}, those of --list-models", tr(", ").join(of_task))
    return ConfigError(
        tr("unknown model {}{} (--model may be left out, or be a size such as 25M)", shown(name), hint or known),
        key="--model",
    )


def model_for(task: str, name: str | None, method: str = "full") -> Model:
    """The model of a case, or one of the usual kind for the task and the method where none is named.

    Args:
        task: A name of `TASKS`.
        name: Name of a model or its size.
        method: A name of `METHODS`.

    Raises:
        UsageError: The model or the task is not one for the method.
        ConfigError: An unknown model or method.

    Example:
        >>> model_for("text-finetune", None, "lora").family
        'decoder'
    """
    if method not in METHODS:
        raise unknown_name("method", method, METHODS, key="--method")
    if method == "full":
        return Model("", TASKS[task]) if name is None else find_model(name, task)
    if task != "text-finetune":
        raise UsageError(tr("--method {} is for text-finetune, not for {}", method, task))
    found = Model("", "decoder") if name is None else find_model(name, task)
    if found.family != "decoder":
        raise UsageError(
            tr("--method {} is for a decoder such as Qwen or 7B, and {} is of the kind {}", method, name, found.family)
        )
    return found


def find_model(name: str, task: str) -> Model:
    """The model of a name or a size; a name may continue after the known part, as ``ResNet50_vd`` does.

    Raises:
        UsageError: The model is for another task, or a size of 0.
        ConfigError: The name is unknown; the nearest one is given.

    Example:
        >>> find_model("faster_rcnn_r50_fpn_1x_coco", "detection").family
        'two-stage'
        >>> find_model("350M", "text-pretrain").parameters
        350000000
    """
    size = read_size(name)
    if size is not None:
        if size < 1:
            raise UsageError(tr("--model {}: a model has at least one weight", name))
        large = task == "text-finetune" and size >= _LARGEST_ENCODER
        return Model("", "decoder" if large else TASKS[task], size)
    recipe = known_recipe(name, task)
    known = [MODELS[key] for key in sorted(MODELS, key=len, reverse=True) if _begins(name, key)]
    of_task = [model for model in known if task in FAMILIES[model.family].tasks]
    if of_task:
        model = of_task[0]
    elif recipe is not None:
        optimizer = "" if recipe.family == "vit" else OPTIMIZERS.get(recipe.optimizer, recipe.optimizer)
        model = Model(recipe.name, FAMILIES_OF.get(recipe.family, recipe.family), optimizer=optimizer)
    elif known:
        raise UsageError(
            tr("--model {} is for {}, not for {}", name, join_names(FAMILIES[known[0].family].tasks, "or"), task)
        )
    else:
        raise _unknown(name, task)
    exact = _plain(name) == _plain(model.name) or (recipe is not None and is_model_of(name, recipe))
    model = model._replace(given=name.strip(), zoo_family=recipe.family if recipe else "", known=exact)
    if model.family in ("encoder", "decoder") and model.parameters is None:
        size = _size_inside(name)
        model = model._replace(parameters=size, known=model.known or size is not None)
    return model


def usual_start(model: Model, task: str, samples: int | None, epochs: int | None) -> bool:
    """Whether such a run usually starts from trained weights: few samples do, a long run on many samples does not.

    Example:
        >>> usual_start(find_model("ResNet50", "classification"), "classification", 3000, 30)
        True
        >>> usual_start(find_model("ViT-base", "classification"), "classification", None, 300)
        False
    """
    family = FAMILIES[model.family]
    if task == "text-pretrain":
        return False
    if model.name and samples is not None and samples < family.fewest:
        return True
    return family.pretrained and (epochs is None or epochs <= family.longest)
