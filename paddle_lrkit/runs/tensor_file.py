"""Named arrays in the safetensors files of a checkpoint, read lazily and without Paddle."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from safetensors import SafetensorError, safe_open

from paddle_lrkit.errors import CheckpointError, shown
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.json_file import parse_json

BFLOAT16 = "bfloat16"
"""What ``types`` in the metadata calls arrays of bfloat16, which are stored bit for bit as U16."""
TYPES = {
    "BOOL": "bool",
    "U8": "uint8",
    "I8": "int8",
    "U16": "uint16",
    "I16": "int16",
    "I32": "int32",
    "I64": "int64",
    "F16": "float16",
    "F32": "float32",
    "F64": "float64",
}
"""Types that a checkpoint has: name in the file -> name in NumPy."""
_STORED = {kind: stored for stored, kind in TYPES.items()} | {BFLOAT16: "U16"}


class TensorFile:
    """A safetensors file, whose arrays are read when they are asked for; between two reads it is closed.

    Args:
        path: The file.
        foreign: Whether the type BF16 is read too, which other programs write.

    Raises:
        CheckpointError: The file is missing, incomplete, not a safetensors file, or has an array of a type that is not
            in `TYPES`.

    Attributes:
        kinds: Name -> type, ``bfloat16`` included.
        shapes: Name -> shape.
    """

    def __init__(self, path: str | os.PathLike[str], *, foreign: bool = False) -> None:
        self._file = os.fspath(path)
        self._types = {**TYPES, "BF16": BFLOAT16} if foreign else TYPES
        self.kinds: dict[str, str] = {}
        self.shapes: dict[str, tuple[int, ...]] = {}
        self._begins: dict[str, int] = {}
        if not os.path.isfile(self._file):
            raise CheckpointError(tr("{}: there is no such file", self._file))
        try:
            with safe_open(self._file, framework="numpy"):
                pass  # It has checked that the header is sound and that the arrays fill the file.
            with open(self._file, "rb") as stream:
                size = int.from_bytes(stream.read(8), "little")
                self._read_header(parse_json(stream.read(size)), 8 + size)
        except (SafetensorError, ValueError, OSError) as error:
            raise self._unreadable(error) from error

    def _read_header(self, header: dict[str, Any], begin: int) -> None:
        metadata = header.pop("__metadata__", None) or {}
        types = parse_json(metadata.get("types", "{}").encode())
        if not isinstance(types, dict):
            raise ValueError(tr("'types' in its metadata is not an object"))
        for name, part in header.items():
            stored = part["dtype"]
            if stored not in self._types:
                known = ", ".join(self._types)
                raise ValueError(tr("the tensor {} has the type {}, not one of {}", shown(name), stored, known))
            bfloat16 = types.get(name) == BFLOAT16 and stored == "U16"
            self.kinds[name] = BFLOAT16 if bfloat16 else self._types[stored]
            self.shapes[name] = tuple(part["shape"])
            self._begins[name] = begin + part["data_offsets"][0]

    def array(self, name: str) -> np.ndarray:
        """An array, of bfloat16 its bits."""
        return self._values(name, 0, math.prod(self.shapes[name])).reshape(self.shapes[name])

    def rows(self, name: str, begin: int, end: int) -> np.ndarray:
        """The rows ``begin`` to ``end`` of an array with at least one dimension."""
        inside = self.shapes[name][1:]
        row = math.prod(inside)
        return self._values(name, begin * row, (end - begin) * row).reshape(end - begin, *inside)

    def _values(self, name: str, first: int, count: int) -> np.ndarray:
        """Values of an array as it is stored; read, not mapped, so that they do not stay in memory."""
        kind = _in_numpy(self.kinds[name])
        try:
            with open(self._file, "rb", buffering=0) as stream:
                stream.seek(self._begins[name] + first * kind.itemsize)
                found = np.fromfile(stream, kind, count)
        except OSError as error:
            raise self._unreadable(error) from error
        if found.size < count:
            raise self._unreadable(tr("the tensor {} is incomplete", shown(name)))
        return found

    def _unreadable(self, reason: object) -> CheckpointError:
        return CheckpointError(tr("{}: not a readable safetensors file: {}", self._file, reason))


def file_header(kinds: Mapping[str, str], shapes: Mapping[str, Sequence[int]]) -> tuple[list[str], bytes]:
    """The begin of a new file: the length of a JSON object, and the object, padded to 8 bytes.

    Args:
        kinds: Name -> type, as in `TensorFile`.
        shapes: Name -> shape.

    Returns:
        The names in the order in which the arrays follow, those with the largest values first, and the bytes.

    Reference: https://github.com/huggingface/safetensors#format
    """
    names = sorted(kinds, key=lambda name: (-_in_numpy(kinds[name]).itemsize, name))
    bfloat16 = {name: kind for name, kind in kinds.items() if kind == BFLOAT16}
    content: dict[str, object] = {"__metadata__": {"types": json.dumps(bfloat16)}} if bfloat16 else {}
    end = 0
    for name in names:
        begin, end = end, end + math.prod(shapes[name]) * _in_numpy(kinds[name]).itemsize
        content[name] = {"dtype": _STORED[kinds[name]], "shape": list(shapes[name]), "data_offsets": [begin, end]}
    text = json.dumps(content, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return names, len(text).to_bytes(8, "little") + text


def _in_numpy(kind: str) -> np.dtype[Any]:
    """The type of the array in memory."""
    return np.dtype(np.uint16 if kind == BFLOAT16 else kind)
