"""Arrays in weight files, by name; no code from a file runs."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from paddle_lrkit.errors import CheckpointError, DataError
from paddle_lrkit.messages import tr
from paddle_lrkit.pickles import safe_pickle

_NAME_TABLE = "StructuredToParameterName@@"
_SLICED = "UnpackBigParamInfor@@"
SUFFIXES = (".pdparams", ".safetensors")


def read_weights(path: str | os.PathLike[str]) -> dict[str, np.ndarray]:
    """The arrays in a ``.pdparams`` or ``.safetensors`` file, by name; bfloat16 becomes float32.

    Raises:
        DataError: The file is missing, has another suffix, is damaged, or contains other objects than arrays.
    """
    name = os.fspath(path)
    if not os.path.isfile(name):
        raise DataError(tr("{}: no such weight file; it must be a local .pdparams or .safetensors file", name))
    if name.endswith(".pdparams"):
        return _from_pickle(name)
    if name.endswith(".safetensors"):
        return _from_safetensors(name)
    raise DataError(tr("{}: the weight file must be a .pdparams or .safetensors file", name))


def _from_pickle(path: str) -> dict[str, np.ndarray]:
    saved = safe_pickle.load(path)
    if not isinstance(saved, dict):
        raise DataError(tr("{}: must contain a dict of arrays, got a {}", path, type(saved).__name__))
    if _SLICED in saved:
        raise DataError(tr("{}: large arrays are stored in slices; save it again with protocol=4", path))
    return {str(name): _weight(value, str(name), path) for name, value in saved.items() if name != _NAME_TABLE}


def _weight(value: Any, name: str, path: str) -> np.ndarray:
    if isinstance(value, tuple) and len(value) == 2:
        value = value[1]
    if not isinstance(value, np.ndarray):
        raise DataError(tr("{}: {} must be an array, got a {}", path, name, type(value).__name__))
    if value.dtype.kind not in "biuf":
        raise DataError(tr("{}: {} must be an array of numbers, got one of type {}", path, name, value.dtype))
    return _from_bfloat16(value) if value.dtype == np.uint16 else value


def _from_bfloat16(bits: np.ndarray) -> np.ndarray:
    return (bits.astype(np.uint32) << 16).view(np.float32)


def _from_safetensors(path: str) -> dict[str, np.ndarray]:
    try:
        from paddle_lrkit.runs.tensor_file import BFLOAT16, TensorFile
    except ImportError:
        raise DataError(tr("{}: needs safetensors; install it with: pip install 'paddle-lrkit[train]'", path)) from None
    try:
        stored = TensorFile(path, foreign=True)
        arrays = {name: stored.array(name) for name in stored.kinds}
    except CheckpointError as error:
        raise DataError(str(error)) from None
    return {name: _from_bfloat16(array) if stored.kinds[name] == BFLOAT16 else array for name, array in arrays.items()}
