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

from paddle_lrkit.errors import CheckpointError


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
        CheckpointError: The file is missing, incomplete or not a safetensors file.
    """
    if not Path(path).is_file():
        raise CheckpointError(f"{os.fspath(path)}: there is no such file")
    try:
        with safe_open(os.fspath(path), framework="numpy") as stream:
            types = json.loads((stream.metadata() or {}).get("types", "{}"))
            return {name: _tensor(stream.get_tensor(name), types.get(name)) for name in stream.keys()}  # noqa: SIM118
    except (SafetensorError, ValueError, OSError) as error:
        raise CheckpointError(f"{os.fspath(path)}: not a readable safetensors file: {error}") from error


def _tensor(array: Any, kind: str | None) -> Any:
    if kind == "bfloat16" and array.dtype == np.uint16:
        return paddle.to_tensor(array.view(np.uint16), dtype="bfloat16")
    return paddle.to_tensor(array)
