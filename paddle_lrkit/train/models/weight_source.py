"""Where initial weights come from: a run, a checkpoint, an export, a folder of PaddleNLP, or a file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from paddle_lrkit.config.shipped import shipped_configs
from paddle_lrkit.errors import CheckpointError, DataError
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.checkpoint_state import CHECKPOINTS, complete_checkpoint, is_run, locate_checkpoint
from paddle_lrkit.runs.manifest import MANIFEST, check_digest, read_manifest
from paddle_lrkit.runs.saved_state import saved_state
from paddle_lrkit.train.models.inference_weights import PARAMETERS, read_inference_weights
from paddle_lrkit.train.models.weight_files import SUFFIXES, read_weights

WEIGHT_FILES = ("model_state.pdparams", "model.safetensors")
"""Files with weights by name in a folder of PaddleNLP, or of ``lrkit export --format pdparams``."""
_MODEL, _AVERAGES = "model.safetensors", "ema.safetensors"


@dataclass(frozen=True)
class WeightSource:
    """Arrays by name, and where they come from.

    Args:
        place: The file or checkpoint, with what was chosen there.
        arrays: Name -> array.
    """

    place: str
    arrays: Mapping[str, np.ndarray]


def open_weights(path: str | os.PathLike[str]) -> WeightSource:
    """Reads the weights that a path names.

    Args:
        path: A run (its ``best`` checkpoint, or ``last`` if it has none), a checkpoint, a folder of ``lrkit export`` or
            of PaddleNLP, a ``.pdparams`` or ``.safetensors`` file, or such a file without its suffix. Of a checkpoint
            with averaged weights these are read, as an export writes them.

    Raises:
        CheckpointError: The run or the checkpoint is damaged, or has no weights.
        DataError: There are no weights, or they cannot be read.
    """
    given = Path(path)
    if is_run(given) or (given / MANIFEST).is_file():
        return _of_checkpoint(given)
    if given.is_dir():
        return _of_folder(given)
    if not given.exists():
        completed = next((name for suffix in SUFFIXES if os.path.isfile(name := f"{os.fspath(path)}{suffix}")), None)
        if completed is None:
            raise DataError(
                tr(
                    "{}: there are no weights; it must be a local run, checkpoint, export, .pdparams or .safetensors "
                    "file{}",
                    os.fspath(path),
                    _training_of(given),
                )
            )
        path = completed
    return WeightSource(os.fspath(path), read_weights(path))


def _training_of(run: Path) -> str:
    """How to get the weights of a run of a config of the package; empty for another path."""
    known = run.name in [one.name for one in shipped_configs()]
    return tr("; lrkit train -c {} trains them", run.name) if known else ""


def _of_checkpoint(given: Path) -> WeightSource:
    best = complete_checkpoint(given / CHECKPOINTS / "best")
    checkpoint = best or locate_checkpoint(given)[1]
    files = read_manifest(checkpoint)
    if _MODEL not in files:
        raise CheckpointError(tr("{}: the checkpoint has no {}", checkpoint, _MODEL))
    names = [name for name in (_MODEL, _AVERAGES) if name in files]
    arrays: dict[str, np.ndarray] = {}
    for name in names:
        arrays.update(read_weights(check_digest(checkpoint, name, files[name])))
    update = saved_state(checkpoint, ["update"])["update"]
    if _AVERAGES in names:
        return WeightSource(tr("{} (update {}, averaged weights)", checkpoint, update), arrays)
    return WeightSource(tr("{} (update {})", checkpoint, update), arrays)


def _of_folder(folder: Path) -> WeightSource:
    found = next((folder / name for name in WEIGHT_FILES if (folder / name).is_file()), None)
    if found is not None:
        return WeightSource(str(found), read_weights(found))
    if (folder / PARAMETERS).is_file():
        return WeightSource(str(folder / PARAMETERS), read_inference_weights(folder))
    raise DataError(tr("{}: neither a run nor a checkpoint, and has none of {}", folder, tr(", ").join(WEIGHT_FILES)))
