"""The run directory: its files, a free name for a new run, and the run that ``--resume`` means."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from paddle_lrkit.errors import CheckpointError, UsageError

CONFIG = "config.yml"


@dataclass(frozen=True)
class RunDirectory:
    """Where a run keeps ``config.yml``, ``log.jsonl``, ``vdlrecords.run.log`` and ``checkpoints/``.

    Args:
        path: The directory.
    """

    path: Path

    @property
    def config(self) -> Path:
        return self.path / CONFIG

    @property
    def log(self) -> Path:
        return self.path / "log.jsonl"

    def checkpoint(self, name: str) -> Path:
        """``last``, ``best`` or ``update_<n>``."""
        return self.path / "checkpoints" / name

    def has_checkpoint(self) -> bool:
        """Whether the run can be resumed."""
        folder = self.path / "checkpoints"
        return folder.is_dir() and any(folder.glob("*last*/manifest.json"))


def default_output(config_file: str | None) -> Path:
    """``output/<name of the config>``"""
    return Path("output") / (Path(config_file).stem if config_file else "run")


def new_run(output: Path) -> RunDirectory:
    """A directory that no run has used: ``output`` itself, or ``output-2``, ``output-3``, ... when it is taken.

    Raises:
        UsageError: It cannot be made or written.
    """
    for path in _numbered(output):
        if _is_free(path):
            _make(path)
            return RunDirectory(path)
    raise AssertionError("unreachable")


def find_run(output: Path) -> RunDirectory | None:
    """The newest run under ``output``, ``output-2``, ... that has a checkpoint, or None."""
    found = None
    for path in _numbered(output):
        if not path.exists():
            return found
        found = RunDirectory(path) if RunDirectory(path).has_checkpoint() else found
    return found


def locate_checkpoint(directory: Path) -> tuple[RunDirectory, Path]:
    """The run and the checkpoint that a path means: a run (its ``last``) or one of its checkpoints.

    Raises:
        CheckpointError: Neither is there.
    """
    if RunDirectory(directory).has_checkpoint():
        run = RunDirectory(directory)
        return run, run.checkpoint("last")
    if (directory / "manifest.json").is_file() and directory.resolve().parent.name == "checkpoints":
        return RunDirectory(directory.resolve().parent.parent), directory
    raise CheckpointError(f"{directory}: neither a run directory with checkpoints nor a checkpoint")


def _is_free(path: Path) -> bool:
    try:
        return not path.exists() or not any(path.iterdir())
    except OSError as error:
        raise _no_place(path, error) from error


def _make(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        raise _no_place(path, error) from error


def _no_place(path: Path, error: OSError) -> UsageError:
    return UsageError(
        f"{path}: the run has no place there: {error.strerror or error}; give this user the right to write, or "
        "choose another directory with Global.output_dir"
    )


def _numbered(output: Path) -> Iterator[Path]:
    yield output
    number = 2
    while True:
        yield output.with_name(f"{output.name}-{number}")
        number += 1
