"""The state of a checkpoint without its tensors: the position of the run and the state of its scheduler."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paddle_lrkit.errors import CheckpointError

CHECKPOINTS, MANIFEST, STATE = "checkpoints", "manifest.json", "state.json"


@dataclass(frozen=True)
class CheckpointState:
    """The content of a checkpoint besides tensors.

    Args:
        checkpoint: Directory that was read.
        run: Its run directory.
        scheduler: State of the scheduler.
        data: What decides which samples an update sees; empty when the checkpoint does not tell.
    """

    checkpoint: Path
    run: Path
    scheduler: dict[str, Any]
    data: dict[str, Any]


def previous_checkpoint(directory: Path) -> Path:
    """Where a checkpoint is kept while it is replaced; it stays there if a kill interrupts that."""
    return directory.with_name(f".{directory.name}.old")


def complete_checkpoint(directory: Path) -> Path | None:
    """``directory``, or its previous checkpoint if a kill interrupted the replacement; None if there is neither."""
    places = (directory, previous_checkpoint(directory))
    return next((place for place in places if (place / MANIFEST).is_file()), None)


def locate_checkpoint(path: str | os.PathLike[str]) -> tuple[Path, Path]:
    """The run directory and the checkpoint of a path.

    Args:
        path: A run directory, which means its last checkpoint, or a checkpoint inside its ``checkpoints``.

    Raises:
        CheckpointError: The path is neither.
    """
    given = Path(path) if Path(path).name.strip(".") else Path(path).resolve()
    is_run = (given / CHECKPOINTS).is_dir()
    found = complete_checkpoint(given / CHECKPOINTS / "last" if is_run else given)
    folder = found and found.resolve().parent
    if found is None or folder is None or folder.name != CHECKPOINTS:
        raise CheckpointError(f"{os.fspath(path)}: neither a run directory with checkpoints nor a checkpoint")
    return (given if is_run else folder.parent), found


def read_checkpoint_state(path: str | os.PathLike[str]) -> CheckpointState:
    """Reads the state of a checkpoint.

    Only ``state.json`` is read and compared with the manifest, so the size of the model does not matter.

    Args:
        path: A run directory, which means its last checkpoint, or a checkpoint inside its ``checkpoints``.

    Raises:
        CheckpointError: The path is neither, or the state is missing or damaged.
    """
    run, checkpoint = locate_checkpoint(path)
    state = _state(checkpoint)
    scheduler, data = state.get("scheduler"), state.get("data")
    if not isinstance(scheduler, dict):
        raise CheckpointError(f"{checkpoint / STATE}: has no 'scheduler', the state of a scheduler")
    return CheckpointState(checkpoint, run, scheduler, data if isinstance(data, dict) else {})


def _state(checkpoint: Path) -> dict[str, Any]:
    file = checkpoint / MANIFEST
    try:
        manifest, file = json.loads(file.read_bytes()), checkpoint / STATE
        content = file.read_bytes()
        state = json.loads(content)
    except (OSError, ValueError) as error:
        raise CheckpointError(f"{file}: not readable: {error}") from None
    if not isinstance(manifest, dict) or manifest.get(STATE) != hashlib.sha256(content).hexdigest():
        raise CheckpointError(f"{file}: the file is damaged (its SHA-256 differs from the manifest)")
    return state if isinstance(state, dict) else {}
