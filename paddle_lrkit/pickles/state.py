"""Reads what a pickled state says beside its arrays, without reading the arrays.

The state of an optimizer has a few numbers and gigabytes of moments. Here the bytes of an array are skipped in the
file, so time and memory depend on the number of arrays only, and NumPy is not needed.
"""

from __future__ import annotations

import os
import pickle
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from paddle_lrkit.errors import DataError, os_reason
from paddle_lrkit.messages import tr
from paddle_lrkit.pickles.pickle_globals import DtypeStub, Order
from paddle_lrkit.pickles.safe_pickle import BoundedFile, SafeUnpickler, plain_value

_KEPT = 1 << 14
"""Bytes and texts up to this length are read."""
_FORMATS = {"b1": "?", "i1": "b", "u1": "B", "i2": "h", "u2": "H", "i4": "i", "u4": "I", "i8": "q", "u8": "Q"}
_FORMATS |= {"f2": "e", "f4": "f", "f8": "d"}


@dataclass(frozen=True)
class SkippedArray:
    """An array that was not read.

    Args:
        dtype: Its type as NumPy writes it.
        shape: Its shape.
    """

    dtype: str
    shape: tuple[int, ...]


class _SkippedBytes:
    """Bytes or a text that was not read; only its length is known."""

    __slots__ = ("_length",)

    def __init__(self, length: int) -> None:
        self._length = length

    def __len__(self) -> int:
        return self._length


def _without_content(raw: Any, dtype: DtypeStub, shape: tuple[int, ...], order: Order) -> Any:
    """A single number as a Python number, else a `SkippedArray`."""
    code = _FORMATS.get(dtype.code)
    if not isinstance(raw, bytes) or len(raw) != dtype.itemsize or code is None:
        return SkippedArray(dtype.name, shape)
    return struct.unpack((">" if dtype.order == ">" else "<") + code, raw)[0]


class _StateUnpickler(SafeUnpickler):
    """Skips long bytes and texts."""

    dispatch: ClassVar[dict[int, Callable[[Any], None]]] = dict(SafeUnpickler.dispatch)

    def __init__(self, source: BoundedFile) -> None:
        super().__init__(source, _without_content)
        self.source = source


def _skipping(code: bytes, size: int) -> Callable[[_StateUnpickler], None]:
    """Loads what an opcode has after its length of ``size`` bytes."""
    text = code in (pickle.BINUNICODE, pickle.BINUNICODE8)

    def load(unpickler: _StateUnpickler) -> None:
        length = int.from_bytes(unpickler.source.read(size), "little")
        if length > _KEPT:
            unpickler.source.skip(length)
            unpickler.stack.append(_SkippedBytes(length))
            return
        data = unpickler.source.read(length)
        unpickler.stack.append(str(data, "utf-8", "surrogatepass") if text else data)

    return load


def _load_frame(unpickler: _StateUnpickler) -> None:
    """Ignores a frame, which only says how much to read at once."""
    unpickler.source.read(8)


for _code, _size in ((pickle.BINBYTES, 4), (pickle.BINBYTES8, 8), (pickle.BINUNICODE, 4), (pickle.BINUNICODE8, 8)):
    _StateUnpickler.dispatch[_code[0]] = _skipping(_code, _size)
_StateUnpickler.dispatch[pickle.FRAME[0]] = _load_frame


def read_state(path: str | os.PathLike[str]) -> Any:
    """Reads a pickle with its arrays as `SkippedArray`.

    Args:
        path: The file, such as a ``.pdopt`` of Paddle.

    Returns:
        The object; an array of one number becomes that number.

    Raises:
        DataError: The file cannot be opened, is damaged, or has other content.

    Example:
        >>> import pickle, tempfile
        >>> with tempfile.NamedTemporaryFile(suffix=".pdopt") as file:
        ...     _ = file.write(pickle.dumps({"LR_Scheduler": {"last_epoch": 7}}, protocol=4))
        ...     file.flush()
        ...     read_state(file.name)
        {'LR_Scheduler': {'last_epoch': 7}}
    """
    name = os.fspath(path)
    try:
        with open(name, "rb") as file:
            return plain_value(_StateUnpickler(BoundedFile(file)), name)
    except OSError as error:
        raise DataError(tr("{}: cannot be read: {}", name, os_reason(error))) from None
