"""Finishes what a kill interrupted among the checkpoints of a run, and sets damaged ones aside."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

from paddle_lrkit.errors import CheckpointError
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.checkpoint_state import (
    CHECKPOINTS,
    checkpoint_names,
    complete_checkpoint,
    previous_checkpoint,
    verify_checkpoint,
)
from paddle_lrkit.runs.saved_state import saved_state


def finish_interrupted(run: Path) -> None:
    """Gives a checkpoint whose replacement was interrupted its name back, and removes what was never a checkpoint.

    Args:
        run: The run directory.
    """
    folder = run / CHECKPOINTS
    for left in sorted(folder.glob(".*.old")) if folder.is_dir() else ():
        target = folder / left.name.removeprefix(".").removesuffix(".old")
        if complete_checkpoint(target) == left and not target.exists():
            with contextlib.suppress(OSError):  # Of a run that cannot be written it is found under this name too.
                left.rename(target)
        elif target.name != "last" or _is_whole(target):
            shutil.rmtree(left, ignore_errors=True)
    for unfinished in folder.glob(".*.tmp"):
        shutil.rmtree(unfinished, ignore_errors=True)


def newest_whole(run: Path) -> tuple[Path, tuple[str, ...]]:
    """``last``, or the newest other checkpoint of a run if that is damaged or missing.

    Args:
        run: The run directory.

    Returns:
        The checkpoint, and a sentence for each newer one that is damaged.

    Raises:
        CheckpointError: No checkpoint is whole; the sentence of the first one.
    """
    folder, names = run / CHECKPOINTS, checkpoint_names(run)
    last, previous = folder / "last", previous_checkpoint(folder / "last")
    others = [folder / name for name in names if name != "last"] + ([previous] if previous.exists() else [])
    there = complete_checkpoint(last) == last
    problems = [] if there else [tr("{}: there is no checkpoint here", last)]
    for place in [*([last] if there else []), *sorted(others, key=_update, reverse=True)]:
        try:
            return verify_checkpoint(place), tuple(problems)
        except CheckpointError as error:
            problems.append(str(error))
    raise CheckpointError(problems[0])


def _update(checkpoint: Path) -> int:
    """The update of a checkpoint; -1 if its state cannot be read."""
    try:
        return int(saved_state(checkpoint)["update"])
    except (CheckpointError, KeyError):
        return -1


def _is_whole(checkpoint: Path) -> bool:
    try:
        return verify_checkpoint(checkpoint) == checkpoint
    except CheckpointError:
        return False
