"""Reads pickles from untrusted sources: only NumPy arrays and plain containers, and no code in the file can run.

Published weights (``.pdparams``) and data sets (CIFAR) are pickles, and ``pickle.load`` calls whatever function the
file names. Here the file can only name a few functions that check their arguments and share a memory budget.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from typing import IO, Any, ClassVar

from paddle_lrkit.errors import DataError, os_reason
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.pickles.pickle_globals import (
    ArrayMaker,
    ArrayStub,
    MemoryBudget,
    PickleGlobals,
    RefusedPickle,
    numpy_array,
)

_IN_PROGRESS = object()
_MAX_READS = 2_000_000
"""Reading the published data sets and weights takes less than half of that."""
_MAX_LINE = 1 << 24
_HASHED = (tuple, frozenset)
_CREATES_HASHED = (pickle.TUPLE, pickle.TUPLE1, pickle.TUPLE2, pickle.TUPLE3, pickle.FROZENSET)


class BoundedFile:
    """The file for the unpickler; it never reserves memory beyond the end of the file, and limits its parts."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        start = file.tell()
        self.size = self._left = file.seek(0, os.SEEK_END) - start
        file.seek(start)
        self._reads = 0

    def read(self, size: int) -> bytes:
        if size > self._left:
            raise RefusedPickle(tr("it ends too early"))
        self._left -= size
        self._count()
        return self._file.read(size)

    def readline(self) -> bytes:
        line = self._file.readline(_MAX_LINE)
        self._left -= len(line)
        self._count()
        return line

    def skip(self, size: int) -> None:
        """Goes over bytes without reading them."""
        if size > self._left:
            raise RefusedPickle(tr("it ends too early"))
        self._left -= size
        self._file.seek(size, os.SEEK_CUR)

    def _count(self) -> None:
        self._reads += 1
        if self._reads > _MAX_READS:
            raise RefusedPickle(tr("it has too many parts"))


class SafeUnpickler(pickle._Unpickler):
    """Python's unpickler in its pure Python version.

    The C version reserves memory for any memo index or text length that the file claims. Nested tuples and frozen sets
    are limited in size, because hashing one that contains another twice, and so on, takes exponential time.
    """

    stack: list[Any]
    dispatch: ClassVar[dict[int, Callable[[Any], None]]] = dict(pickle._Unpickler.dispatch)

    def __init__(self, source: BoundedFile, make: ArrayMaker = numpy_array) -> None:
        super().__init__(source, encoding="latin1")
        self._budget = MemoryBudget(source.size)
        self._globals = PickleGlobals(self._budget, make)
        self._sizes: dict[int, tuple[int, object]] = {}

    def find_class(self, module: str, name: str) -> Any:
        return self._globals[module, name]

    def get_extension(self, code: int) -> Any:
        raise RefusedPickle(tr("it asks for a registered extension"))

    def check_nested_size(self) -> None:
        """Raises a RefusedPickle if the newest object has more parts, counted recursively, than the budget."""
        made = self.stack[-1]
        if type(made) not in _HASHED:
            return
        nested = [part for part in made if type(part) in _HASHED]
        if nested:
            size = len(made) + sum(self._sizes.get(id(part), (len(part), None))[0] for part in nested)
            self._sizes[id(made)] = size, made
            self._budget.check(size)


def _with_size_check(load: Callable[[Any], None]) -> Callable[[Any], None]:
    def load_and_check(unpickler: SafeUnpickler) -> None:
        load(unpickler)
        unpickler.check_nested_size()

    return load_and_check


def _rejected(what: Message) -> Callable[[Any], None]:
    def reject(unpickler: SafeUnpickler) -> None:
        raise RefusedPickle(str(what))

    return reject


for _code in (*_CREATES_HASHED, pickle.REDUCE, pickle.OBJ, pickle.INST):
    SafeUnpickler.dispatch[_code[0]] = _with_size_check(SafeUnpickler.dispatch[_code[0]])
for _code in (pickle.PERSID, pickle.BINPERSID):
    SafeUnpickler.dispatch[_code[0]] = _rejected(Message("it asks for an object by its persistent ID"))
for _code in (pickle.NEWOBJ, pickle.NEWOBJ_EX):
    SafeUnpickler.dispatch[_code[0]] = _rejected(Message("it creates objects of a class"))
for _code in (pickle.BYTEARRAY8, pickle.NEXT_BUFFER, pickle.READONLY_BUFFER):
    SafeUnpickler.dispatch[_code[0]] = _rejected(Message("it uses protocol 5; protocols up to 4 are supported"))


def load(path: str | os.PathLike[str]) -> Any:
    """Reads a pickle file with NumPy arrays, numbers, texts and containers of them.

    Supports the state dicts of ``paddle.save`` (protocols 2 to 4) and the pickles of Python 2 (CIFAR).

    Args:
        path: The file.

    Returns:
        The object, with writable arrays; an ``OrderedDict`` becomes a dict.

    Raises:
        DataError: The file cannot be opened, is damaged, or has other content.

    Example:
        >>> import pickle, tempfile
        >>> import numpy as np
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
        raise DataError(tr("{}: cannot be read: {}", os.fspath(path), os_reason(error))) from None


def load_stream(file: IO[bytes], name: str) -> Any:
    """Reads a pickle from an open binary file, as `load` does; ``name`` is its name in error messages."""
    return plain_value(SafeUnpickler(BoundedFile(file)), name)


def plain_value(unpickler: SafeUnpickler, name: str) -> Any:
    """The value that an unpickler reads, without its stubs; a DataError about the file ``name`` if there is none."""
    try:
        return _plain(unpickler.load(), {})
    except OSError:
        raise
    except Exception as error:
        raise DataError(tr("{}: not a readable pickle: {}", name, _reason(error))) from None


def _reason(error: Exception) -> str:
    """The error in one line; Python's own messages do not help, because they come from damaged data."""
    if isinstance(error, MemoryError):
        return tr("there is not enough memory for it")
    if isinstance(error, EOFError):
        return tr("it ends too early")
    return str(error) if isinstance(error, RefusedPickle) else tr("its data are damaged")


def _plain(value: Any, done: dict[int, Any]) -> Any:
    """The value with stubs replaced by arrays; ``done`` keeps shared parts shared and detects cycles."""
    if isinstance(value, (str, bytes, int, float, complex, type(None))) or type(value).__module__ == "numpy":
        return value
    if id(value) not in done:
        done[id(value)] = _IN_PROGRESS
        done[id(value)] = _converted(value, done)
    if done[id(value)] is _IN_PROGRESS:
        raise RefusedPickle(tr("a container contains itself"))
    return done[id(value)]


def _converted(value: Any, done: dict[int, Any]) -> Any:
    if isinstance(value, ArrayStub) and value.value is not None:
        return value.value
    if type(value) is dict:
        return {_plain(key, done): _plain(item, done) for key, item in value.items()}
    if type(value) in (list, tuple, set, frozenset):
        return type(value)(_plain(item, done) for item in value)
    raise RefusedPickle(tr("it has parts that are not arrays or plain containers"))
