"""The state of a checkpoint without its tensors: the position of the run and the state of its scheduler."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from paddle_lrkit.errors import CheckpointError
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.manifest import MANIFEST, check_digest, read_manifest
from paddle_lrkit.runs.saved_state import MERGED, saved_state
from paddle_lrkit.text import join_names

CHECKPOINTS = "checkpoints"
_MOST_NAMES = 8


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


class MissingCheckpoint(CheckpointError):
    """A path is no checkpoint, but its run has others.

    Args:
        problem: What is missing, and what is there.
        instead: The path to use: a run directory with a ``last`` checkpoint, or the newest checkpoint.
    """

    def __init__(self, problem: str, instead: str) -> None:
        super().__init__(problem, instead)
        self.problem, self.instead = problem, instead

    def __str__(self) -> str:
        return tr("{}; use {}", self.problem, self.instead)


def previous_checkpoint(directory: Path) -> Path:
    """Where a checkpoint is kept while it is replaced; it stays there if a kill interrupts that."""
    return directory.with_name(f".{directory.name}.old")


def complete_checkpoint(directory: Path) -> Path | None:
    """``directory``, or its previous checkpoint if a kill interrupted the replacement; None if there is neither."""
    places = (directory, previous_checkpoint(directory))
    return next((place for place in places if (place / MANIFEST).is_file()), None)


def is_run(path: Path) -> bool:
    """Whether a path is a run directory with a folder for checkpoints."""
    return (path / CHECKPOINTS).is_dir()


def locate_checkpoint(path: str | os.PathLike[str]) -> tuple[Path, Path]:
    """The run directory and the checkpoint of a path.

    Args:
        path: A run directory, which means its last checkpoint, or a checkpoint inside its ``checkpoints``.

    Raises:
        MissingCheckpoint: It is not there, but the run has other checkpoints.
        CheckpointError: The path is neither.
    """
    given = Path(path) if Path(path).name.strip(".") else Path(path).resolve()
    whole_run = is_run(given)
    found = complete_checkpoint(given / CHECKPOINTS / "last" if whole_run else given)
    folder = found and found.resolve().parent
    if found is None or folder is None or folder.name != CHECKPOINTS:
        raise _not_found(os.fspath(path), given)
    inside = given.parent.name == CHECKPOINTS
    return (given if whole_run else given.parent.parent if inside else folder.parent), found


def checkpoint_names(run: Path, *, merged: bool = False) -> list[str]:
    """The complete checkpoints of a run, the newest first, and ``last`` before others of the same update.

    Args:
        run: The run directory.
        merged: Whether to name also those of ``lrkit merge``, from which a run cannot continue.
    """
    folder = run / CHECKPOINTS
    if not folder.is_dir():
        return []
    names = {re.sub(r"^\.(.*)\.old$", r"\1", place.name) for place in folder.iterdir()}
    found = {name: complete_checkpoint(folder / name) for name in names if not name.startswith(".")}
    states = {name: _state(place) for name, place in found.items() if place}
    updates = {
        name: (int(state.get("update", -1)), name == "last", name)
        for name, state in states.items()
        if merged or MERGED not in state
    }
    return sorted(updates, key=lambda name: updates[name], reverse=True)


def _not_found(path: str, given: Path) -> CheckpointError:
    """The error for a path that is no checkpoint; it names the checkpoints of the run that is probably meant."""
    here = given.absolute()
    inside = here.parent.name == CHECKPOINTS
    near = here.parent.parent if inside else here.parent if here.name == CHECKPOINTS or not here.exists() else here
    run, names = next(((run, found) for run in (here, near) if (found := checkpoint_names(run))), (here, []))
    if not names:
        return CheckpointError(tr("{}: neither a run directory with checkpoints nor a checkpoint", path))
    if run == here:
        problem = tr("the run has no checkpoint 'last'")
    elif here.name == CHECKPOINTS:
        problem = tr("the folder of a run's checkpoints, not one of them")
    else:
        problem = tr("the checkpoint is not complete") if here.exists() else tr("there is no such checkpoint")
    base = run if given.is_absolute() else Path(os.path.relpath(run))
    name = here.name if here.name in names else names[0]
    instead = base if name == "last" else base / CHECKPOINTS / name
    return MissingCheckpoint(
        tr("{}: {}; complete ones: {}", path, problem, join_names(names, most=_MOST_NAMES)), os.fspath(instead)
    )


def verify_checkpoint(directory: Path) -> Path:
    """Compares the files of a checkpoint with its manifest, several at a time.

    Returns:
        ``directory``, or the previous checkpoint if a kill interrupted its replacement.

    Raises:
        CheckpointError: There is no checkpoint, or a file is missing or damaged.
    """
    found = complete_checkpoint(directory)
    if found is None:
        raise CheckpointError(tr("{}: there is no checkpoint here (no {})", directory, MANIFEST))
    from concurrent.futures import ThreadPoolExecutor

    files = read_manifest(found)
    with ThreadPoolExecutor() as pool:
        list(pool.map(partial(check_digest, found), files.keys(), files.values()))
    return found


def read_checkpoint_state(path: str | os.PathLike[str]) -> CheckpointState:
    """Reads the state of a checkpoint.

    Only ``state.json`` is read and compared with the manifest, so the size of the model does not matter.

    Args:
        path: A run directory, which means its last checkpoint, or a checkpoint inside its ``checkpoints``.

    Raises:
        CheckpointError: The path is neither, or the state is missing or damaged.
    """
    run, checkpoint = locate_checkpoint(path)
    state = saved_state(checkpoint, needed=["scheduler"])
    return CheckpointState(checkpoint, run, state["scheduler"], state.get("data", {}))


def _state(checkpoint: Path) -> dict[str, Any]:
    """The state of a checkpoint; empty if it cannot be read."""
    try:
        return saved_state(checkpoint)
    except CheckpointError:
        return {}
