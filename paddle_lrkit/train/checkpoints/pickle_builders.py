"""What a pickle may name instead of functions: builders of NumPy arrays and plain containers.

Each checks what it is given, and together they make no more than a few times the size of the file.
"""

from __future__ import annotations

import math
import pickle
import re
from collections.abc import Callable
from typing import Any

import numpy as np

from paddle_lrkit.errors import shown

_DTYPE_CODE = re.compile(r"[biufc](?:1|2|4|8|16)|[SU][1-9]\d{0,5}")
_MOST_DIMENSIONS = 64
_MOST_GROWTH = 4
_SMALL = 4096
_LONGEST_NAME = 80


class Room:
    """How much may still be made from the file.

    Args:
        size: Bytes in the file.
    """

    def __init__(self, size: int) -> None:
        self._whole = self._left = _MOST_GROWTH * size + _SMALL

    def take(self, amount: int) -> None:
        """Uses up room for so many bytes or items."""
        self._left -= amount
        self.check(self._whole - self._left)

    def check(self, amount: int) -> None:
        """Raises when so much is more than there was room for in the beginning."""
        if amount > self._whole:
            raise pickle.UnpicklingError("what it makes is far larger than the file")


class Builder:
    """What the pickle gets when it names a function: callable, without attributes that it could change."""

    __slots__ = ("_build",)

    def __init__(self, build: Callable[..., Any]) -> None:
        self._build = build

    def __call__(self, *args: Any) -> Any:
        return self._build(*args)

    def __setstate__(self, state: object) -> None:
        raise pickle.UnpicklingError("a function has no state")


class BuiltDtype:
    """A plain number or string type under construction; the pickle adds the byte order as its state."""

    __slots__ = ("code", "order")

    def __init__(self, code: str | bytes, align: object = False, copy: object = True) -> None:
        self.code = code.decode("ascii") if isinstance(code, bytes) else code
        self.order = "="
        if not isinstance(self.code, str) or not _DTYPE_CODE.fullmatch(self.code):
            raise pickle.UnpicklingError(f"arrays of type {shown(code)} are not read")

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        order = state[1].decode("ascii") if isinstance(state[1], bytes) else state[1]
        if order not in ("<", ">", "|", "=") or any(part is not None for part in state[2:5]):
            raise pickle.UnpicklingError("structured array types are not read")
        self.order = order

    def dtype(self) -> np.dtype[Any]:
        return np.dtype(self.code if self.order == "|" else self.order + self.code)


class BuiltArray:
    """An array under construction; the pickle adds shape, type and bytes as its state."""

    __slots__ = ("_room", "value")

    def __init__(self, room: Room) -> None:
        self.value: np.ndarray | None = None
        self._room = room

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        shape, dtype, fortran, raw = state[-4:]
        if not isinstance(dtype, BuiltDtype):
            raise pickle.UnpicklingError("an array without a plain type")
        self.value = _array(raw, dtype.dtype(), shape, "F" if fortran else "C", self._room)


def _array(raw: str | bytes, dtype: np.dtype[Any], shape: tuple[int, ...], order: Any, room: Room) -> np.ndarray:
    if type(shape) is not tuple or len(shape) > _MOST_DIMENSIONS or any(type(n) is not int for n in shape):
        raise pickle.UnpicklingError(f"{shown(shape)} is no shape of an array")
    room.take(len(raw))
    data = raw.encode("latin1") if isinstance(raw, str) else raw
    if len(data) != math.prod(shape) * dtype.itemsize:
        raise pickle.UnpicklingError(f"{len(data)} bytes for an array of shape {shown(shape)}")
    return np.ndarray(shape, dtype, data, order=order).copy(order="K")


class Builders:
    """The functions that a pickle may name: ``builders[module, name]``.

    Args:
        room: What they share.
    """

    def __init__(self, room: Room) -> None:
        self._room = room
        self._made: dict[tuple[str, str], Callable[..., Any]] = {
            ("numpy", "ndarray"): self._ndarray,
            ("numpy", "dtype"): BuiltDtype,
            **{(f"numpy.{core}.multiarray", "_reconstruct"): self._reconstruct for core in ("core", "_core")},
            **{(f"numpy.{core}.multiarray", "scalar"): self._scalar for core in ("core", "_core")},
            ("_codecs", "encode"): self._encode,
            ("collections", "OrderedDict"): self._container(dict),
        }
        for module in ("builtins", "__builtin__"):
            self._made[module, "bytes"] = self._empty_bytes
            for kind in (dict, list, tuple, set, frozenset):
                self._made[module, kind.__name__] = self._container(kind)

    def __getitem__(self, name: tuple[str, str]) -> Builder:
        if name in self._made:
            return Builder(self._made[name])
        asked = ".".join(name)
        raise pickle.UnpicklingError(
            f"it asks for {asked if asked.isprintable() and len(asked) <= _LONGEST_NAME else shown(asked)}, "
            "but only NumPy arrays and plain containers are read, because anything else could run code"
        )

    def _container(self, kind: Callable[..., Any]) -> Callable[..., Any]:
        def build(*args: Any) -> Any:
            self._room.take(sum(len(arg) for arg in args))
            return kind(*args)

        return build

    def _reconstruct(self, kind: object, shape: object, code: object) -> BuiltArray:
        return BuiltArray(self._room)

    def _scalar(self, dtype: BuiltDtype, raw: str | bytes) -> Any:
        return _array(raw, dtype.dtype(), (), "C", self._room)[()]

    def _encode(self, text: str, codec: str) -> bytes:
        if codec not in ("latin1", "latin-1"):
            raise pickle.UnpicklingError(f"text encoded as {shown(codec)} is not read")
        self._room.take(len(text))
        return text.encode("latin1")

    @staticmethod
    def _ndarray(*args: object) -> None:
        raise pickle.UnpicklingError("numpy.ndarray is not called directly")

    @staticmethod
    def _empty_bytes() -> bytes:
        return b""
