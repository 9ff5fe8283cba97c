"""Named tensors in a safetensors file: loading never runs code."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import paddle
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from paddle_lrkit.errors import CheckpointError, shown
from paddle_lrkit.runs.json_file import parse_json

_TYPES = ("BOOL", "U8", "I8", "U16", "I16", "I32", "I64", "F16", "F32", "F64")
"""Types that `save_tensors` writes; it stores bfloat16 as U16."""


def save_tensors(path: str | os.PathLike[str], tensors: Mapping[str, Any]) -> None:
    """Writes Paddle tensors of any device and data type; bfloat16 is stored bit for bit.

    Args:
        path: The file.
        tensors: Name -> tensor.
    """
    arrays, types = {}, {}
    for name, tensor in tensors.items():
        array = np.asarray(tensor.numpy())
        types[name] = str(tensor.dtype).rsplit(".", 1)[-1]
        arrays[name] = np.ascontiguousarray(array).reshape(array.shape)
    save_file(arrays, os.fspath(path), metadata={"types": json.dumps(types)})


def load_tensors(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Reads a file of `save_tensors`, as Paddle tensors on the current device.

    Raises:
        CheckpointError: The file is missing, incomplete, not a safetensors file, or has a tensor of another type than
            those that `save_tensors` writes.
    """
    if not Path(path).is_file():
        raise CheckpointError(f"{os.fspath(path)}: there is no such file")
    try:
        with safe_open(os.fspath(path), framework="numpy") as stream:
            types = parse_json((stream.metadata() or {}).get("types", "{}").encode())
            if not isinstance(types, dict):
                raise ValueError("'types' in its metadata is not an object")
            return {name: _tensor(stream, name, types.get(name)) for name in stream.keys()}  # noqa: SIM118
    except (SafetensorError, ValueError, OSError) as error:
        raise CheckpointError(f"{os.fspath(path)}: not a readable safetensors file: {error}") from error


def _tensor(stream: Any, name: str, kind: object) -> Any:
    stored = stream.get_slice(name).get_dtype()
    if stored not in _TYPES:
        raise ValueError(f"the tensor {shown(name)} has the type {stored}, not one of {', '.join(_TYPES)}")
    array = stream.get_tensor(name)
    if kind == "bfloat16" and array.dtype == np.uint16:
        return paddle.to_tensor(array.view(np.uint16), dtype="bfloat16")
    return paddle.to_tensor(array)
