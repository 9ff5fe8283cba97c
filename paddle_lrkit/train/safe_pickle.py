"""Reads pickles from strangers: NumPy arrays and plain containers come out, nothing in the file can run code.

Published weights (``.pdparams``) and data sets (CIFAR) are pickles, and ``pickle.load`` calls whatever function
the file names. Here the file can only name the few builders below; each checks what it is given.
"""

from __future__ import annotations

import math
import os
import pickle
import re
from collections.abc import Callable
from typing import IO, Any

import numpy as np

from paddle_lrkit.errors import DataError

_DTYPE_CODE = re.compile(r"[biufc](?:1|2|4|8|16)|[SU]\d{1,6}")
_RUNNING = object()


class _Builder:
    """What the pickle gets when it names a function: callable, without attributes that it could change."""

    __slots__ = ("_build",)

    def __init__(self, build: Callable[..., Any]) -> None:
        self._build = build

    def __call__(self, *args: Any) -> Any:
        return self._build(*args)

    def __setstate__(self, state: object) -> None:
        raise pickle.UnpicklingError("a function has no state")


class _Dtype:
    """A plain number or string type under construction; the pickle adds the byte order as its state."""

    __slots__ = ("code", "order")

    def __init__(self, code: str | bytes, align: object = False, copy: object = True) -> None:
        self.code = code.decode("ascii") if isinstance(code, bytes) else code
        self.order = "="
        if not isinstance(self.code, str) or not _DTYPE_CODE.fullmatch(self.code):
            raise pickle.UnpicklingError(f"arrays of type {code!r} are not read")

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        order = state[1].decode("ascii") if isinstance(state[1], bytes) else state[1]
        if order not in ("<", ">", "|", "=") or any(part is not None for part in state[2:5]):
            raise pickle.UnpicklingError("structured array types are not read")
        self.order = order

    def dtype(self) -> np.dtype[Any]:
        return np.dtype(self.code if self.order == "|" else self.order + self.code)


class _Array:
    """An array under construction; the pickle adds shape, type and bytes as its state."""

    __slots__ = ("value",)

    def __init__(self) -> None:
        self.value: np.ndarray | None = None

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        shape, dtype, fortran, raw = state[-4:]
        if not isinstance(dtype, _Dtype):
            raise pickle.UnpicklingError("an array without a plain type")
        self.value = _array(raw, dtype.dtype(), shape, "F" if fortran else "C")


def _array(raw: str | bytes, dtype: np.dtype[Any], shape: tuple[int, ...], order: Any) -> np.ndarray:
    data = raw.encode("latin1") if isinstance(raw, str) else raw
    if len(data) != math.prod(shape) * dtype.itemsize:
        raise pickle.UnpicklingError(f"{len(data)} bytes for an array of shape {shape}")
    return np.ndarray(shape, dtype, data, order=order).copy(order="K")


def _scalar(dtype: _Dtype, raw: str | bytes) -> Any:
    return _array(raw, dtype.dtype(), (), "C")[()]


def _reconstruct(kind: object, shape: object, code: object) -> _Array:
    return _Array()


def _ndarray(*args: object) -> None:
    raise pickle.UnpicklingError("numpy.ndarray is not called directly")


def _encode(text: str, codec: str) -> bytes:
    if codec not in ("latin1", "latin-1"):
        raise pickle.UnpicklingError(f"text encoded as {codec!r} is not read")
    return text.encode("latin1")


def _empty_bytes() -> bytes:
    return b""


_BUILDERS: dict[tuple[str, str], Callable[..., Any]] = {
    ("numpy", "ndarray"): _ndarray,
    ("numpy", "dtype"): _Dtype,
    **{(f"numpy.{core}.multiarray", "_reconstruct"): _reconstruct for core in ("core", "_core")},
    **{(f"numpy.{core}.multiarray", "scalar"): _scalar for core in ("core", "_core")},
    ("_codecs", "encode"): _encode,
    ("collections", "OrderedDict"): dict,
}
for _module in ("builtins", "__builtin__"):
    _BUILDERS[_module, "bytes"] = _empty_bytes
    _BUILDERS.update({(_module, kind.__name__): kind for kind in (dict, list, tuple, set, frozenset)})


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _BUILDERS:
            raise pickle.UnpicklingError(
                f"it asks for {module}.{name}, but only NumPy arrays and plain containers are read, "
                "because anything else could run code"
            )
        return _Builder(_BUILDERS[module, name])


def load(path: str | os.PathLike[str]) -> Any:
    """Reads a pickle file that holds NumPy arrays, numbers, texts and containers of them.

    Covers what ``paddle.save`` writes for a state dict (protocols 2 to 4) and what Python 2 wrote (CIFAR). An
    ``OrderedDict`` comes back as a dict.

    Args:
        path: The file.

    Returns:
        The object; its arrays are writable copies.

    Raises:
        DataError: The file cannot be opened, is damaged, or asks for anything else.

    Example:
        >>> import pickle, tempfile
        >>> with tempfile.NamedTemporaryFile(suffix=".pdparams") as file:
        ...     _ = file.write(pickle.dumps({"w": np.arange(3)}, protocol=4))
        ...     file.flush()
        ...     load(file.name)["w"].tolist()
        [0, 1, 2]
    """
    try:
        with open(path, "rb") as file:
            return load_stream(file, os.fspath(path))
    except OSError as error:
        raise DataError(f"{os.fspath(path)}: cannot be read: {error.strerror or error}") from None


def load_stream(file: IO[bytes], name: str) -> Any:
    """Reads the pickle in an open binary file, as `load` does; ``name`` is what errors call it."""
    try:
        return _plain(_Unpickler(file, encoding="latin1").load(), {})
    except OSError:
        raise
    except Exception as error:
        reason = str(error) or type(error).__name__
        raise DataError(f"{name}: not a readable pickle: {reason}") from None


def _plain(value: Any, done: dict[int, Any]) -> Any:
    """The value with arrays in place of their builders; ``done`` keeps shared parts shared and stops cycles."""
    if isinstance(value, (str, bytes, int, float, complex, np.generic, type(None))):
        return value
    if id(value) not in done:
        done[id(value)] = _RUNNING
        done[id(value)] = _converted(value, done)
    if done[id(value)] is _RUNNING:
        raise pickle.UnpicklingError("a container holds itself")
    return done[id(value)]


def _converted(value: Any, done: dict[int, Any]) -> Any:
    if isinstance(value, _Array) and value.value is not None:
        return value.value
    if type(value) is dict:
        return {_plain(key, done): _plain(item, done) for key, item in value.items()}
    if type(value) in (list, tuple, set, frozenset):
        return type(value)(_plain(item, done) for item in value)
    raise pickle.UnpicklingError(f"an unfinished {type(value).__name__.lstrip('_').lower()} was left in it")
