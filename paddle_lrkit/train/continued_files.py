"""The files of a run that continues from a checkpoint: its log and its checkpoints hold what led to that one."""

from __future__ import annotations

import math
import shutil
from pathlib import Path
from typing import Any

from paddle_lrkit.errors import CheckpointError
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.checkpoint_state import checkpoint_names, complete_checkpoint, verify_checkpoint
from paddle_lrkit.runs.saved_state import saved_state
from paddle_lrkit.train.checkpoints.checkpoint import copy_checkpoint
from paddle_lrkit.train.run_directory import RunDirectory, free_path

DAMAGED = "damaged"
"""Folder of a run for checkpoints that cannot be read."""

ABANDONED = "abandoned"
"""Folder of a run for checkpoints of updates that it made again after a resume from an earlier one."""


def copy_run(source: RunDirectory, run: RunDirectory, made: int) -> None:
    """Copies the logs, the VisualDL records and ``best`` of a run to another directory, in which it goes on.

    Args:
        source: The run; it is not changed.
        run: The new directory.
        made: Updates that the checkpoint has made; a later ``best`` is left out.
    """
    for old, new in (
        (source.log, run.log),
        (source.text_log, run.text_log),
        (source.records, run.records),
    ):
        if old.exists():
            shutil.copyfile(old, new)
    best = complete_checkpoint(source.checkpoint("best"))
    if best is not None and _made(best) <= made:
        copy_checkpoint(best, run.checkpoint("best"))


def continue_checkpoints(run: RunDirectory, checkpoint: Path, made: int) -> list[str]:
    """Makes a checkpoint the ``last`` one of a run, and moves later ones to the folder ``abandoned``.

    They are not part of what the run becomes: continuing from one of them later would not fit the log.

    Args:
        run: The run.
        checkpoint: The checkpoint, of this run or of another one.
        made: Updates that it has made.

    Returns:
        The names of the later ones.
    """
    last, moved = run.checkpoint("last"), []
    if checkpoint.resolve() != last.resolve():
        former = complete_checkpoint(last)
        if former is not None and made < _made(former) < math.inf and not _is_kept(run, _made(former)):
            copy_checkpoint(former, free_path(run.path / ABANDONED / "last"))
            moved.append("last")
        copy_checkpoint(checkpoint, last)
    for name in checkpoint_names(run.path, merged=True):
        place = complete_checkpoint(run.checkpoint(name))
        if place is not None and _made(place) > made:
            (run.path / ABANDONED).mkdir(exist_ok=True)
            place.rename(free_path(run.path / ABANDONED / name))
            moved.append(name)
    return moved


def _is_kept(run: RunDirectory, made: float) -> bool:
    """Whether another checkpoint than ``last`` is of the same update."""
    return any(_made(run.checkpoint(name)) == made for name in checkpoint_names(run.path) if name != "last")


def set_damaged_aside(run: RunDirectory, checkpoint: Path) -> list[str]:
    """Moves ``last`` and ``best`` to the folder ``damaged`` when they are not whole.

    Args:
        run: The run.
        checkpoint: A checkpoint that is whole.

    Returns:
        A sentence for each.
    """
    said = []
    for name in ("last", "best"):
        place = run.checkpoint(name)
        if not place.exists() or place == checkpoint:
            continue
        try:
            verify_checkpoint(place)
        except CheckpointError as error:
            (run.path / DAMAGED).mkdir(exist_ok=True)
            moved = place.rename(free_path(run.path / DAMAGED / name))
            said.append(tr("{}: {}; it is now in {}", name, error, moved))
    return said


def updates_made(state: dict[str, Any]) -> int:
    """Updates that a checkpoint has made; another number than its position after ``--policy rescale``."""
    return int(state.get("made", state["update"]))


def _made(checkpoint: Path) -> float:
    try:
        return updates_made(saved_state(checkpoint))
    except (CheckpointError, KeyError):
        return math.inf
