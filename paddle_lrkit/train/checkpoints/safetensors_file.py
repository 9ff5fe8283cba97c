"""Named tensors in a safetensors file: loading never runs code."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

import numpy as np
import paddle
from safetensors.numpy import save_file

from paddle_lrkit.runs.tensor_file import BFLOAT16, TensorFile


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
    stored = TensorFile(path)
    return {name: _tensor(stored.array(name), kind) for name, kind in stored.kinds.items()}


def _tensor(array: np.ndarray, kind: str) -> Any:
    return paddle.to_tensor(array, dtype=kind) if kind == BFLOAT16 else paddle.to_tensor(array)
