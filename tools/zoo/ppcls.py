"""PaddleClas: ``ppcls/configs``."""

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

LEFT_OUT = ("/slim/", "search", "/ssl/", "/kunlun/", "StrategySearch", "_infer", "/hub/")
_FROM_IMAGENET = "-o Arch.pretrained=True"
_IMAGENET = "ppcls/configs/ImageNet/"
_EIGHT = (
    *(
        "LeViT",
        "DeiT",
        "UniFormer",
        "PVTV2",
        "MobileViTV3",
        "VAN",
        "SwinTransformer",
        "ConvNeXt",
        "CSPNet",
        "MobileViT",
    ),
    *("DSNet", "CSWinTransformer", "VisionTransformer", "TNT", "MobileViTV2"),
)
GPUS = {
    **{f"{_IMAGENET}{name}/": 8 for name in _EIGHT},
    "ppcls/configs/quick_start/ResNet50_vd": 1,
    "ppcls/configs/quick_start/MobileNetV3": 1,
    "ppcls/configs/quick_start/new_user/": 1,
    "ppcls/configs/quick_start/professional/": 4,
    "ppcls/configs/PULC/": 4,
}
"""Beginnings of paths -> GPUs: docs/zh_CN/models/ImageNet1k, docs/zh_CN/models/PULC and docs/zh_CN/quick_start."""
TRANSFORMERS = (
    *("vit", "deit", "swin", "cswin", "pvt", "pcpvt", "alt_gvt", "tnt", "levit", "mobilevit", "cvt", "uniformer"),
    *("nextvit", "cae", "clip", "beit", "mae", "edgevit", "svtr"),
)
RETRIEVAL = (
    *("GeneralRecognition", "metric_learning", "reid", "Products", "Vehicle", "Cartoonface", "Logo", "DeepHash"),
    *("MobileNetV1_retrieval", "multi_scale"),
)


def recipes(checkout: str, published: Published) -> Iterator[ZooRecipe]:
    """The recipes of PaddleClas."""
    files, fine_tuned = ConfigFiles(), _fine_tuned(checkout)
    for path in configs(checkout, "ppcls/configs", LEFT_OUT):
        source = opened("ppcls", checkout, path, files)
        if source is None or get(source.document, "Optimizer") is None:
            continue
        found = recipe(source, path, _setting(source.document, path), published)
        if found is None:
            continue
        yield found
        if found.start == "scratch" and path in fine_tuned and found.data != "imagenet":
            yield found._replace(path=f"{path} {_FROM_IMAGENET}", start="model")


def _fine_tuned(checkout: str) -> set[str]:
    """The configs that a page trains with weights of ImageNet too."""
    found = set()
    for place, _, names in os.walk(os.path.join(checkout, "docs")):
        for name in names:
            if name.endswith(".md"):
                with open(os.path.join(place, name), encoding="utf-8", errors="replace") as stream:
                    text = re.sub(r"\\[ \t]*\n", " ", stream.read())
                lines = [line for line in text.splitlines() if "tools/train.py" in line and _FROM_IMAGENET in line]
                found |= {path for line in lines for path in re.findall(r"ppcls/configs/\S+\.yaml", line)}
    return found


def _setting(document: Document, path: str) -> Setting:
    arch = get(document, "Arch")
    model = _model(arch)
    optimizer = get(document, "Optimizer")
    optimizer = next(iter(optimizer[0].values())) if isinstance(optimizer, list) else optimizer
    family = "vit" if model.lower().startswith(TRANSFORMERS) else "cnn"
    return Setting(
        model,
        family,
        "retrieval"
        if any(f"/{part}" in path or part in path.split("/")[-1] for part in RETRIEVAL)
        else "classification",
        _data(document),
        "scratch" if "/ImageNet/" in path else _start(document, arch),
        longest(GPUS, path),
        8 if str(optimizer.get("name")) == "AdamW" else 4,
        weight_decay=get(document, "Optimizer", "regularizer", "coeff") or optimizer.get("weight_decay"),
        clip=optimizer.get("clip_norm"),
        layer_decay=optimizer.get("layerwise_decay"),
        ema=get(document, "EMA") is not None,
    )


def _student(arch: Any) -> dict[str, Any]:
    """The section of the model; of a distillation that of the student."""
    if not isinstance(arch, dict):
        return {}
    if not isinstance(arch.get("models"), list):
        return arch
    named = {name: part for entry in arch["models"] for name, part in entry.items()}
    return _student(named.get("Student", next(iter(named.values()))))


def _model(arch: Any) -> str:
    """The model; of a recognition model its backbone."""
    part = _student(arch)
    backbone = part.get("Backbone")
    return str(backbone.get("name") if isinstance(backbone, dict) else part.get("name", ""))


def _start(document: Document, arch: Any) -> str:
    """Some configs of ``ImageNet/`` load the weights that they made themselves: their rate is for random weights."""
    part = _student(arch)
    backbone = part.get("Backbone") if isinstance(part.get("Backbone"), dict) else {}
    if get(document, "Global", "pretrained_model") or part.get("pretrained"):
        return "model"
    return "model" if backbone.get("pretrained") else "scratch"


def _data(document: Document) -> str:
    root = str(get(document, "DataLoader", "Train", "dataset", "image_root") or "")
    label = str(get(document, "DataLoader", "Train", "dataset", "cls_label_path") or "")
    text = f"{root}/{label}"
    if "ILSVRC2012" in text:
        return "imagenet"
    parts = [part for part in re.split(r"[/\\]+", root) if part not in (".", "", "dataset", "images", "image")]
    return parts[0].lower() if parts else ""
