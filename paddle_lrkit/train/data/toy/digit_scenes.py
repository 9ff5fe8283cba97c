"""Handwritten digits on textured canvases: a detection data set that needs no download."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from paddle_lrkit.errors import ConfigError, DataError, check_choice, check_integer, check_number
from paddle_lrkit.train.data.boxes.coco import Coco
from paddle_lrkit.train.data.toy.digits import Digits
from paddle_lrkit.train.data.toy.scene import SceneOptions, draw_scene

_FORMAT = 1
_SPLITS = {"train": ("train", 0), "val": ("test", 1)}
_WITH_TEST = {"train": ("train", 0), "val": ("val", 1), "test": ("test", 2)}
_ANNOTATIONS = "annotations.json"


class DigitScenes(Coco):
    """Scenes with scikit-learn's digits, written once as COCO JSON and PNG files, then read like any COCO data set.

    Scene ``i`` is a pure function of the arguments and of ``default_rng([seed, split, i])``. The digits of ``val`` are
    the 360 of the test split of `Digits`, those of ``train`` are the other 1437. With ``val_fraction`` the 360 are
    those of ``test``, and ``train`` gives a part of its own to ``val``, so no two splits have a digit in common.

    Args:
        split: ``train``, ``val`` or, with a ``val_fraction``, ``test``.
        num_images: Number of scenes.
        size: Side of the square canvas; pixels.
        min_objects: Fewest digits on a scene.
        max_objects: Most digits on a scene.
        min_scale: Least height of a digit, relative to ``size``.
        max_scale: Largest height of a digit, relative to ``size``.
        max_overlap: Largest part of a digit's box that later ones may cover, from 0 to 1.
        clutter: Strokes and blots on a scene that are no digits.
        seed: Of everything random.
        val_fraction: Part of the 1437 digits that is set aside for ``val``, at least 0 and below 1.
        directory: Where the files are kept; by default ``digit_scenes`` in ``$XDG_CACHE_HOME/paddle_lrkit``.

    Raises:
        ConfigError: An argument is out of range.
        DataError: The files cannot be written, or scikit-learn is not installed.
    """

    metric = "AP50"

    def __init__(
        self,
        split: str = "train",
        num_images: int = 400,
        size: int = 128,
        min_objects: int = 1,
        max_objects: int = 5,
        min_scale: float = 0.16,
        max_scale: float = 0.4,
        max_overlap: float = 0.2,
        clutter: int = 6,
        seed: int = 0,
        val_fraction: float = 0.0,
        directory: str | None = None,
    ) -> None:
        check_choice("split", split, tuple(_WITH_TEST))
        check_number("val_fraction", val_fraction, at_least=0, below=1)
        check_integer("num_images", num_images, at_least=1)
        check_integer("seed", seed, at_least=0)
        check_number("min_scale", min_scale, above=0, at_most=1)
        check_number("max_scale", max_scale, at_least=min_scale, at_most=1)
        check_number("max_overlap", max_overlap, at_least=0, at_most=1)
        options = SceneOptions(
            size=check_integer("size", size, at_least=32),
            min_objects=check_integer("min_objects", min_objects, at_least=0),
            max_objects=check_integer("max_objects", max_objects, at_least=min_objects),
            min_scale=min_scale,
            max_scale=max_scale,
            max_overlap=max_overlap,
            clutter=check_integer("clutter", clutter, at_least=0),
        )
        if max_objects == 0:
            raise ConfigError("must be >= 1, got 0", key="max_objects")
        if split == "test" and val_fraction == 0:
            raise ConfigError("test needs a val_fraction above 0, so that no two splits share a digit", key="split")
        parent = Path(directory) if directory else default_directory()
        folder = parent / _name(split, num_images, seed, options, val_fraction)
        if not (folder / _ANNOTATIONS).is_file():
            write_scenes(folder, split, num_images, seed, options, val_fraction)
        super().__init__(_ANNOTATIONS, dataset_dir=str(folder), allow_empty=True, max_unreadable=0)


def default_directory() -> Path:
    """``digit_scenes`` in the user's cache."""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(cache) / "paddle_lrkit" / "digit_scenes"


def write_scenes(
    folder: Path, split: str, num_images: int, seed: int, options: SceneOptions, val_fraction: float = 0.0
) -> None:
    """Writes ``annotations.json`` and the PNG files; a folder that exists is complete, whoever else writes it too.

    Args:
        folder: Where to.
        split: ``train``, ``val`` or ``test``.
        num_images: Number of scenes.
        seed: Of everything random.
        options: What a scene looks like.
        val_fraction: Part of the training digits that is set aside for ``val``.
    """
    digits_split, key = (_WITH_TEST if val_fraction else _SPLITS)[split]
    digits = Digits(digits_split, channels=1, val_fraction=val_fraction)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".writing-"))
        try:
            _write(temporary, digits, [seed, key], num_images, options)
            temporary.chmod(0o755)
            _put(temporary, folder)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    except OSError as error:
        raise DataError(f"{folder}: the scenes cannot be written: {error.strerror}; name a directory") from None


def _put(temporary: Path, folder: Path) -> None:
    try:
        temporary.rename(folder)
    except OSError:
        if not (folder / _ANNOTATIONS).is_file():
            raise


def _write(folder: Path, digits: Digits, key: list[int], num_images: int, options: SceneOptions) -> None:
    from PIL import Image

    content: dict[str, list[dict[str, Any]]] = {
        "images": [],
        "annotations": [],
        "categories": [{"id": digit + 1, "name": str(digit)} for digit in range(10)],
    }
    for number in range(num_images):
        scene = draw_scene(digits, options, np.random.default_rng([*key, number]))
        name = f"{number:06}.png"
        Image.fromarray(scene.image).save(folder / name)
        entry = {"id": number + 1, "file_name": name, "height": options.size, "width": options.size}
        content["images"].append(entry)
        for box, label in zip(scene.boxes.tolist(), scene.labels.tolist(), strict=True):
            content["annotations"].append(_annotation(len(content["annotations"]) + 1, number + 1, box, label))
    (folder / _ANNOTATIONS).write_text(json.dumps(content), encoding="utf-8")


def _annotation(number: int, image: int, box: list[float], label: int) -> dict[str, Any]:
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    return {
        "id": number,
        "image_id": image,
        "category_id": label + 1,
        "bbox": [left, top, width, height],
        "area": width * height,
        "iscrowd": 0,
    }


def _name(split: str, num_images: int, seed: int, options: SceneOptions, val_fraction: float) -> str:
    described = repr((_FORMAT, split, num_images, seed, options, *([val_fraction] if val_fraction else [])))
    return f"{split}-{num_images}-{hashlib.sha256(described.encode()).hexdigest()[:12]}"
