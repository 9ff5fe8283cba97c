"""PaddleDetection: ``configs``."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.suites.zoo import ZooRecipe
from tools.zoo.facts import Setting, configs, get, longest, opened, recipe
from tools.zoo.published import Published

LEFT_OUT = (
    *("/slim/", "/_base_/", "configs/datasets/", "runtime.yml", "/pruner/", "/denseteacher/", "/arsl/"),
    *("/rtdetr_ssod/", "/deploy/", "configs/test", "/post_quant/", "_infer"),
)
DETECTORS = ("obj365", "o365", "coco", "crowdhuman", "fairmot", "PETR")
TWO_STAGE = ("FasterRCNN", "MaskRCNN", "CascadeRCNN")
GPUS = {
    **dict.fromkeys(
        ("configs/picodet/picodet", "configs/picodet/application", "configs/dino/", "configs/group_detr/"), 4
    ),
    **dict.fromkeys(("configs/rtdetr/", "configs/rtdetrv2/", "configs/ssd/ssd_vgg", "configs/mot/mcfairmot/"), 4),
    **dict.fromkeys(("configs/keypoint/tiny_pose/", "configs/mot/vehicle/", "configs/mot/pedestrian/"), 4),
    **dict.fromkeys(("configs/semi_det/baseline/rtdetr", "configs/ppyolo/ppyolo_mbv3"), 4),
    **dict.fromkeys(
        ("configs/rtdetr/rtdetr_swin", "configs/rtdetr/rtdetr_focal", "configs/ppyoloe/", "configs/detr/"), 8
    ),
    **dict.fromkeys(
        ("configs/mot/jde/", "configs/gfl/", "configs/ppyolo/", "configs/retinanet/", "configs/yolov3/"), 8
    ),
    **dict.fromkeys(("configs/tood/", "configs/pphuman/", "configs/ppvehicle/", "configs/yolof/", "configs/yolox/"), 8),
    **dict.fromkeys(
        ("configs/deformable_detr/", "configs/semi_det/baseline/", "configs/smalldet/", "configs/ttfnet/"), 8
    ),
    **dict.fromkeys(("configs/vitdet/",), 8),
    **dict.fromkeys(("configs/mot/centertrack/", "configs/ssd/ssd_mobilenet"), 2),
}
"""Beginnings of paths -> GPUs, as the README of the folder says; the longest that fits counts."""
USUAL_GPUS = 8
"""docs/tutorials/GETTING_STARTED_cn.md"""
QUERIES = ("DETR", "SparseRCNN", "QueryInst", "GroupDETR", "MaskRTDETR")


def recipes(checkout: str, published: Published) -> Iterator[ZooRecipe]:
    """The recipes of PaddleDetection."""
    files = ConfigFiles()
    for path in configs(checkout, "configs", LEFT_OUT):
        source = opened("ppdet", checkout, path, files)
        if source is None or get(source.document, "LearningRate") is None:
            continue
        found = recipe(source, path, _setting(source.document, path), published)
        if found:
            yield found


def _setting(document: Document, path: str) -> Setting:
    model = str(get(document, "architecture") or "")
    if model == "YOLOv3" and "ppyolo" in path:  # PP-YOLO and PP-YOLOE are built from its class
        model = "PPYOLOE" if "ppyoloe" in path else "PPYOLO"
    builder = ("OptimizerBuilder",)
    return Setting(
        model,
        "two-stage" if model in TWO_STAGE else "detr" if model in QUERIES else "one-stage",
        _task(path, model),
        _data(document),
        _start(str(get(document, "pretrain_weights") or _backbone_weights(document))),
        longest(GPUS, path),
        USUAL_GPUS,
        weight_decay=get(document, *builder, "regularizer", "factor")
        or get(document, *builder, "optimizer", "weight_decay"),
        clip=get(document, *builder, "clip_grad_by_norm"),
        layer_decay=get(document, *builder, "optimizer", "layer_decay"),
        ema=get(document, "use_ema") is True,
    )


def _task(path: str, model: str) -> str:
    if "/keypoint/" in path or "/pose3d/" in path or "KeyPoint" in model or "pose" in os.path.basename(path).lower():
        return "keypoint"
    if "/mot/" in path:
        return "tracking"
    return "lanes" if "clrnet" in path else "detection"


def _backbone_weights(document: Document) -> str:
    """The weights that a section of a backbone names."""
    sections = (part for part in document.data.values() if isinstance(part, dict))
    return next((f"/pretrained/{part['pretrained']}" for part in sections if part.get("pretrained")), "")


def _start(weights: str) -> str:
    """What the weights at an address are: those of a detector name its data, or are not called pretrained."""
    if not weights:
        return "scratch"
    name = os.path.basename(weights)
    detector = any(part in name for part in DETECTORS)
    return (
        "model"
        if detector or not ("/pretrained/" in weights or "imagenet" in weights or "pretrain" in name)
        else "backbone"
    )


def _data(document: Document) -> str:
    data = get(document, "TrainDataset") or get(document, "TrainMOTDataset") or {}
    folder, labels = str(data.get("dataset_dir") or ""), str(data.get("anno_path") or "")
    found = os.path.basename(labels)
    if folder.startswith("dataset/coco") and "train2017" in found:
        share = re.search(r"train2017\.\d+@(\d+)", found)
        return f"coco-{share[1]}%" if share else "coco"
    parts = [
        part for part in folder.split("/") if part not in ("", ".", "dataset", "paddle", "data", "train", "train_data")
    ]
    return "-".join(parts[:2]).lower() if parts else ""
