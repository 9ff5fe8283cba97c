"""Named tensors in a safetensors file: loading never runs code."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import paddle

from paddle_lrkit.runs.tensor_file import BFLOAT16, TensorFile, file_header


def host_copies(tensors: Mapping[str, Any]) -> dict[str, np.ndarray]:
    """Copies Paddle tensors of any device, for `save_tensors`; later changes of the tensors do not reach the copies."""
    return {name: np.asarray(tensor.numpy()) for name, tensor in tensors.items()}


def save_tensors(path: Path, arrays: Mapping[str, np.ndarray]) -> None:
    """Writes a file for `load_tensors`.

    Args:
        path: The file.
        arrays: Name -> array; 16-bit integers without a sign are the bits of bfloat16, as Paddle gives them.
    """
    kinds = {name: BFLOAT16 if array.dtype == np.uint16 else array.dtype.name for name, array in arrays.items()}
    names, header = file_header(kinds, {name: array.shape for name, array in arrays.items()})
    with path.open("wb") as stream:
        stream.write(header)
        for name in names:
            stream.write(np.ascontiguousarray(arrays[name]).data)


def load_tensors(path: Path) -> dict[str, Any]:
    """Reads a file of `save_tensors`, as Paddle tensors on the current device.

    Raises:
        CheckpointError: The file is missing, incomplete, not a safetensors file, or has a tensor of another type than
            those that `save_tensors` writes.
    """
    stored = TensorFile(path)
    return {name: _tensor(stored.array(name), kind) for name, kind in stored.kinds.items()}


def _tensor(array: np.ndarray, kind: str) -> Any:
    return paddle.to_tensor(array, dtype=kind) if kind == BFLOAT16 else paddle.to_tensor(array)
