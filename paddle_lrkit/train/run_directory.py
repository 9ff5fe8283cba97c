"""The run directory: its files, a free name for a new run, and the run to resume."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from paddle_lrkit.errors import CheckpointError, UsageError, did_you_mean
from paddle_lrkit.runs.checkpoint_state import (
    CHECKPOINTS,
    MissingCheckpoint,
    checkpoint_names,
    locate_checkpoint,
)


@dataclass(frozen=True)
class RunDirectory:
    """A directory with ``config.yml``, ``log.jsonl``, ``vdlrecords.run.log`` and ``checkpoints/``.

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

    def checkpoint(self, name: str) -> Path:
        """The path of ``last``, ``best`` or ``update_<n>``."""
        return self.path / CHECKPOINTS / name


def default_output(config_file: str | None) -> Path:
    """``output/<name of the config>``"""
    return Path("output") / (Path(config_file).stem if config_file else "run")


def new_run(output: Path) -> RunDirectory:
    """Creates the directory of a new run: ``output``, or ``output-2``, ``output-3``, ... if it has files already.

    Raises:
        UsageError: The directory cannot be created or written.
    """
    try:
        path = free_path(output)
        check_writable(path)
    except OSError as error:
        raise not_writable(output, "run", error, "Global.output_dir") from error
    return RunDirectory(path)


def free_path(path: Path) -> Path:
    """The first of ``path``, ``path-2``, ``path-3``, ... that does not exist or is an empty directory."""
    return next(path for path in _numbered(path) if not path.exists() or not any(path.iterdir()))


def choose_run(output: Path, resume: str | None) -> tuple[RunDirectory, Path | None]:
    """The run directory, and the checkpoint to resume from, if any.

    Args:
        output: Directory of the config's runs.
        resume: ``auto`` (the newest run under ``output``, or a new one), a run directory, a checkpoint, or None.

    Raises:
        UsageError: ``resume`` does not exist, or the directory of a new run cannot be written.
        CheckpointError: ``resume`` is neither a run directory with checkpoints nor a checkpoint. A `MissingCheckpoint`
            names the checkpoints that are there.
    """
    if resume == "auto":
        newest = newest_run(output)
        return (newest, newest.checkpoint("last")) if newest else (new_run(output), None)
    if resume is None:
        return new_run(output), None
    run, checkpoint = _located(resume)
    return RunDirectory(run), checkpoint


def is_run_of(output: Path, run: RunDirectory) -> bool:
    """Whether a run is one of ``output``, ``output-2``, ..."""
    return any(run.path.resolve() == path.resolve() for path in _existing(output))


def newest_run(output: Path) -> RunDirectory | None:
    """The newest of ``output``, ``output-2``, ... that has a checkpoint.

    Raises:
        MissingCheckpoint: It has checkpoints, but no ``last``.
    """
    run = next((path for path in reversed(_existing(output)) if checkpoint_names(path)), None)
    return RunDirectory(locate_checkpoint(run)[0]) if run else None


def check_writable(directory: Path) -> None:
    """Creates a directory if it is missing; raises an OSError if no file can be created in it."""
    directory.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=directory):
        pass


def not_writable(directory: Path, content: str, error: OSError, option: str) -> UsageError:
    """The error for a directory to which ``content`` cannot be written; ``option`` sets the directory."""
    reason = error.strerror or error
    return UsageError(f"{directory}: the {content} cannot be written there: {reason}; choose another one with {option}")


def _located(resume: str) -> tuple[Path, Path]:
    try:
        return locate_checkpoint(resume)
    except CheckpointError as error:
        given = Path(resume)
        if isinstance(error, MissingCheckpoint) or given.is_dir():
            raise
        beside = [path.name for path in given.parent.iterdir() if path.is_dir()] if given.parent.is_dir() else []
        hint = did_you_mean(given.name, beside)
        raise UsageError(f"--resume {resume}: there is no such directory{hint}") from None


def _existing(output: Path) -> list[Path]:
    """Those of ``output``, ``output-2``, ... that exist."""
    return list(itertools.takewhile(Path.exists, _numbered(output)))


def _numbered(output: Path) -> Iterator[Path]:
    yield output
    for number in itertools.count(2):
        yield output.with_name(f"{output.name}-{number}")
