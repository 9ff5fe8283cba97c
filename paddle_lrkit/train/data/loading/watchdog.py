"""Ends an iteration whose workers died or hang."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import weakref
from collections.abc import Sequence
from multiprocessing import connection
from typing import Any


def watch(iterator: Any, patience_s: float) -> None:
    """Makes an iteration of Paddle's loader end in two cases in which Paddle would wait forever.

    Paddle's reader checks for dead workers only while it waits for the start of a batch, so it misses a worker that
    dies while it sends a batch. At the end it joins workers without a limit, also those that a lock or a lost disk
    blocks.

    Args:
        iterator: Iterator of a ``paddle.io.DataLoader`` with workers.
        patience_s: Seconds after which workers that have not ended are killed.
    """
    workers, queue = list(iterator._workers), iterator._data_queue
    threading.Thread(target=_end_at_first_death, args=(workers, queue), daemon=True).start()
    watched = weakref.ref(iterator)

    def shut_down(timeout: float | None = None) -> None:
        one = watched()
        if one is None:
            return
        timer = threading.Timer(patience_s, kill, (workers,))
        timer.start()
        try:
            type(one)._try_shutdown_all(one, timeout)
        finally:
            timer.cancel()

    iterator._try_shutdown_all = shut_down


def _end_at_first_death(workers: Sequence[Any], queue: Any) -> None:
    """Waits for the workers; when one of them dies, kills the others and closes the pipe to the reader."""
    left: dict[Any, Any] = {worker.sentinel: worker for worker in workers}
    while left:
        for sentinel in connection.wait(list(left)):
            if _died(left.pop(sentinel)):
                kill(workers)
                queue._writer.close()
                return


def _died(worker: Any) -> bool:
    """Whether an ended worker failed; leaves its exit status for other callers of ``wait``."""
    try:
        result = os.waitid(os.P_PID, worker.pid, os.WEXITED | os.WNOWAIT)
    except ChildProcessError:
        return worker.exitcode not in (0, None)
    return bool(result and result.si_status)


def kill(workers: Sequence[Any]) -> None:
    """Kills the workers that still run."""
    for worker in workers:
        if worker.exitcode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker.pid, signal.SIGKILL)
