"""Loading Paddle for a command: with all cores, and without the notes that it prints at import."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import sys
import warnings
from collections.abc import Iterator

from paddle_lrkit.runs.vdl_home import importable_home
from paddle_lrkit.train.cores import core_count


def start_paddle(quiet: bool = False) -> None:
    """Imports Paddle; on the CPU it uses all cores unless ``OMP_NUM_THREADS`` says otherwise.

    Paddle takes one thread when the variable is not set, and reads it at import. Processes that were launched together
    share the cores, and the first one speaks for all.

    Raises:
        LrkitError: Paddle is not installed, or its import fails.
    """
    if "paddle" in sys.modules:
        return
    if "OMP_NUM_THREADS" not in os.environ:
        threads = max(core_count() // _processes_here(), 1)
        os.environ["OMP_NUM_THREADS"] = str(threads)
        if not quiet and os.environ.get("PADDLE_TRAINER_ID", "0") == "0":
            print(f"CPU threads: {threads} (set OMP_NUM_THREADS to change it)", file=sys.stderr)
    _import_quietly()
    warnings.filterwarnings("ignore", message="When training, we now always track global mean and variance")


def _processes_here() -> int:
    """Processes on this machine; the launcher's older mode says only how many there are in all."""
    return int(os.environ.get("PADDLE_LOCAL_SIZE") or os.environ.get("PADDLE_TRAINERS_NUM") or 1)


def _import_quietly() -> None:
    import zlib  # noqa: F401  Paddle 2.6 breaks a later import of it

    from paddle_lrkit.errors import LrkitError

    try:
        with (
            warnings.catch_warnings(),
            contextlib.redirect_stderr(io.StringIO()),
            importable_home(),
            _root_logger_as_it_is(),
        ):
            warnings.simplefilter("ignore")
            import paddle  # noqa: F401
    except ModuleNotFoundError as error:
        if error.name == "paddle":
            raise LrkitError("Paddle is not installed; pip install 'paddle-lrkit[cpu,train]'") from error
        raise LrkitError(f"Paddle cannot be imported: {error}; lrkit doctor says more") from error
    except Exception as error:
        raise LrkitError(f"Paddle cannot be imported: {error}; lrkit doctor says more") from error


@contextlib.contextmanager
def _root_logger_as_it_is() -> Iterator[None]:
    """Paddle gives the root logger a handler at import, which writes to the stderr of that moment for ever."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
