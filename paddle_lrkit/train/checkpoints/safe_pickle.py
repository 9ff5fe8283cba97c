"""Reads pickles from strangers: NumPy arrays and plain containers come out, nothing in the file can run code.

Published weights (``.pdparams``) and data sets (CIFAR) are pickles, and ``pickle.load`` calls whatever function
the file names. Here the file can only name a few builders, each of which checks what it is given. What they make may
take no more than a few times the room of the file, so that a small file cannot fill the memory.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from typing import IO, Any, ClassVar

import numpy as np

from paddle_lrkit.errors import DataError
from paddle_lrkit.train.checkpoints.pickle_builders import Builders, BuiltArray, Room

_RUNNING = object()
_LONGEST_REASON = 300
_HASHED = (tuple, frozenset)
_MAKES_HASHED = (pickle.TUPLE, pickle.TUPLE1, pickle.TUPLE2, pickle.TUPLE3, pickle.FROZENSET)


class _Source:
    """The file as the unpickler reads it: nothing is reserved for what it does not hold."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        start = file.tell()
        self.size = self._left = file.seek(0, os.SEEK_END) - start
        file.seek(start)

    def read(self, size: int) -> bytes:
        if size > self._left:
            raise pickle.UnpicklingError("it ends too early")
        self._left -= size
        return self._file.read(size)

    def readline(self) -> bytes:
        line = self._file.readline()
        self._left -= len(line)
        return line


class _Unpickler(pickle._Unpickler):
    """Python's unpickler written in Python.

    The one in C reserves memory for a place in its memo, or a text, of which the file only says that it is far away or
    long. Tuples and frozen sets are weighed, because to hash one that holds another twice, and so on, takes for ever.
    """

    stack: list[Any]
    dispatch: ClassVar[dict[int, Callable[[Any], None]]] = dict(pickle._Unpickler.dispatch)

    def __init__(self, source: _Source) -> None:
        super().__init__(source, encoding="latin1")
        self._room = Room(source.size)
        self._builders = Builders(self._room)
        self._weights: dict[int, tuple[int, object]] = {}

    def find_class(self, module: str, name: str) -> Any:
        return self._builders[module, name]

    def get_extension(self, code: int) -> Any:
        raise pickle.UnpicklingError("it asks for a registered extension")

    def weigh(self) -> None:
        """Stops when what was made last has more parts, parts of parts among them, than the file could hold."""
        made = self.stack[-1]
        if type(made) not in _HASHED:
            return
        nested = [part for part in made if type(part) in _HASHED]
        if nested:
            weight = len(made) + sum(self._weights.get(id(part), (len(part), None))[0] for part in nested)
            self._weights[id(made)] = weight, made
            self._room.check(weight)


def _weighed(load: Callable[[Any], None]) -> Callable[[Any], None]:
    def load_and_weigh(unpickler: _Unpickler) -> None:
        load(unpickler)
        unpickler.weigh()

    return load_and_weigh


def _refused(what: str) -> Callable[[Any], None]:
    def refuse(unpickler: _Unpickler) -> None:
        raise pickle.UnpicklingError(what)

    return refuse


for _code in (*_MAKES_HASHED, pickle.REDUCE, pickle.OBJ, pickle.INST):
    _Unpickler.dispatch[_code[0]] = _weighed(_Unpickler.dispatch[_code[0]])
for _code in (pickle.PERSID, pickle.BINPERSID):
    _Unpickler.dispatch[_code[0]] = _refused("it asks for an object by its number in a store")
for _code in (pickle.NEWOBJ, pickle.NEWOBJ_EX):
    _Unpickler.dispatch[_code[0]] = _refused("it makes objects of a class")
for _code in (pickle.BYTEARRAY8, pickle.NEXT_BUFFER, pickle.READONLY_BUFFER):
    _Unpickler.dispatch[_code[0]] = _refused("it holds bytes as protocol 5 does; protocols up to 4 are read")


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
        return _plain(_Unpickler(_Source(file)).load(), {})
    except OSError:
        raise
    except Exception as error:
        raise DataError(f"{name}: not a readable pickle: {_reason(error)}") from None


def _reason(error: Exception) -> str:
    """One line about what is wrong; most errors are those of damaged data, and their own words would not help."""
    if isinstance(error, MemoryError):
        return "there is not enough memory for it"
    if not isinstance(error, (pickle.UnpicklingError, EOFError)):
        return "the data are damaged"
    return " ".join(str(error).split())[:_LONGEST_REASON] or "it ends too early"


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
    if isinstance(value, BuiltArray) and value.value is not None:
        return value.value
    if type(value) is dict:
        return {_plain(key, done): _plain(item, done) for key, item in value.items()}
    if type(value) in (list, tuple, set, frozenset):
        return type(value)(_plain(item, done) for item in value)
    raise pickle.UnpicklingError(f"an unfinished {type(value).__name__.removeprefix('Built').lower()} was left in it")
