"""The run directory: its files, a free name for a new run, and the run to resume."""

from __future__ import annotations

import contextlib
import itertools
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from paddle_lrkit.errors import CheckpointError, UsageError, did_you_mean, os_reason
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.checkpoint_state import (
    CHECKPOINTS,
    MissingCheckpoint,
    checkpoint_names,
    is_run,
    locate_checkpoint,
    verify_checkpoint,
)
from paddle_lrkit.runs.train_log import FILE_NAME as TEXT_LOG
from paddle_lrkit.runs.train_log import add_notes
from paddle_lrkit.runs.vdl_records import FILE_NAME as VISUALDL_RECORDS
from paddle_lrkit.train.checkpoints.recovery import finish_interrupted, newest_whole
from paddle_lrkit.train.run_lock import LOCK, RunInUse, hold


@dataclass(frozen=True)
class RunDirectory:
    """A directory with ``config.yml``, ``log.jsonl``, ``train.log``, ``vdlrecords.run.log`` and ``checkpoints/``.

    Args:
        path: The directory.
    """

    path: Path

    @property
    def config(self) -> Path:
        return self.path / "config.yml"

    @property
    def log(self) -> Path:
        return self.path / "log.jsonl"

    @property
    def text_log(self) -> Path:
        return self.path / TEXT_LOG

    @property
    def pictures(self) -> Path:
        return self.path / "pictures"

    @property
    def records(self) -> Path:
        return self.path / VISUALDL_RECORDS

    def note(self, *sentences: str) -> None:
        """Appends sentences to ``notes.log`` and ``train.log``, with the time; to no run that cannot be written."""
        now = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime())
        with contextlib.suppress(OSError):
            if sentences:
                with (self.path / "notes.log").open("a", encoding="utf-8") as stream:
                    stream.write("".join(f"{now} UTC {sentence}\n" for sentence in sentences))
                add_notes(self.text_log, sentences)

    def checkpoint(self, name: str) -> Path:
        """The path of ``last``, ``best`` or ``update_<n>``."""
        return self.path / CHECKPOINTS / name


def default_output(config_file: str | None) -> Path:
    """``output/<name of the config>``"""
    return Path("output") / (Path(config_file).stem if config_file else "run")


def new_run(output: Path) -> RunDirectory:
    """Creates the directory of a new run: ``output``, or ``output-2``, ``output-3``, ... if it has files already.

    The run is held for this process; see `hold`.

    Raises:
        UsageError: The directory cannot be created or written.
    """
    try:
        return RunDirectory(next(path for path in _numbered(output) if _is_free(path) and _is_taken(path)))
    except OSError as error:
        raise not_writable(output, tr("the run"), error, "Global.output_dir") from error


def free_path(path: Path) -> Path:
    """The first of ``path``, ``path-2``, ``path-3``, ... that does not exist or has no files except a lock."""
    return next(path for path in _numbered(path) if _is_free(path))


def _is_free(path: Path) -> bool:
    return not path.exists() or not set(os.listdir(path)) - {LOCK}


def _is_taken(path: Path) -> bool:
    """Holds a directory for this process, unless another one was faster."""
    check_writable(path)
    try:
        hold(path)
    except RunInUse:
        return False
    return _is_free(path)


@dataclass(frozen=True)
class ChosenRun:
    """A run directory, and what to resume from.

    Args:
        run: The directory, which is held for this process.
        checkpoint: The checkpoint; None for a new run.
        problems: A sentence for each newer checkpoint that is damaged.
    """

    run: RunDirectory
    checkpoint: Path | None = None
    problems: tuple[str, ...] = ()


def choose_run(output: Path, resume: str | None, *, strict: bool = False) -> ChosenRun:
    """The run directory, and the checkpoint to resume from, if any.

    Of a run it is ``last``, or the newest other whole checkpoint if that is damaged or missing.

    Args:
        output: Directory of the config's runs.
        resume: ``auto`` (the newest run under ``output``, or a new one), a run directory, a checkpoint, or None.
        strict: Whether only ``last`` will do for a run.

    Raises:
        UsageError: ``resume`` does not exist, or the directory of a new run cannot be written.
        RunInUse: Another process trains in the directory.
        CheckpointError: ``resume`` is neither a run directory with checkpoints nor a checkpoint, or it is damaged. A
            `MissingCheckpoint` names the checkpoints that are there.
    """
    path = _newest_run(output) if resume == "auto" else Path(resume) if resume else None
    if path is None:
        return ChosenRun(new_run(output))
    if not is_run(path):
        run, checkpoint = _located(str(resume))
        hold(run)
        return ChosenRun(RunDirectory(run), verify_checkpoint(checkpoint))
    hold(path)
    finish_interrupted(path)
    if strict:
        return ChosenRun(RunDirectory(path), verify_checkpoint(_located(str(path))[1]))
    return ChosenRun(RunDirectory(path), *newest_whole(path))


def resumed_run(output: Path, resume: str | None) -> Path | None:
    """The run that `choose_run` resumes; None for a new run, and any path for which it raises an error."""
    if resume == "auto" or not resume:
        return _newest_run(output) if resume else None
    try:
        return locate_checkpoint(resume)[0]
    except CheckpointError:
        return Path(resume)


def is_run_of(output: Path, run: RunDirectory) -> bool:
    """Whether a run is one of ``output``, ``output-2``, ..."""
    return any(run.path.resolve() == path.resolve() for path in _existing(output))


def _newest_run(output: Path) -> Path | None:
    """The newest of ``output``, ``output-2``, ... that has a checkpoint."""
    return next((path for path in reversed(_existing(output)) if checkpoint_names(path)), None)


def check_writable(directory: Path) -> None:
    """Creates a directory if it is missing; raises an OSError if no file can be created in it."""
    directory.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=directory):
        pass


def not_writable(directory: Path, content: str, error: OSError, option: str) -> UsageError:
    """The error for a directory to which ``content`` cannot be written; ``option`` sets the directory."""
    reason = os_reason(error)
    return UsageError(
        tr("{}: {} cannot be written there: {}; choose another one with {}", directory, content, reason, option)
    )


def _located(resume: str) -> tuple[Path, Path]:
    try:
        return locate_checkpoint(resume)
    except CheckpointError as error:
        given = Path(resume)
        if isinstance(error, MissingCheckpoint) or given.is_dir():
            raise
        beside = [path.name for path in given.parent.iterdir() if path.is_dir()] if given.parent.is_dir() else []
        hint = did_you_mean(given.name, beside)
        raise UsageError(tr("--resume {}: there is no such directory{}", resume, hint)) from None


def _existing(output: Path) -> list[Path]:
    """Those of ``output``, ``output-2``, ... that exist."""
    return list(itertools.takewhile(Path.exists, _numbered(output)))


def _numbered(output: Path) -> Iterator[Path]:
    yield output
    for number in itertools.count(2):
        yield output.with_name(f"{output.name}-{number}")
