"""Data sets: how many samples they have, where that is exact."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

from paddle_lrkit.scripts.library.base import Arguments, Described, LibraryObject, Reader, describes
from paddle_lrkit.scripts.unknown import CodePlace, assumed, rests_on

_DIGITS = {"train": 60000, "test": 10000}
_CIFAR = {"train": 50000, "test": 10000}
SIZES: dict[str, tuple[int, dict[str, int]]] = {
    "paddle.vision.datasets.MNIST": (2, _DIGITS),
    "paddle.vision.datasets.FashionMNIST": (2, _DIGITS),
    "paddle.vision.datasets.Cifar10": (1, _CIFAR),
    "paddle.vision.datasets.Cifar100": (1, _CIFAR),
    "paddle.vision.datasets.Flowers": (3, {"train": 6149, "valid": 1020, "test": 1020}),
    "paddle.vision.datasets.VOC2012": (1, {"train": 2913, "test": 1464, "valid": 1449}),
    "paddle.text.UCIHousing": (1, {"train": 404, "test": 102}),
    "paddle.text.datasets.UCIHousing": (1, {"train": 404, "test": 102}),
    "paddle.text.Imdb": (1, {"train": 25000, "test": 25000}),
    "paddle.text.datasets.Imdb": (1, {"train": 25000, "test": 25000}),
}
"""Class -> position of ``mode``, and samples by mode; for ``Flowers`` and ``VOC2012`` as Paddle maps the modes."""


class DatasetObject(LibraryObject):
    """A data set.

    Args:
        text: Its name in messages.
        samples: How many samples it has; None when that is not known.
    """

    def __init__(self, text: str, samples: Any) -> None:
        self.text, self.samples = text, samples
        self.kinds = ("paddle.io.Dataset",)

    def named(self, name: str, reader: Reader) -> None:
        """Its name in messages."""
        self.text = name

    def length(self, reader: Reader, place: CodePlace) -> Any:
        """Its samples."""
        return reader.batches(self) if self.samples is None else self.samples

    def attribute(self, name: str, reader: Reader, place: CodePlace) -> Any:
        """``map`` and the like of PaddleNLP give the same data set."""
        if name in ("map", "shuffle"):
            return Described(lambda arguments: self, name)
        return super().attribute(name, reader, place)


def known_length(value: Any, reader: Reader, place: CodePlace) -> Any:
    """``len(value)`` where the script says it, also where it rests on the number of processes; else None."""
    found = unasked(reader, lambda: reader.length(value, place))
    if not isinstance(found, int) or isinstance(found, bool):
        return None
    return None if lengths_in(found) else found


def unasked(reader: Reader, question: Callable[[], Any]) -> Any:
    """The answer to a question that the script itself does not ask: no length counts as assumed for it."""
    known = set(reader.program.assumed)
    found = question()
    for name in set(reader.program.assumed) - known:
        if name.startswith("len("):
            del reader.program.assumed[name]
    return found


def lengths_in(value: Any) -> list[str]:
    """The lengths that a number rests on and that are not given, such as ``len(train_set)``."""
    return [name for name in sorted(rests_on(value)) if name.startswith("len(")]


def total(parts: Iterable[Any]) -> Any:
    """The sum of numbers, with all that they rest on; None when one is not known."""
    found = list(parts)
    if any(not isinstance(part, int) for part in found):
        return None
    return assumed(sum(int(part) for part in found), rests_on(found))


def _of_size(arguments: Arguments, path: str) -> DatasetObject:
    position, sizes = SIZES[path]
    mode = arguments.get(position, "mode", "train")
    files = [value for name, value in arguments.named.items() if name.endswith(("_file", "_path"))]
    own = [value for value in (*files, *arguments.positional[:position]) if value is not None]
    known = sizes.get(mode.lower()) if isinstance(mode, str) and not own and not arguments.incomplete else None
    return DatasetObject(path.rpartition(".")[2], known)


def _register(path: str) -> None:
    describes(path)(lambda arguments: _of_size(arguments, path))


for _path in SIZES:
    _register(_path)


@describes("paddle.io.TensorDataset")
def _tensors(arguments: Arguments) -> DatasetObject:
    tensors = arguments.reader.items(arguments.get(0, "tensors", None))
    shape = arguments.reader.get(tensors[0], "shape", arguments.place) if tensors else None
    sizes = arguments.reader.items(shape) if shape is not None else None
    known = sizes[0] if sizes and isinstance(sizes[0], int) else None
    return DatasetObject("TensorDataset", known)


@describes("paddle.io.Subset")
def _subset(arguments: Arguments) -> DatasetObject:
    return DatasetObject("Subset", known_length(arguments.get(1, "indices", None), arguments.reader, arguments.place))


@describes("paddle.io.ConcatDataset")
def _joined(arguments: Arguments) -> DatasetObject:
    parts = arguments.reader.items(arguments.get(0, "datasets", None))
    sizes = [known_length(part, arguments.reader, arguments.place) for part in parts or ()]
    return DatasetObject("ConcatDataset", None if parts is None else total(sizes))


@describes("paddle.io.ComposeDataset")
def _composed(arguments: Arguments) -> DatasetObject:
    parts = arguments.reader.items(arguments.get(0, "datasets", None))
    known = known_length(parts[0], arguments.reader, arguments.place) if parts else None
    return DatasetObject("ComposeDataset", known)


@describes("paddle.io.random_split", "paddle.io.dataset.random_split")
def _split(arguments: Arguments) -> Any:
    reader, lengths = arguments.reader, arguments.reader.items(arguments.get(1, "lengths", None))
    if lengths is None:
        return arguments.unknown()
    if all(isinstance(part, (int, float)) for part in lengths) and math.isclose(sum(lengths), 1) and sum(lengths) <= 1:
        whole = known_length(arguments.get(0, "dataset", None), reader, arguments.place)
        if whole is None:
            return [DatasetObject("Subset", None) for _ in lengths]
        sizes = [math.floor(whole * part) for part in lengths]
        for index in range(int(whole) - sum(sizes)):
            sizes[index % len(sizes)] += 1
        return [DatasetObject("Subset", assumed(size, rests_on(whole))) for size in sizes]
    known = [part if isinstance(part, int) and not lengths_in(part) else None for part in lengths]
    return [DatasetObject("Subset", part) for part in known]


@describes("paddle.vision.datasets.DatasetFolder", "paddle.vision.datasets.ImageFolder")
def _folder(arguments: Arguments) -> DatasetObject:
    return DatasetObject(arguments.text, None)
