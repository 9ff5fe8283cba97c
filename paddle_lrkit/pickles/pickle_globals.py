"""The globals that a pickle may use: constructors of NumPy arrays and plain containers.

Each one checks its arguments, and together they create at most a few times the size of the file.
"""

from __future__ import annotations

import math
import pickle
import re
from collections.abc import Callable
from typing import Any, Literal, Protocol

from paddle_lrkit.errors import shown
from paddle_lrkit.messages import tr

_DTYPE_CODE = re.compile(r"[biufc](?:1|2|4|8|16)|[SU][1-9]\d{0,5}")
_MAX_DIMENSIONS = 64
_MAX_GROWTH = 4
_BASE_SIZE = 4096
_MAX_NAME_LENGTH = 80


class RefusedPickle(pickle.UnpicklingError):
    """A pickle has a content that is not read; the message is for people."""


class MemoryBudget:
    """Limits what is created from a file.

    Args:
        size: Size of the file in bytes.
    """

    def __init__(self, size: int) -> None:
        self._whole = self._left = _MAX_GROWTH * size + _BASE_SIZE

    def spend(self, amount: int) -> None:
        """Subtracts a number of bytes or items; raises a RefusedPickle if the budget is used up."""
        self._left -= amount
        self.check(self._whole - self._left)

    def check(self, amount: int) -> None:
        """Raises a RefusedPickle if ``amount`` exceeds the whole budget."""
        if amount > self._whole:
            raise RefusedPickle(tr("its content is far larger than the file"))


class PickleGlobal:
    """A function for a pickle to call, without attributes that the pickle could change."""

    __slots__ = ("_function",)

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function

    def __call__(self, *args: Any) -> Any:
        return self._function(*args)

    def __setstate__(self, state: object) -> None:
        raise RefusedPickle(tr("a function has no state"))


class DtypeStub:
    """A number or string type under construction; the pickle sets the byte order as its state."""

    __slots__ = ("code", "order")

    def __init__(self, code: str | bytes, align: object = False, copy: object = True) -> None:
        self.code = code.decode("ascii") if isinstance(code, bytes) else code
        self.order = "="
        if not isinstance(self.code, str) or not _DTYPE_CODE.fullmatch(self.code):
            raise RefusedPickle(tr("arrays of type {} are not supported", shown(code)))

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        order = state[1].decode("ascii") if isinstance(state[1], bytes) else state[1]
        if order not in ("<", ">", "|", "=") or any(part is not None for part in state[2:5]):
            raise RefusedPickle(tr("structured array types are not supported"))
        self.order = order

    @property
    def itemsize(self) -> int:
        """Bytes of an element."""
        return int(self.code[1:]) * (4 if self.code[0] == "U" else 1)

    @property
    def name(self) -> str:
        """The type as NumPy writes it, with the byte order."""
        return self.code if self.order == "|" else self.order + self.code


Order = Literal["C", "F"]


class ArrayMaker(Protocol):
    """Makes an array of its bytes; a shape of ``()`` is a single number."""

    def __call__(self, raw: bytes, dtype: DtypeStub, shape: tuple[int, ...], order: Order) -> Any: ...


def numpy_array(raw: bytes, dtype: DtypeStub, shape: tuple[int, ...], order: Order) -> Any:
    """A writable NumPy array."""
    import numpy as np

    return np.ndarray(shape, np.dtype(dtype.name), raw, order=order).copy(order="K")


class ArrayStub:
    """An array under construction; the pickle sets shape, type and bytes as its state."""

    __slots__ = ("_budget", "_make", "value")

    def __init__(self, budget: MemoryBudget, make: ArrayMaker) -> None:
        self.value: Any = None
        self._budget, self._make = budget, make

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        shape, dtype, fortran, raw = state[-4:]
        if not isinstance(dtype, DtypeStub):
            raise RefusedPickle(tr("an array has no plain type"))
        self.value = _array(raw, dtype, shape, "F" if fortran else "C", self._budget, self._make)


def _array(raw: Any, dtype: DtypeStub, shape: Any, order: Order, budget: MemoryBudget, make: ArrayMaker) -> Any:
    if type(shape) is not tuple or len(shape) > _MAX_DIMENSIONS or any(type(n) is not int for n in shape):
        raise RefusedPickle(tr("{} is not a valid array shape", shown(shape)))
    budget.spend(len(raw))
    data = raw.encode("latin1") if isinstance(raw, str) else raw
    if isinstance(data, bytes) and len(data) != math.prod(shape) * dtype.itemsize:
        raise RefusedPickle(tr("an array of shape {} has {} bytes", shown(shape), len(data)))
    return make(data, dtype, shape, order)


class PickleGlobals:
    """The functions that a pickle may name: ``pickle_globals[module, name]``.

    Args:
        budget: The memory that they share.
        make: Makes the arrays.
    """

    def __init__(self, budget: MemoryBudget, make: ArrayMaker = numpy_array) -> None:
        self._budget, self._make = budget, make
        self._functions: dict[tuple[str, str], Callable[..., Any]] = {
            ("numpy", "ndarray"): self._ndarray,
            ("numpy", "dtype"): DtypeStub,
            **{(f"numpy.{core}.multiarray", "_reconstruct"): self._reconstruct for core in ("core", "_core")},
            **{(f"numpy.{core}.multiarray", "scalar"): self._scalar for core in ("core", "_core")},
            ("_codecs", "encode"): self._encode,
            ("collections", "OrderedDict"): self._container(dict),
        }
        for module in ("builtins", "__builtin__"):
            self._functions[module, "bytes"] = self._empty_bytes
            for kind in (dict, list, tuple, set, frozenset):
                self._functions[module, kind.__name__] = self._container(kind)

    def __getitem__(self, name: tuple[str, str]) -> PickleGlobal:
        if name in self._functions:
            return PickleGlobal(self._functions[name])
        asked = ".".join(name)
        raise RefusedPickle(
            tr(
                "it asks for {}, but only NumPy arrays and plain containers are allowed, because anything else could "
                "run code",
                asked if asked.isprintable() and len(asked) <= _MAX_NAME_LENGTH else shown(asked),
            )
        )

    def _container(self, kind: Callable[..., Any]) -> Callable[..., Any]:
        def build(*args: Any) -> Any:
            self._budget.spend(sum(len(arg) for arg in args))
            return kind(*args)

        return build

    def _reconstruct(self, kind: object, shape: object, code: object) -> ArrayStub:
        return ArrayStub(self._budget, self._make)

    def _scalar(self, dtype: DtypeStub, raw: str | bytes) -> Any:
        number = _array(raw, dtype, (), "C", self._budget, self._make)
        return number[()] if hasattr(number, "dtype") else number

    def _encode(self, text: str, codec: str) -> Any:
        if codec not in ("latin1", "latin-1"):
            raise RefusedPickle(tr("text encoded as {} is not supported", shown(codec)))
        self._budget.spend(len(text))
        return text.encode("latin1") if isinstance(text, str) else text

    @staticmethod
    def _ndarray(*args: object) -> None:
        raise RefusedPickle(tr("numpy.ndarray is not called directly"))

    @staticmethod
    def _empty_bytes() -> bytes:
        return b""
