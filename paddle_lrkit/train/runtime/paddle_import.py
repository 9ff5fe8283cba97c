"""Imports Paddle for a command: with all CPU cores, and without the messages that it prints at import."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import sys
import warnings
from collections.abc import Iterator

from paddle_lrkit.errors import LrkitError
from paddle_lrkit.runs.vdl_home import importable_home
from paddle_lrkit.train.runtime.cores import core_count


def import_paddle(quiet: bool = False) -> None:
    """Imports Paddle with all CPU cores, unless ``OMP_NUM_THREADS`` is set.

    Paddle reads the variable at import and uses one thread if it is not set. Launched processes share the cores, and
    rank 0 prints the number.

    Args:
        quiet: Whether to hide the number of threads and what Paddle tells about its executors.

    Raises:
        LrkitError: Paddle is not installed, or its import fails.
    """
    if "paddle" in sys.modules:
        return
    if quiet:
        os.environ.setdefault("GLOG_minloglevel", "2")
    if "OMP_NUM_THREADS" not in os.environ:
        threads = max(core_count() // _local_processes(), 1)
        os.environ["OMP_NUM_THREADS"] = str(threads)
        if not quiet and os.environ.get("PADDLE_TRAINER_ID", "0") == "0":
            print(f"CPU threads: {threads} (set OMP_NUM_THREADS to change it)", file=sys.stderr)
    _import_quietly()
    warnings.filterwarnings("ignore", message="When training, we now always track global mean and variance")


def _local_processes() -> int:
    """Launched processes on this machine; the launcher's older mode sets only their total number."""
    return int(os.environ.get("PADDLE_LOCAL_SIZE") or os.environ.get("PADDLE_TRAINERS_NUM") or 1)


def _import_quietly() -> None:
    import zlib  # noqa: F401  Paddle 2.6 breaks a later import of it

    try:
        with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()), importable_home(), _same_logging():
            warnings.simplefilter("ignore")
            import paddle  # noqa: F401
    except Exception as error:
        if isinstance(error, ModuleNotFoundError) and error.name == "paddle":
            raise LrkitError("Paddle is not installed; pip install 'paddle-lrkit[cpu,train]'") from error
        raise LrkitError(f"Paddle cannot be imported: {error}; run lrkit doctor") from error


@contextlib.contextmanager
def _same_logging() -> Iterator[None]:
    """Removes the handler that Paddle adds to the root logger and that keeps writing to the stderr of the import."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
