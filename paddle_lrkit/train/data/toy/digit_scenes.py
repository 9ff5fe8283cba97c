"""Handwritten digits on textured canvases: a detection data set that needs no download."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from paddle_lrkit.config.file_paths import FilePath
from paddle_lrkit.errors import ConfigError, DataError, check_choice, check_integer, check_number, os_reason
from paddle_lrkit.messages import tr
from paddle_lrkit.train.data.boxes.coco import Coco
from paddle_lrkit.train.data.boxes.dataset import coco_box
from paddle_lrkit.train.data.toy.digits import Digits
from paddle_lrkit.train.data.toy.scene_renderer import SceneOptions, render_scene

_FORMAT = 1
_SPLITS = {"train": ("train", 0), "val": ("test", 1)}
_WITH_TEST = {"train": ("train", 0), "val": ("val", 1), "test": ("test", 2)}
_ANNOTATIONS = "annotations.json"


class DigitScenes(Coco):
    """Scenes with scikit-learn's digits, written once as COCO JSON and PNG files and then read as `Coco`.

    Scene ``i`` is a pure function of the arguments and of ``default_rng([seed, split, i])``. The digits of ``val`` are
    the 360 digits in the test split of `Digits`; those of ``train`` are the other 1437. With ``val_fraction`` the 360
    digits are those of ``test``, and ``val`` has its own part of the 1437, so no two splits share a digit. The
    arguments are the keys of the config.

    Args:
        split: ``train``, ``val`` or, with a ``val_fraction``, ``test``.
        num_images: Number of scenes.
        size: Side of the square canvas in pixels.
        min_objects: Smallest number of digits on a scene.
        max_objects: Largest number of digits on a scene.
        min_scale: Smallest height of a digit, relative to ``size``.
        max_scale: Largest height of a digit, relative to ``size``.
        max_overlap: Largest fraction of a digit's box that later digits may cover, from 0 to 1.
        clutter: Strokes and blots on a scene that are not digits.
        seed: Random seed.
        val_fraction: Fraction of the 1437 digits for ``val``, at least 0 and below 1.
        directory: Folder of the files; by default ``digit_scenes`` in ``$XDG_CACHE_HOME/paddle_lrkit``.

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
        directory: FilePath | None = None,
    ) -> None:
        options = SceneOptions(size, min_objects, max_objects, min_scale, max_scale, max_overlap, clutter)
        scenes = SceneSet(split, num_images, seed, val_fraction, options)
        folder = (Path(directory) if directory else default_directory()) / scenes.folder_name
        if not (folder / _ANNOTATIONS).is_file():
            write_scenes(folder, scenes)
        super().__init__(_ANNOTATIONS, dataset_dir=FilePath(str(folder)), allow_empty=True, max_unreadable=0)


@dataclass(frozen=True)
class SceneSet:
    """The scenes of one split; the arguments are those of `DigitScenes`.

    Raises:
        ConfigError: An argument is out of range.
    """

    split: str
    num_images: int
    seed: int
    val_fraction: float
    options: SceneOptions

    def __post_init__(self) -> None:
        check_choice("split", self.split, tuple(_WITH_TEST))
        check_integer("num_images", self.num_images, at_least=1)
        check_integer("seed", self.seed, at_least=0)
        check_number("val_fraction", self.val_fraction, at_least=0, below=1)
        check_integer("max_objects", self.options.max_objects, at_least=1)
        if self.split == "test" and self.val_fraction == 0:
            raise ConfigError(tr("test needs a val_fraction above 0, so that no two splits share a digit"), key="split")

    @property
    def folder_name(self) -> str:
        """Name of the folder of these scenes; another one for other arguments."""
        fraction = [self.val_fraction] if self.val_fraction else []
        described = repr((_FORMAT, self.split, self.num_images, self.seed, self.options, *fraction))
        return f"{self.split}-{self.num_images}-{hashlib.sha256(described.encode()).hexdigest()[:12]}"


def default_directory() -> Path:
    """``digit_scenes`` in the user's cache."""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(cache) / "paddle_lrkit" / "digit_scenes"


def write_scenes(folder: Path, scenes: SceneSet) -> None:
    """Writes ``annotations.json`` and the PNG files; the folder appears complete, even if other processes write it too.

    Args:
        folder: Folder of the files.
        scenes: The scenes to draw.

    Raises:
        DataError: The folder cannot be written, or scikit-learn is not installed.
    """
    digits_split, key = (_WITH_TEST if scenes.val_fraction else _SPLITS)[scenes.split]
    digits = Digits(digits_split, channels=1, val_fraction=scenes.val_fraction)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".writing-"))
        try:
            _write(temporary, digits, [scenes.seed, key], scenes)
            temporary.chmod(0o755)
            _move(temporary, folder)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    except OSError as error:
        raise DataError(
            tr("{}: the scenes cannot be written: {}; set directory to another folder", folder, os_reason(error))
        ) from None


def _move(temporary: Path, folder: Path) -> None:
    try:
        temporary.rename(folder)
    except OSError:
        if not (folder / _ANNOTATIONS).is_file():
            raise


def _write(folder: Path, digits: Digits, key: list[int], scenes: SceneSet) -> None:
    from PIL import Image

    size = scenes.options.size
    images: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    for number in range(scenes.num_images):
        scene = render_scene(digits, scenes.options, np.random.default_rng([*key, number]))
        images.append({"id": number + 1, "file_name": f"{number:06}.png", "height": size, "width": size})
        Image.fromarray(scene.image).save(folder / images[-1]["file_name"])
        for box, label in zip(scene.boxes.tolist(), scene.labels.tolist(), strict=True):
            known = {"id": len(annotations) + 1, "image_id": number + 1, "category_id": label + 1}
            annotations.append({**known, **coco_box(box), "iscrowd": 0})
    categories = [{"id": digit + 1, "name": str(digit)} for digit in range(10)]
    content = {"images": images, "annotations": annotations, "categories": categories}
    (folder / _ANNOTATIONS).write_text(json.dumps(content), encoding="utf-8")
