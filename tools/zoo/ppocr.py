"""PaddleOCR: ``configs``."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.suites.zoo import ZooRecipe
from tools.zoo.facts import Setting, configs, get, longest, opened, recipe
from tools.zoo.published import Published

PAGE = "docs/version2.x/ppocr/model_train/finetune.en.md"
LEFT_OUT = ("/kie/", "_ampO2_", "_fp32_ultra")
BACKBONES = ("ssld", "ResNet", "MobileNet", "PPLCNet", "PPHGNet", "resnet", "Swin", "ViT")
GPUS = {
    "configs/rec/rec_svtrnet": 4,
    "configs/table/SLANet.yml": 4,
    **dict.fromkeys(("configs/det/ch_", "configs/det/PP-OCR", "configs/rec/PP-OCR", "configs/rec/ch_"), 8),
}
"""Beginnings of paths -> GPUs: docs/version2.x/ppocr/model_train/finetune.en.md algorithm_rec_svtr.en.md and,
in release/2.8, doc/doc_en/table_recognition_en.md."""


def recipes(checkout: str, published: Published) -> Iterator[ZooRecipe]:
    """The recipes of PaddleOCR."""
    files = ConfigFiles()
    for path in configs(checkout, "configs", LEFT_OUT):
        source = opened("ppocr", checkout, path, files)
        if source is None or get(source.document, "Optimizer") is None:
            continue
        found = recipe(source, path, _setting(source.document, path), published)
        if found:
            yield found
    yield from _fine_tuning(checkout)


def _fine_tuning(checkout: str) -> Iterator[ZooRecipe]:
    """What the page on fine-tuning recommends for one GPU, for PP-OCRv3."""
    with open(os.path.join(checkout, PAGE), encoding="utf-8") as stream:
        text = stream.read()
    if "single gpu batch_size=8, then the total batch_size=8" not in text or "to `[5e-5 , 1e-5]`about" not in text:
        raise SystemExit(f"{PAGE} has changed: read it again")
    shared = {"suite": "ppocr", "path": PAGE, "task": "ocr", "data": "", "start": "model", "optimizer": "Adam"}
    usual = {"warmup_start": 0.0, "gpus": 1, "gpus_said": True}
    yield ZooRecipe(
        **shared, **usual, name="ch_PP-OCRv3_det", model="DB", family="ocr-det", peak=1e-4, batch=8,
        schedule="cosine late", warmup="2ep", floor=0.0, run="",
    )  # fmt: skip
    yield ZooRecipe(
        **shared, **usual, name="ch_PP-OCRv3_rec", model="SVTR_LCNet", family="ocr-rec", peak=5e-5, batch=64,
        schedule="multistep 0.875 x0.2", warmup="5ep", floor=0.2, run="800ep",
    )  # fmt: skip


def _setting(document: Document, path: str) -> Setting:
    kind = path.split("/")[1]
    architecture = get(document, "Architecture")
    student = _student(architecture)
    return Setting(
        str(student.get("algorithm") or ""),
        f"ocr-{kind}",
        "ocr",
        _data(document),
        _start(document, architecture),
        longest(GPUS, path),
        8,
        weight_decay=get(document, "Optimizer", "regularizer", "factor") or get(document, "Optimizer", "weight_decay"),
        clip=get(document, "Optimizer", "clip_norm") or get(document, "Optimizer", "clip_norm_global"),
    )


def _student(architecture: Any) -> dict[str, Any]:
    models = architecture.get("Models") if isinstance(architecture, dict) else None
    if isinstance(models, dict):
        return dict(models.get("Student") or next(iter(models.values())))
    return dict(architecture or {})


def _start(document: Document, architecture: Any) -> str:
    weights = get(document, "Global", "pretrained_model") or _student(architecture).get("pretrained") or ""
    if not weights:
        backbone = _student(architecture).get("Backbone")
        return "backbone" if isinstance(backbone, dict) and backbone.get("pretrained") is True else "scratch"
    name = os.path.basename(str(weights).rstrip("/"))
    return "backbone" if any(part in name for part in BACKBONES) else "model"


def _data(document: Document) -> str:
    folder = str(get(document, "Train", "dataset", "data_dir") or "")
    parts = [part for part in re.split(r"[/\\]+", folder) if part not in ("", ".", "train_data", "datasets", "train")]
    return parts[0].lower() if parts else ""
