"""CIFAR-10 and CIFAR-100 from a local copy of the published archive."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from paddle_lrkit.config.file_paths import FilePath
from paddle_lrkit.errors import DataError, check_choice
from paddle_lrkit.messages import tr
from paddle_lrkit.pickles import safe_pickle
from paddle_lrkit.train.data.archive import read_archive


class _Cifar:
    """Labelled images of 32 x 32 pixels from pickled batches; subclasses name the files and the labels."""

    num_classes: int
    _folder: str
    _label_key: str
    _files: ClassVar[dict[str, tuple[str, ...]]]

    def __init__(self, path: FilePath, split: str = "train") -> None:
        check_choice("split", split, tuple(self._files))
        batches = _read_batches(Path(path), self._folder, self._files[split])
        parts = [_batch(batch, self._label_key, self.num_classes, name) for name, batch in batches.items()]
        self.images = np.concatenate([images for images, _ in parts])
        self.labels = np.concatenate([labels for _, labels in parts])

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: int) -> tuple[np.ndarray, int]:
        return self.images[index], int(self.labels[index])


class Cifar10(_Cifar):
    """CIFAR-10: 50000 training and 10000 test images of 10 classes.

    Args:
        path: ``cifar-10-python.tar.gz``, or the folder with its files.
        split: ``train`` or ``test``.

    Attributes:
        images: uint8, shape ``[n, 32, 32, 3]``.
        labels: int64, shape ``[n]``.
        num_classes: 10.

    Raises:
        ConfigError: Unknown split.
        DataError: The archive is missing, damaged or incomplete, or its pickles contain other objects than arrays.

    Reference: A. Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009.
    """

    num_classes = 10
    _folder = "cifar-10-batches-py"
    _label_key = "labels"
    _files: ClassVar = {"train": tuple(f"data_batch_{i}" for i in range(1, 6)), "test": ("test_batch",)}


class Cifar100(_Cifar):
    """CIFAR-100: as `Cifar10`, with 100 fine classes.

    Args:
        path: ``cifar-100-python.tar.gz``, or the folder with its files.
        split: ``train`` or ``test``.
    """

    num_classes = 100
    _folder = "cifar-100-python"
    _label_key = "fine_labels"
    _files: ClassVar = {"train": ("train",), "test": ("test",)}


def _read_batches(path: Path, folder: str, names: tuple[str, ...]) -> dict[str, Any]:
    """The unpickled files ``names`` from a folder or directly from the archive."""
    if not path.exists():
        raise DataError(tr("{}: no such file or folder; it must be the {} archive or folder", path, folder))
    found = _from_folder(path, folder, names) if path.is_dir() else _from_archive(path, folder, names)
    missing = [name for name in names if name not in found]
    if missing:
        raise DataError(tr("{}: {}/{} is missing", path, folder, missing[0]))
    return {f"{path}: {name}": found[name] for name in names}


def _from_folder(path: Path, folder: str, names: tuple[str, ...]) -> dict[str, Any]:
    root = path / folder if (path / folder).is_dir() else path
    return {name: safe_pickle.load(root / name) for name in names if (root / name).is_file()}


def _from_archive(path: Path, folder: str, names: tuple[str, ...]) -> dict[str, Any]:
    files = read_archive(path, [f"{folder}/{name}" for name in names])
    streams = {name.rpartition("/")[2]: BytesIO(content) for name, content in files.items()}
    return {name: safe_pickle.load_stream(stream, f"{path}: {name}") for name, stream in streams.items()}


def _batch(batch: Any, label_key: str, num_classes: int, name: str) -> tuple[np.ndarray, np.ndarray]:
    if not isinstance(batch, dict) or "data" not in batch or label_key not in batch:
        raise DataError(tr("{}: must have 'data' and {!r}", name, label_key))
    data, labels = batch["data"], np.asarray(batch[label_key])
    if not isinstance(data, np.ndarray) or data.dtype != np.uint8 or data.shape[1:] != (3 * 32 * 32,):
        raise DataError(tr("{}: 'data' must be bytes of shape [n, 3072]", name))
    if labels.shape != (len(data),) or labels.dtype.kind != "i":
        raise DataError(tr("{}: {!r} must have one integer per image", name, label_key))
    if len(labels) and not 0 <= labels.min() <= labels.max() < num_classes:
        raise DataError(tr("{}: a label is outside 0 to {}", name, num_classes - 1))
    images = data.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
    return np.ascontiguousarray(images), labels.astype(np.int64)
