"""A folder of images with one subfolder per class."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from paddle_lrkit.config.file_paths import FilePath
from paddle_lrkit.errors import DataError
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.lrkit.training_set import IMAGE_SUFFIXES
from paddle_lrkit.train.data.images.decode import read_picture


class ImageFolder:
    """Images in ``root/<class>/**``; classes are numbered in the order of their sorted names.

    Hidden files and folders and files without an image suffix are ignored.

    Args:
        root: Folder with one folder per class.

    Attributes:
        classes: Class names in the order of their numbers.
        num_classes: Number of classes.
        paths: Image files, sorted within a class.
        labels: int64 class numbers, shape ``[n]``.

    Raises:
        DataError: The folder does not exist, has no class folders, or a class has no image; also when a sample is
            read and its file cannot be decoded.
    """

    def __init__(self, root: FilePath) -> None:
        folders = _class_folders(Path(root))
        files = [_images(folder) for folder in folders]
        self.classes = [folder.name for folder in folders]
        self.num_classes = len(folders)
        self.paths = [str(path) for group in files for path in group]
        self.labels = np.repeat(np.arange(len(files), dtype=np.int64), [len(group) for group in files])

    def __len__(self) -> int:
        return len(self.paths)

    def __getitem__(self, index: int) -> tuple[Any, int]:
        return read_picture(self.paths[index]), int(self.labels[index])


def _class_folders(root: Path) -> list[Path]:
    if not root.is_dir():
        raise DataError(tr("{}: not a folder", root) if root.exists() else tr("{}: no such folder", root))
    folders = sorted(path for path in root.iterdir() if path.is_dir() and not path.name.startswith("."))
    if not folders:
        raise DataError(tr("{}: the folder has no class folders; it must have one subfolder per class", root))
    return folders


def _images(folder: Path) -> list[Path]:
    images = sorted(path for path in folder.rglob("*") if _is_image(path.relative_to(folder)))
    if not images:
        raise DataError(
            tr("{}: the class folder has no image; supported suffixes: {}", folder, tr(", ").join(IMAGE_SUFFIXES))
        )
    return images


def _is_image(path: Path) -> bool:
    return path.suffix.lower() in IMAGE_SUFFIXES and not any(part.startswith(".") for part in path.parts)
