"""The run directory: its files, a free name for a new run, and the run to resume."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from paddle_lrkit.errors import CheckpointError, UsageError

_CHECKPOINTS, _MANIFEST = "checkpoints", "manifest.json"


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
        return self.path / _CHECKPOINTS / name

    def has_checkpoint(self) -> bool:
        """Whether the run can be resumed."""
        folder = self.path / _CHECKPOINTS
        return folder.is_dir() and any(folder.glob(f"*last*/{_MANIFEST}"))


def default_output(config_file: str | None) -> Path:
    """``output/<name of the config>``"""
    return Path("output") / (Path(config_file).stem if config_file else "run")


def new_run(output: Path) -> RunDirectory:
    """Creates the directory of a new run: ``output``, or ``output-2``, ``output-3``, ... if it has files already.

    Raises:
        UsageError: The directory cannot be created or written.
    """
    advice = "; choose another directory with Global.output_dir or change its permissions"
    for path in _numbered(output):
        with write_errors(path, "run", advice):
            if not path.exists() or not any(path.iterdir()):
                check_writable(path)
                return RunDirectory(path)
    raise AssertionError("unreachable")


def choose_run(output: Path, resume: str | None) -> tuple[RunDirectory, Path | None]:
    """The run directory, and the checkpoint to resume from, if any.

    Args:
        output: Directory of the config's runs.
        resume: ``auto`` (the newest run under ``output``, or a new one), a run directory, a checkpoint, or None.

    Raises:
        UsageError: ``resume`` does not exist, or the directory of a new run cannot be written.
        CheckpointError: ``resume`` is neither a run directory with checkpoints nor a checkpoint.
    """
    if resume == "auto":
        newest = newest_run(output)
        return (newest, newest.checkpoint("last")) if newest else (new_run(output), None)
    if resume is None:
        return new_run(output), None
    if not Path(resume).is_dir():
        raise UsageError(f"--resume {resume}: there is no such directory")
    return locate_checkpoint(Path(resume))


def newest_run(output: Path) -> RunDirectory | None:
    """The newest of ``output``, ``output-2``, ... that has a checkpoint."""
    runs = [RunDirectory(path) for path in itertools.takewhile(Path.exists, _numbered(output))]
    return next((run for run in reversed(runs) if run.has_checkpoint()), None)


def locate_checkpoint(directory: Path) -> tuple[RunDirectory, Path]:
    """The run and the checkpoint of a path: a run directory, which means its ``last``, or a checkpoint.

    Raises:
        CheckpointError: The path is neither of both.
    """
    run = RunDirectory(directory)
    if run.has_checkpoint():
        return run, run.checkpoint("last")
    parent = directory.resolve().parent
    if (directory / _MANIFEST).is_file() and parent.name == _CHECKPOINTS:
        return RunDirectory(parent.parent), directory
    raise CheckpointError(f"{directory}: neither a run directory with checkpoints nor a checkpoint")


def check_writable(directory: Path) -> None:
    """Creates a directory if it is missing; raises an OSError if no file can be created in it."""
    directory.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=directory):
        pass


@contextmanager
def write_errors(directory: Path, content: str, advice: str = "") -> Iterator[None]:
    """Turns an OSError inside the block into a UsageError.

    Args:
        directory: Where the block writes.
        content: What the block writes, such as ``run``.
        advice: End of the error message.

    Raises:
        UsageError: ``directory`` cannot be written.
    """
    try:
        yield
    except OSError as error:
        reason = error.strerror or error
        raise UsageError(f"{directory}: the {content} cannot be written there: {reason}{advice}") from error


def _numbered(output: Path) -> Iterator[Path]:
    yield output
    for number in itertools.count(2):
        yield output.with_name(f"{output.name}-{number}")
