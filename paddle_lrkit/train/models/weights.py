"""Loads published weights into a model, by name and without running code from the file."""

from __future__ import annotations

import os
from collections.abc import Callable, Set
from dataclasses import dataclass
from typing import Any

import numpy as np
import paddle

from paddle_lrkit.errors import DataError
from paddle_lrkit.pickles import safe_pickle

_NAME_TABLE = "StructuredToParameterName@@"
_SLICED = "UnpackBigParamInfor@@"
_SHOWN = 3


@dataclass(frozen=True)
class WeightReport:
    """The names that were loaded from a weight file, and the others.

    Args:
        path: The file.
        loaded: Names that were copied into the model.
        skipped_head: Names of the head that the file lacks or has for another number of classes.
        unexpected: Names in the file that the model lacks.
    """

    path: str
    loaded: tuple[str, ...]
    skipped_head: tuple[str, ...]
    unexpected: tuple[str, ...]

    def __str__(self) -> str:
        parts = [f"{self.path}: {len(self.loaded)} arrays loaded"]
        if self.skipped_head:
            parts.append(f"{_some(self.skipped_head)} keep their random values (missing, or for other classes)")
        if self.unexpected:
            parts.append(f"{len(self.unexpected)} names that the model lacks were ignored: {_some(self.unexpected)}")
        return "; ".join(parts)


def read_weights(path: str | os.PathLike[str]) -> dict[str, np.ndarray]:
    """The arrays in a ``.pdparams`` or ``.safetensors`` file, by name; bfloat16 in ``.pdparams`` becomes float32.

    Raises:
        DataError: The file is missing, has another suffix, is damaged, or contains other objects than arrays.
    """
    name = os.fspath(path)
    if not os.path.isfile(name):
        raise DataError(f"{name}: no such weight file; it must be a local .pdparams or .safetensors file")
    if name.endswith(".pdparams"):
        return _from_pickle(name)
    if name.endswith(".safetensors"):
        return _from_safetensors(name)
    raise DataError(f"{name}: the weight file must be a .pdparams or .safetensors file")


def load_weights(
    model: paddle.nn.Layer,
    path: str | os.PathLike[str],
    *,
    rename: Callable[[str], str] = str,
    head: Set[str] | None = None,
) -> WeightReport:
    """Copies weights into a model by name, converted to the data type of each parameter.

    A head that the file lacks or has for another number of classes keeps its values.

    Args:
        model: Changed in place, but not when an error is raised.
        path: A ``.pdparams`` or ``.safetensors`` file.
        rename: Name in the file -> name in the model.
        head: Names of the model's head; by default those of its last linear layer.

    Raises:
        DataError: As `read_weights`; also when the file lacks a name of the model or has it with another shape, or
            when two names in the file have the same name in the model.
    """
    weights = _renamed(read_weights(path), rename, os.fspath(path))
    state = model.state_dict()
    head = _head_names(model) if head is None else head
    fitting = {name for name in state if name in weights and list(weights[name].shape) == list(state[name].shape)}
    skipped = set(head) if head - fitting else set()
    _check_complete(weights, state, set(state) - fitting - skipped, os.fspath(path))
    loaded = tuple(name for name in state if name not in skipped)
    for name in loaded:
        dtype = str(state[name].dtype).rpartition(".")[2]
        state[name].set_value(weights[name].astype(dtype))
    unexpected = tuple(name for name in weights if name not in state)
    return WeightReport(os.fspath(path), loaded, tuple(sorted(skipped)), unexpected)


def _renamed(arrays: dict[str, np.ndarray], rename: Callable[[str], str], path: str) -> dict[str, np.ndarray]:
    sources: dict[str, str] = {}
    for name in arrays:
        first = sources.setdefault(rename(name), name)
        if first != name:
            raise DataError(f"{path}: {first} and {name} would both become {rename(name)}")
    return {own: arrays[name] for own, name in sources.items()}


def _check_complete(weights: dict[str, np.ndarray], state: dict[str, Any], unfilled: set[str], path: str) -> None:
    missing = sorted(unfilled - set(weights))
    if missing:
        raise DataError(
            f"{path}: {len(missing)} of the model's {len(state)} names are missing, such as {_some(missing)}; "
            f"the file has names such as {_some(tuple(weights))}"
        )
    for name in sorted(unfilled):
        raise DataError(
            f"{path}: {name} has shape {list(weights[name].shape)}, but must have {list(state[name].shape)}"
        )


def _head_names(model: paddle.nn.Layer) -> set[str]:
    linear = [name for name, layer in model.named_sublayers() if isinstance(layer, paddle.nn.Linear)]
    return {f"{linear[-1]}.{part}" for part in ("weight", "bias")} & set(model.state_dict()) if linear else set()


def _from_pickle(path: str) -> dict[str, np.ndarray]:
    saved = safe_pickle.load(path)
    if not isinstance(saved, dict):
        raise DataError(f"{path}: must contain a dict of arrays, got a {type(saved).__name__}")
    if _SLICED in saved:
        raise DataError(f"{path}: large arrays are stored in slices; save it again with protocol=4")
    return {str(name): _weight(value, str(name), path) for name, value in saved.items() if name != _NAME_TABLE}


def _weight(value: Any, name: str, path: str) -> np.ndarray:
    if isinstance(value, tuple) and len(value) == 2:
        value = value[1]
    if not isinstance(value, np.ndarray):
        raise DataError(f"{path}: {name} must be an array, got a {type(value).__name__}")
    if value.dtype.kind not in "biuf":
        raise DataError(f"{path}: {name} must be an array of numbers, got one of type {value.dtype}")
    return _from_bfloat16(value) if value.dtype == np.uint16 else value


def _from_bfloat16(bits: np.ndarray) -> np.ndarray:
    return (bits.astype(np.uint32) << 16).view(np.float32)


def _from_safetensors(path: str) -> dict[str, np.ndarray]:
    try:
        from safetensors.numpy import load_file
    except ImportError:
        raise DataError(f"{path}: needs safetensors; install it with: pip install 'paddle-lrkit[train]'") from None
    try:
        return dict(load_file(path))
    except Exception as error:
        raise DataError(f"{path}: not a readable safetensors file: {error}") from None


def _some(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (", ..." if len(names) > _SHOWN else "")
