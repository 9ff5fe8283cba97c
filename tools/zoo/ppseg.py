"""PaddleSeg: ``configs``."""

from __future__ import annotations

import os
from collections.abc import Iterator

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.suites.zoo import ZooRecipe
from tools.zoo.facts import Setting, configs, get, opened, recipe
from tools.zoo.published import Published

LEFT_OUT = ("/_base_/", "/stfpm/", "/deploy/")
TRANSFORMERS = (
    "segformer",
    "setr",
    "segmenter",
    "maskformer",
    "vit",
    "swin",
    "cae",
    "topformer",
    "seaformer",
    "rtformer",
)


def recipes(checkout: str, published: Published) -> Iterator[ZooRecipe]:
    """The recipes of PaddleSeg."""
    files = ConfigFiles()
    for path in configs(checkout, "configs", LEFT_OUT):
        source = opened("ppseg", checkout, path, files)
        found = source and recipe(source, path, _setting(source.document, path), published)
        if found:
            yield found


def _setting(document: Document, path: str) -> Setting:
    model, backbone = str(get(document, "model", "type") or ""), str(get(document, "model", "backbone", "type") or "")
    text = f"{model} {backbone}".lower()
    start = "backbone" if get(document, "model", "backbone", "pretrained") else "scratch"
    return Setting(
        model,
        "seg-transformer" if any(name in text for name in (*TRANSFORMERS, "former")) else "seg-cnn",
        "segmentation",
        _data(document),
        "model" if get(document, "model", "pretrained") else start,
        1 if "/quick_start/" in path else 4,  # docs/config/pre_config.md
        4,
        weight_decay=get(document, "optimizer", "weight_decay"),
        clip=get(document, "optimizer", "grad_clip_cfg", "clip_norm"),
    )


def _data(document: Document) -> str:
    kind, root = (
        str(get(document, "train_dataset", "type") or ""),
        str(get(document, "train_dataset", "dataset_root") or ""),
    )
    if kind not in ("", "Dataset"):
        return kind.lower()
    return os.path.basename(root.rstrip("/")).lower()
