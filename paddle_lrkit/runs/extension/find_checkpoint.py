"""The checkpoint that a path names, and the others beside it."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from pathlib import Path

from paddle_lrkit.curves.resume import read_state
from paddle_lrkit.errors import CheckpointError, did_you_mean, shown
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.checkpoint_state import (
    CHECKPOINTS,
    checkpoint_names,
    read_checkpoint_state,
)
from paddle_lrkit.suites.base import SuiteResume
from paddle_lrkit.suites.saved_progress import SavedProgress
from paddle_lrkit.suites.table import resume_of
from paddle_lrkit.text import join_names, plural
from paddle_lrkit.units import LONGEST

_MOST_BESIDE = 300


@dataclass(frozen=True)
class FoundCheckpoint:
    """A checkpoint that was read.

    Args:
        path: Its name as the program takes it.
        progress: Its content.
    """

    path: Path
    progress: SavedProgress

    def scheduler(self, optimizer_index: int = 0) -> dict[str, object] | None:
        """State of the scheduler of an optimizer; None without one.

        Raises:
            CheckpointError: There is no such optimizer, or the state is not one of a scheduler.
        """
        states = self.progress.schedulers
        if optimizer_index >= len(states):
            raise CheckpointError(
                tr(
                    "{}: has the state of {}, not of number {}",
                    *(self.path, plural(len(states), "optimizer"), optimizer_index),
                )
            )
        state = states[optimizer_index]
        if state is None:
            return None
        try:
            saved = read_state(state)
        except (CheckpointError, TypeError, ValueError, OverflowError) as error:
            said = str(error) if isinstance(error, CheckpointError) else tr("the rate in it is not a number")
            raise CheckpointError(f"{self.path}: {said}") from None
        if saved.rate is None or not math.isfinite(saved.rate) or saved.rate < 0 or saved.update > LONGEST:
            raise CheckpointError(
                tr(
                    "{}: update {} with rate {} is not a state to resume",
                    *(self.path, shown(saved.update), shown(saved.rate)),
                )
            )
        return dict(state)


def find_checkpoint(path: str | os.PathLike[str], suite: str) -> FoundCheckpoint:
    """Reads the checkpoint that a path names.

    Args:
        path: A run of ours or a checkpoint in it; of a suite, the prefix of a checkpoint, one of its files, or a
            directory, which means its newest checkpoint.
        suite: The suite of the config.

    Raises:
        CheckpointError: There is no checkpoint, or it cannot be read.
    """
    if suite == "lrkit":
        return _own(path)
    facts, given = resume_of(suite), Path(path)
    files = _marked(given, facts)
    if not files:
        raise _not_found(given, facts)
    found = [_read(file, facts) for file in files]
    return max(found, key=lambda one: (_position(one), one.path.name == "model_final", one.path.name))


def checkpoints_beside(checkpoint: FoundCheckpoint, suite: str) -> list[FoundCheckpoint]:
    """The readable checkpoints in the same directory, itself included, those of earlier updates first."""
    if suite == "lrkit":
        run = checkpoint.path.absolute().parent.parent
        found = [_own(run / CHECKPOINTS / name) for name in checkpoint_names(run)]
    else:
        facts = resume_of(suite)
        folder = checkpoint.path.absolute().parent
        own = facts.named(Path("a", "b.c")) == Path("a", "b") and folder.name == checkpoint.path.name
        found = []
        for file in _in_folder(folder.parent if own else folder, facts):
            try:
                found.append(_read(file, facts))
            except CheckpointError:
                continue
    return sorted(found, key=_position)


def _own(path: str | os.PathLike[str]) -> FoundCheckpoint:
    state = read_checkpoint_state(path)
    return FoundCheckpoint(state.checkpoint, SavedProgress((state.scheduler,), updates=state.scheduler["last_epoch"]))


def _read(file: Path, facts: SuiteResume) -> FoundCheckpoint:
    return FoundCheckpoint(facts.named(file), facts.progress(file))


def _position(checkpoint: FoundCheckpoint) -> tuple[int, int]:
    state = next((state for state in checkpoint.progress.schedulers if state), {})
    tick = state.get("last_epoch", 0)
    return (tick if isinstance(tick, int) else 0), checkpoint.progress.epochs or checkpoint.progress.updates or 0


def _marked(given: Path, facts: SuiteResume) -> list[Path]:
    """The files that make checkpoints of a path: of a prefix or a file one, of a directory any number."""
    ending = Path(facts.marker).suffix
    if facts.marker.startswith("*"):
        stem = given.with_suffix("") if given.suffix in (ending, *facts.beside) else given
        one = stem.with_name(stem.name + ending) if stem.name else stem
        if one.is_file():
            return [one]
    elif given.is_file():
        one = given.with_name(facts.marker)
        return [one] if one.is_file() else []
    return _in_folder(given, facts) if given.is_dir() else []


def _in_folder(folder: Path, facts: SuiteResume) -> list[Path]:
    """The newest files in a directory, or in the directories in it."""
    own, prefixed = list(folder.glob(facts.marker)), facts.marker.startswith("*")
    if own and not prefixed:
        return own
    below = folder.glob(f"*/{facts.marker}")
    files = [*own, *(file for file in below if not prefixed or file.stem == file.parent.name)]
    return sorted((file for file in files if file.is_file()), key=_written_at, reverse=True)[:_MOST_BESIDE]


def _written_at(file: Path) -> tuple[float, str]:
    return file.stat().st_mtime, file.name


def _not_found(given: Path, facts: SuiteResume) -> CheckpointError:
    folder = given if given.is_dir() else given.parent
    near = [facts.named(file) for file in _in_folder(folder, facts)] if folder.is_dir() else []
    names = sorted(path.name for path in near)
    what = facts.marker.replace("*", given.name) if facts.marker.startswith("*") else facts.marker
    if given.is_dir():
        return CheckpointError(tr("{}: no checkpoint is in this directory (no {})", given, facts.marker))
    hint = did_you_mean(given.name, names) or (tr("; there are {}", join_names(names, most=8)) if names else "")
    return CheckpointError(tr("{}: no checkpoint is there (no {}){}", given, what, hint))
