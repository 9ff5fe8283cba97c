"""Tensors and arrays of a known shape: how long they are; what is in them is not known."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.scripts.library.base import Arguments, Described, LibraryObject, Reader, describes
from paddle_lrkit.scripts.unknown import CodePlace

_BY_SHAPE = ("ones", "zeros", "empty", "rand", "randn", "standard_normal", "full", "uniform")
_SAME_SHAPE = ("astype", "cast", "detach", "clone", "copy", "numpy", "cuda", "cpu", "float", "pin_memory", "to")


class TensorObject(LibraryObject):
    """A tensor of a known shape.

    Args:
        shape: Its shape.
    """

    text = "tensor"

    def __init__(self, shape: list[Any]) -> None:
        self.shape = shape

    def attribute(self, name: str, reader: Reader, place: CodePlace) -> Any:
        """Its shape, and copies of it."""
        if name == "shape":
            return list(self.shape)
        if name == "ndim":
            return len(self.shape)
        if name in _SAME_SHAPE:
            return Described(lambda arguments: self, name)
        return super().attribute(name, reader, place)

    def length(self, reader: Reader, place: CodePlace) -> Any:
        """Its first dimension."""
        return self.shape[0]

    def truth(self) -> bool | None:
        """Not known."""
        return None


def tensor(shape: Any, arguments: Arguments) -> Any:
    """A tensor of a shape: a number or a list of them."""
    sizes = [shape] if isinstance(shape, int) else arguments.reader.items(shape)
    known = sizes and all(isinstance(size, int) and not isinstance(size, bool) for size in sizes)
    return TensorObject(sizes) if known and sizes else arguments.unknown()


@describes(*(f"paddle.{name}" for name in _BY_SHAPE))
def _of_shape(arguments: Arguments) -> Any:
    return tensor(arguments.get(0, "shape", None), arguments)


@describes("paddle.normal", "paddle.randint")
def _of_later_shape(arguments: Arguments) -> Any:
    return tensor(arguments.get(2, "shape", None), arguments)


@describes("paddle.to_tensor")
def _same(arguments: Arguments) -> Any:
    """Of a tensor one of the same shape; a number stays one."""
    value = arguments.get(0, "data", None)
    return value if isinstance(value, (TensorObject, int, float)) else arguments.unknown()
