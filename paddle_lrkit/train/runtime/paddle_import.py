"""Imports Paddle for a command: with all CPU cores, and without the messages that it prints at import."""

from __future__ import annotations

import contextlib
import ctypes
import io
import logging
import os
import sys
import warnings
from collections.abc import Iterator

from paddle_lrkit.errors import LrkitError
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.vdl_home import importable_home
from paddle_lrkit.train.runtime.cores import core_count

_LOG_LEVEL = "GLOG_minloglevel"


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
        _import_quietly()
        if not quiet and os.environ.get("PADDLE_TRAINER_ID", "0") == "0":
            print(tr("CPU threads: {} (set OMP_NUM_THREADS to change it)", threads), file=sys.stderr)
    else:
        _import_quietly()
    warnings.filterwarnings("ignore", message="When training, we now always track global mean and variance")


def _local_processes() -> int:
    """Launched processes on this machine; the launcher's older mode sets only their total number."""
    return int(os.environ.get("PADDLE_LOCAL_SIZE") or os.environ.get("PADDLE_TRAINERS_NUM") or 1)


def _import_quietly() -> None:
    import zlib  # noqa: F401  Paddle 2.6 breaks a later import of it

    try:
        with (
            warnings.catch_warnings(),
            contextlib.redirect_stderr(io.StringIO()),
            importable_home(),
            _same_logging(),
            _plugins_print_to_stderr(),
        ):
            warnings.simplefilter("ignore")
            import paddle  # noqa: F401
    except Exception as error:
        said = str(error).partition("[Hint")[0].strip()
        if isinstance(error, ModuleNotFoundError) and error.name == "paddle":
            raise LrkitError(tr("Paddle is not installed; pip install 'paddle-lrkit[cpu,train]'")) from error
        raise LrkitError(tr("Paddle cannot be imported: {}; run lrkit doctor", said)) from error


@contextlib.contextmanager
def _plugins_print_to_stderr() -> Iterator[None]:
    """Sends what native code prints to stderr: a device plug-in may print when it is loaded, and stdout is for results.

    Paddle's notes about loaded plug-ins are left out unless the user has set the level of its log.
    """
    if "GLOG_v" not in os.environ:
        os.environ.setdefault(_LOG_LEVEL, "1")
    sys.stdout.flush()
    stdout = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        ctypes.CDLL(None).fflush(None)
        os.dup2(stdout, 1)
        os.close(stdout)


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
