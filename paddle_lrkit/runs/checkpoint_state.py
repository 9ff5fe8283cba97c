"""The state of a checkpoint without its tensors: the position of the run and the state of its scheduler."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paddle_lrkit.errors import CheckpointError

MANIFEST, STATE, FOLDER = "manifest.json", "state.json", "checkpoints"


@dataclass(frozen=True)
class CheckpointState:
    """The content of a checkpoint besides tensors.

    Args:
        checkpoint: Directory that was read.
        run: Its run directory.
        scheduler: State of the scheduler.
    """

    checkpoint: Path
    run: Path
    scheduler: dict[str, Any]


def read_checkpoint_state(path: str | os.PathLike[str]) -> CheckpointState:
    """Reads the state of a run's last checkpoint, or of one checkpoint.

    Only ``state.json`` is read and checked against the manifest, so it costs nothing with a large model.

    Args:
        path: A run directory, or a checkpoint inside its ``checkpoints``.

    Raises:
        CheckpointError: It is neither, or the state is missing or damaged.
    """
    given = Path(path) if Path(path).name.strip(".") else Path(path).resolve()
    wanted = given / FOLDER / "last" if (given / FOLDER).is_dir() else given
    found = next((place for place in (wanted, _set_aside(wanted)) if (place / MANIFEST).is_file()), None)
    folder = found and found.resolve().parent
    if found is None or folder is None or folder.name != FOLDER:
        raise CheckpointError(f"{os.fspath(path)}: neither a run directory with checkpoints nor a checkpoint")
    scheduler = _state(found).get("scheduler")
    if not isinstance(scheduler, dict):
        raise CheckpointError(f"{found / STATE}: has no 'scheduler', the state of a scheduler")
    return CheckpointState(found, folder.parent, scheduler)


def _state(checkpoint: Path) -> dict[str, Any]:
    file = checkpoint / MANIFEST
    try:
        manifest, file = json.loads(file.read_bytes()), checkpoint / STATE
        content = file.read_bytes()
        state = json.loads(content)
    except (OSError, ValueError) as error:
        raise CheckpointError(f"{file}: not readable: {error}") from None
    if not isinstance(manifest, dict) or manifest.get(STATE) != hashlib.sha256(content).hexdigest():
        raise CheckpointError(f"{file}: the file is damaged (its SHA-256 is not that of the manifest)")
    return state if isinstance(state, dict) else {}


def _set_aside(checkpoint: Path) -> Path:
    """Where a checkpoint is between the two renames that replace it; a kill may leave it there."""
    return checkpoint.with_name(f".{checkpoint.name}.old")
