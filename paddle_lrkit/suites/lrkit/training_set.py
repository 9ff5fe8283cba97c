"""The training set of a config of our own dialect, counted without loading it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.errors import DataError, os_reason
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.lrkit.data_folder import DataFolder
from paddle_lrkit.suites.training_set import TrainingSet, coco_images, line_count

if TYPE_CHECKING:
    from pathlib import Path
    from xml.etree.ElementTree import Element

IMAGE_SUFFIXES = (".bmp", ".gif", ".jpeg", ".jpg", ".pgm", ".png", ".ppm", ".tif", ".tiff", ".webp")
"""Suffixes of image files, in lower case."""

_LEAST_SIDE = 1e-5


def training_set(document: Document) -> TrainingSet | None:
    """The samples of ``Train.dataset``; None for a data set of another package, or when its keys are wrong.

    Raises:
        DataError: The files are not on this machine or cannot be read.
    """
    dataset = document.get(("Train", "dataset"))
    name = dataset.get("name") if isinstance(dataset, Mapping) else None
    if not isinstance(name, str) or name not in _COUNTS:
        return None
    try:
        return TrainingSet(*_COUNTS[name](**{key: value for key, value in dataset.items() if key != "name"}))
    except OSError as error:
        raise DataError(tr("{} cannot be read: {}", error.filename, os_reason(error))) from None
    except (TypeError, ValueError, KeyError, AttributeError, OverflowError, RecursionError):
        return None


def _file_list(
    image_root: str,
    cls_label_path: str,
    delimiter: str = " ",
    num_classes: int | None = None,
    allow_outside: bool = False,
) -> tuple[int, str]:
    return _list(cls_label_path)


def _list(file: str) -> tuple[int, str]:
    return line_count(file, blank_lines=False), file


def _table(file: str, columns: Any) -> tuple[int, str]:
    return line_count(file, blank_lines=False) - (columns is None), file


def _folder(root: str) -> tuple[int, str]:
    if not os.path.isdir(root):
        raise DataError(tr("{} is not on this machine", root))
    from pathlib import Path

    classes = [entry for entry in Path(root).iterdir() if entry.is_dir() and not entry.name.startswith(".")]
    return sum(_is_image(path.relative_to(folder)) for folder in classes for path in folder.rglob("*")), root


def _is_image(path: Path) -> bool:
    return path.suffix.lower() in IMAGE_SUFFIXES and not any(part.startswith(".") for part in path.parts)


def _coco(
    anno_path: str,
    image_dir: str = "",
    dataset_dir: str = "",
    allow_empty: bool = False,
    max_unreadable: int = 10,
    allow_outside: bool = False,
) -> tuple[int, str]:
    file = os.path.join(dataset_dir, anno_path)
    filled, empty = coco_images(file, None, _is_object)
    return filled + (empty if allow_empty else 0), file


def _is_object(image: Mapping[str, Any], one: Mapping[str, Any]) -> bool:
    left, top, width, height = one["bbox"]
    return not one.get("iscrowd") and _inside(left, width, image["width"]) and _inside(top, height, image["height"])


def _inside(start: float, length: float, limit: float) -> bool:
    return min(max(start + length, 0), limit) - min(max(start, 0), limit) > _LEAST_SIDE


def _voc(
    anno_path: str,
    dataset_dir: str = "",
    label_list: str | None = None,
    allow_empty: bool = False,
    max_unreadable: int = 10,
    allow_outside: bool = False,
) -> tuple[int, str]:
    file = os.path.join(dataset_dir, anno_path)
    line_count(file)
    names = [line.split() for line in _lines(file) if line.strip()]
    if allow_empty:
        return len(names), file
    files = [parts[1] if len(parts) > 1 else f"Annotations/{parts[0]}.xml" for parts in names]
    inside = DataFolder(dataset_dir, allow_outside)
    return sum(_voc_object(inside.file(name, file)) for name in files), file


def _voc_object(file: str) -> bool:
    """Whether a VOC annotation has an object that is not difficult and has an area inside the image."""
    from paddle_lrkit.suites.voc_file import voc_root

    try:
        root = voc_root(file)
    except ValueError:
        raise DataError(tr("{} is not an annotation file in VOC's format", file)) from None
    width, height = (float(root.findtext(f"size/{side}", "")) for side in ("width", "height"))
    return any(_easy(one, width, height) for one in root.iter("object"))


def _easy(one: Element, width: float, height: float) -> bool:
    left, top, right, bottom = (float(one.findtext(f"bndbox/{side}", "")) for side in ("xmin", "ymin", "xmax", "ymax"))
    area = _inside(left - 1, right - left + 1, width) and _inside(top - 1, bottom - top + 1, height)
    return area and one.findtext("difficult", "0").strip() != "1"


def _clue(path: str, task: str) -> tuple[int, str]:
    names = ("train.json", "train.50k.json") if task == "ocnli" else ("train.json",)
    places = [os.path.join(path, folder, name) for folder in ("", f"{task}_public", task) for name in names]
    file = next(filter(os.path.isfile, places), places[0])
    count = line_count(file, blank_lines=False)
    if task in ("ocnli", "cmnli"):
        with open(file, encoding="utf-8") as lines:
            count -= sum(json.loads(line).get("label") == "-" for line in lines if line.strip())
    return count, file


def _lines(file: str) -> list[str]:
    with open(file, encoding="utf-8-sig") as stream:
        return stream.read().splitlines()


def _conll(file: str) -> tuple[int, str]:
    line_count(file)
    blank = [not line.strip() for line in _lines(file)]
    return sum(not here and before for before, here in zip([True, *blank], blank, strict=False)), file


def _digits(split: str = "train", val_fraction: float = 0.0, **others: Any) -> tuple[int, str]:
    held_out = round(val_fraction * _DIGITS["train"])
    return {"train": _DIGITS["train"] - held_out, "val": held_out, "test": _DIGITS["test"]}[split], "Digits"


_DIGITS = {"train": 1437, "test": 360}
_CORPUS = {"train": 12_000, "dev": 800, "test": 1000}
_CIFAR = {"train": 50_000, "test": 10_000}
_COUNTS: dict[str, Callable[..., tuple[int, str]]] = {
    "FileList": _file_list,
    "ImageFolder": lambda root: _folder(root),
    "Cifar10": lambda path, split="train": (_CIFAR[split], path),
    "Cifar100": lambda path, split="train": (_CIFAR[split], path),
    "Coco": _coco,
    "Voc": _voc,
    "Clue": lambda path, task, split="train": _clue(path, task),
    "TextTsv": lambda path, labels, columns=None: _table(path, columns),
    "TextLines": lambda path: _list(path),
    "Conll": lambda path, labels: _conll(path),
    "Digits": _digits,
    "DigitScenes": lambda num_images=400, **others: (num_images, "DigitScenes"),
    "Corpus": lambda split="train": (_CORPUS[split], "Corpus"),
    "CorpusRoles": lambda split="train": (_CORPUS[split], "CorpusRoles"),
}
"""Data set -> samples and where they are, from the keys of the config."""
