"""The config of ``lrkit init``: one of the package, or one for the data of a folder."""

from __future__ import annotations

from typing import Any, NamedTuple

from paddle_lrkit.advise import advise
from paddle_lrkit.advise.case import Case
from paddle_lrkit.config.load import load_config
from paddle_lrkit.config.shipped import find_config
from paddle_lrkit.errors import DataError
from paddle_lrkit.messages import Message, current_language, tr
from paddle_lrkit.reports.init.found_data import FoundData, Section
from paddle_lrkit.text import wrap

STARTERS = {
    "classification": "resnet18_digits_cosine",
    "detection": "faster_rcnn_r18_digitscenes_multistep",
    "text": "ernie_tiny_corpus_linear",
}
"""Task of ``lrkit init`` -> config of the package that trains without any data."""

_IMAGENET = {"mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}
_SMALL = 64
"""Shorter side of images, in pixels, up to which a network for small images is taken."""
_LINE = 110
"""Columns of a line of the comment."""
_MODELS = {"classification": "ResNet18", "detection": "faster_rcnn_r18_fpn"}
_GUIDE_TASKS = {"classification": "classification", "detection": "detection"}


class FirstConfig(NamedTuple):
    """A config and what is said about it.

    Args:
        data: The config.
        about: Sentences for its head.
        files: Name -> text of the files that it needs beside it.
    """

    data: dict[str, Any]
    about: list[str]
    files: dict[str, str]


def starter(task: str) -> FirstConfig:
    """A config of the package, with the keys of its bases."""
    file, about = find_config(STARTERS[task]).file, starter_comment(task)
    if current_language() == "zh":
        about = wrap(tr(" ".join(about)), _LINE)
    return FirstConfig(load_config(file).data, about, {})


def starter_comment(task: str) -> list[str]:
    """What the config of the package says at its head, without the command."""
    comment = find_config(STARTERS[task]).comment
    return [line for line in comment if not line.strip().startswith("lrkit ")]


def config_for(found: FoundData, epochs: int | None, batch_size: int | None) -> FirstConfig:
    """A config for a data set that trains from random weights.

    Args:
        found: The data.
        epochs: Length of the run; None for a usual one.
        batch_size: Samples in an update; None for a usual number, less for little data.

    Raises:
        DataError: The data is less than a batch.
    """
    vision = found.task in _MODELS
    length = epochs or {"classification": 30, "detection": 24}.get(found.task, 8)
    batch = batch_size or min({"classification": 64, "detection": 4}.get(found.task, 16), max(found.samples // 8, 1))
    if found.samples < batch:
        raise DataError(tr("{} samples are less than a batch of {}; lower --batch-size", found.samples, batch))
    optimizer, why = _advised(found, length, batch) if vision else _text_optimizer()
    data: dict[str, Any] = {
        "Global": {"task": found.task, "epochs": length, "seed": 0, "root": ".", "log_every": "10it"},
        "Architecture": _architecture(found),
        **({} if vision else {"Tokenizer": {"name": "WordPiece", "vocab": "vocab.txt", "max_length": 128}}),
        "Optimizer": optimizer,
        "Train": {
            "dataset": found.train,
            "num_samples": found.samples,
            **_transforms(found, training=True),
            "loader": {"batch_size": batch, **({} if vision else {"length_window": 20})},
        },
        "Eval": {
            "dataset": found.evaluation,
            **_transforms(found, training=False),
            "loader": {"batch_size": batch},
        },
    }
    return FirstConfig(data, [*found.about, *why], dict(found.files))


def _advised(found: FoundData, epochs: int, batch: int) -> tuple[Section, list[str]]:
    case = Case(
        task=_GUIDE_TASKS[found.task],
        model=_MODELS[found.task],
        epochs=epochs,
        samples=found.samples,
        batch_size=batch,
        pretrained=False,
    )
    advice = advise(case)
    if advice.fitted is None:
        return {
            "name": "Momentum",
            "weight_decay": 1e-4,
            "lr": {"name": "LinearDecay", "learning_rate": 0.01, "warmup": "5%"},
        }, [tr("the guide knows no rate for this data: 0.01 is a start, lrkit find looks for a better one")]
    said = next((reason.statement.text for reason in advice.reasons if reason.topic == "peak_lr"), Message(""))
    return advice.fitted.own["Optimizer"], [tr("peak rate: {}", said) if said.text else "", *_find()]


def _text_optimizer() -> tuple[Section, list[str]]:
    """The section of the text quickstart: the guide has no row for an encoder from random weights."""
    section = dict(load_config(find_config(STARTERS["text"]).file).data["Optimizer"])
    return section, [
        *tr(
            "a tiny ERNIE with random weights, as in the text quickstart of the package; with ERNIE's own weights set\n"
            "Architecture: {name: Ernie, pretrained: models/ernie-3.0-base-zh}, the same folder as Tokenizer.vocab, "
            "and\nlearning_rate: 3e-5"
        ).split("\n"),
        *_find(),
    ]


def _find() -> list[str]:
    return [tr("lrkit find -c THIS_FILE measures a peak rate on this data; lrkit advise has the reasons")]


def _architecture(found: FoundData) -> Section:
    if found.task == "classification":
        return {"name": "ResNet18", **({"small_input": True} if found.side <= _SMALL else {})}
    if found.task == "detection":
        return {"name": "FasterRCNN", "backbone": {"depth": 18, "freeze_at": -1, "freeze_norm": False}}
    base = load_config(find_config(STARTERS["text"]).file).data["Architecture"]
    return {**base, "max_position_embeddings": 128}


def _transforms(found: FoundData, *, training: bool) -> Section:
    normalize = {"Normalize": _IMAGENET}
    if found.task == "detection":
        side = {"target_size": [480, 800]}
        return {"transforms": [{"Resize": side}, *(["RandomFlip"] if training else []), "Normalize"]}
    if found.task != "classification":
        return {}
    if found.side <= _SMALL:
        size = max(32, found.side)
        crop = [{"RandomCrop": {"size": size, "padding": size // 8}}, "RandomFlip"] if training else []
        return {"transforms": [{"Resize": {"size": size}}, *crop, normalize]}
    if training:
        return {"transforms": [{"RandomResizedCrop": {"size": 224}}, "RandomFlip", normalize]}
    return {"transforms": [{"ResizeShort": {"size": 256}}, {"CenterCrop": {"size": 224}}, normalize]}
