"""The weights in an inference model of ``lrkit export``, by the names that the network has for them."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np

from paddle_lrkit.errors import DataError, os_reason
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.json_file import json_reason
from paddle_lrkit.runs.protobuf import field_at, varint_at

PARAMETERS = "model.pdiparams"
"""The arrays, one after the other and without names."""
NAMES = "weight_names.json"
"""The names of the arrays, in their order."""
_PROGRAMS = ("model.json", "model.pdmodel")
_TYPES = {0: "bool", 1: "int16", 2: "int32", 3: "int64", 4: "float16", 5: "float32", 6: "float64", 20: "uint8"}
_TYPES |= {21: "int8", 22: "uint16"}
_BFLOAT16 = 22
_KIND, _SIZES = 1, 2
_HEAD = 16
"""Bytes before the length of a description: version, level of detail, version."""


def write_weight_names(exported: Any, model: Any, folder: Path) -> None:
    """Writes ``weight_names.json`` beside an inference model.

    ``paddle.jit.save`` writes the arrays that the program uses, sorted by the names that Paddle gives them.

    Args:
        exported: The network that was saved.
        model: The network whose names are written, a part of it.
        folder: The folder with ``model.json`` or ``model.pdmodel``.
    """
    program = next((folder / name).read_bytes() for name in _PROGRAMS if (folder / name).is_file())
    numbered = {tensor.name: name for network in (exported, model) for name, tensor in network.state_dict().items()}
    used = [numbered[name] for name in sorted(numbered) if any(one in program for one in _written(name.encode()))]
    (folder / NAMES).write_text(json.dumps(used, indent=0) + "\n", encoding="utf-8")


def _written(name: bytes) -> tuple[bytes, bytes]:
    """A name in JSON, and in a protobuf message."""
    return b'"%s"' % name, bytes([min(len(name), 255)]) + name


def read_inference_weights(folder: Path) -> dict[str, np.ndarray]:
    """The arrays of ``model.pdiparams``, by the names in ``weight_names.json``.

    Raises:
        DataError: A file is missing or damaged.
    """
    file, listed = folder / PARAMETERS, folder / NAMES
    if not listed.is_file():
        raise DataError(tr("{}: has no names of its weights ({}); export it again, or use the run", file, NAMES))
    try:
        names, content = json.loads(listed.read_text(encoding="utf-8")), file.read_bytes()
        arrays = _arrays(content)
    except OSError as error:
        raise DataError(tr("{}: not readable: {}", file, os_reason(error))) from None
    except (ValueError, KeyError, IndexError, OverflowError, RecursionError) as error:
        raise DataError(tr("{}: not a readable inference model: {}", file, json_reason(error))) from None
    if not isinstance(names, list) or len(names) != len(arrays) or len({*map(str, names)}) != len(names):
        raise DataError(tr("{}: must name the {} arrays of {}", listed, len(arrays), PARAMETERS))
    return dict(zip(map(str, names), arrays, strict=True))


def _arrays(content: bytes) -> list[np.ndarray]:
    arrays, position = [], 0
    while position < len(content):
        size = int.from_bytes(content[position + _HEAD : position + _HEAD + 4], "little")
        begin = position + _HEAD + 4
        kind, shape = _description(content, begin, begin + size)
        values = np.frombuffer(content, _TYPES[kind], math.prod(shape), begin + size).reshape(shape)
        arrays.append((values.astype(np.uint32) << 16).view(np.float32) if kind == _BFLOAT16 else values)
        position = begin + size + values.nbytes
    return arrays


def _description(content: bytes, position: int, end: int) -> tuple[int, list[int]]:
    """Type and shape of an array: a protobuf message."""
    kind, shape = -1, []
    while position < end:
        field, start, position = field_at(content, position, end)
        if field == _KIND:
            kind = varint_at(content, start)[0]
        elif field == _SIZES:
            shape.append(varint_at(content, start)[0])
    return kind, shape
