"""Folders of images with boxes: COCO and Pascal VOC."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from paddle_lrkit.errors import DataError
from paddle_lrkit.messages import tr
from paddle_lrkit.reports.init.found_data import FoundData, text_lines
from paddle_lrkit.reports.init.image_folders import EVALUATION, TRAIN, median_side, relative
from paddle_lrkit.suites.training_set import coco_images
from paddle_lrkit.text import plural


def images_with_boxes(folder: Path, config_folder: Path) -> FoundData:
    """The COCO files or the VOC lists of a folder.

    Raises:
        DataError: The folder holds neither.
    """
    files = [file for file in sorted(folder.rglob("*.json")) if _is_coco(file)]
    if files:
        try:
            return _coco(folder, files, config_folder)
        except (KeyError, TypeError, AttributeError) as error:
            raise DataError(tr("{}: a COCO file lacks {}, or it is of the wrong type", folder, error)) from None
    lists = [*folder.glob("*.txt"), *folder.glob("ImageSets/Main/*.txt")]
    train, evaluation = _named(lists, (*TRAIN, "trainval")), _named(lists, EVALUATION)
    if train and evaluation and (folder / "Annotations").is_dir():
        return _voc(folder, train, evaluation, config_folder)
    raise DataError(
        tr(
            "{}: no images with boxes; what can be read: COCO files (*.json) for training and evaluation, or "
            "VOC's Annotations/ with lists such as train.txt and val.txt",
            folder,
        )
    )


def _coco(folder: Path, files: Sequence[Path], config_folder: Path) -> FoundData:
    train, evaluation = _named(files, TRAIN), _named(files, EVALUATION)
    if train is None or evaluation is None:
        names = tr(", ").join(file.name for file in files)
        raise DataError(
            tr("{}: no COCO file for training (train in its name); found: {}", folder, names)
            if train is None
            else tr("{}: no COCO file for evaluation (val or test in its name); found: {}", folder, names)
        )
    content = json.loads(train.read_text(encoding="utf-8"))
    samples = coco_images(str(train), None, lambda image, one: not one.get("iscrowd"))[0]
    classes = tuple(str(one["name"]) for one in sorted(content["categories"], key=lambda one: one["id"]))
    pictures, root = _image_folder(folder, train, content), relative(folder, config_folder)
    first = [pictures / image["file_name"] for image in content["images"]]
    known = json.loads(evaluation.read_text(encoding="utf-8"))
    return FoundData(
        "detection",
        {**_dataset(root, folder, train, pictures)},
        {**_dataset(root, folder, evaluation, _image_folder(folder, evaluation, known)), "allow_empty": True},
        samples,
        classes,
        (
            tr(
                "COCO: {} with boxes of {} in {}, for evaluation {} in {}",
                plural(samples, "image"),
                plural(len(classes), "class", "classes"),
                train,
                plural(len(known["images"]), "image"),
                evaluation,
            ),
        ),
        median_side(first),
    )


def _dataset(root: str, folder: Path, file: Path, pictures: Path) -> dict[str, Any]:
    image_dir = os.path.relpath(pictures, folder)
    return {
        "name": "Coco",
        "dataset_dir": root,
        "anno_path": os.path.relpath(file, folder),
        **({} if image_dir == "." else {"image_dir": image_dir}),
    }


def _image_folder(folder: Path, file: Path, content: dict[str, Any]) -> Path:
    """The folder in which the first image of a COCO file is."""
    name = content["images"][0]["file_name"] if content["images"] else ""
    for candidate in (folder, file.parent, *sorted(path for path in folder.rglob("*") if path.is_dir())):
        if name and (candidate / name).is_file():
            return candidate
    raise DataError(tr("{}: the image {!r} is in no folder below {}", file, name, folder))


def _is_coco(file: Path) -> bool:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(content, dict) and {"images", "annotations", "categories"} <= content.keys()


def _voc(folder: Path, train: Path, evaluation: Path, config_folder: Path) -> FoundData:
    lines = [line.split() for line in text_lines(train) if line.strip()]
    pictures = [folder / (parts[0] if len(parts) > 1 else f"JPEGImages/{parts[0]}.jpg") for parts in lines]
    labels = folder / "label_list.txt"
    classes = tuple(text_lines(labels)) if labels.is_file() else ()
    dataset = {"name": "Voc", "dataset_dir": relative(folder, config_folder)}
    named = {"label_list": labels.name} if classes else {}
    own = tr("the classes of label_list.txt") if classes else tr("VOC's 20 classes (there is no label_list.txt)")
    return FoundData(
        "detection",
        {**dataset, "anno_path": os.path.relpath(train, folder), **named},
        {**dataset, "anno_path": os.path.relpath(evaluation, folder), **named, "allow_empty": True},
        len(lines),
        tuple(name for name in classes if name),
        (tr("VOC: {} in {}, {}", plural(len(lines), "image"), train, own),),
        median_side(pictures),
    )


def _named(files: Sequence[Path], words: Sequence[str]) -> Path | None:
    """The first file with one of the words in its name, the words in this order."""
    for word in words:
        for file in files:
            if word in file.stem.lower():
                return file
    return None
