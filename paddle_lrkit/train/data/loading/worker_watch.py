"""Workers that die or hang: the iteration ends all the same."""

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
    """Makes an iteration of Paddle's loader end where Paddle would wait for ever.

    Its reader looks for dead workers only while it waits for the begin of a batch, not when one dies in the middle
    of handing a batch over. And at the end it joins workers without a limit, which may be blocked by a lock or by a
    disk that is gone.

    Args:
        iterator: Of a ``paddle.io.DataLoader`` with workers.
        patience_s: Seconds after which workers that do not end are killed.
    """
    workers, queue = list(iterator._workers), iterator._data_queue
    threading.Thread(target=_end_at_a_death, args=(workers, queue), daemon=True).start()
    watched = weakref.ref(iterator)

    def shut_down(timeout: float | None = None) -> None:
        one = watched()
        if one is None:
            return
        timer = threading.Timer(patience_s, _kill, (workers,))
        timer.start()
        try:
            type(one)._try_shutdown_all(one, timeout)
        finally:
            timer.cancel()

    iterator._try_shutdown_all = shut_down


def _end_at_a_death(workers: Sequence[Any], queue: Any) -> None:
    """Waits for the workers; when one of them dies, nobody is left who could write, and the reader is told so."""
    left: dict[Any, Any] = {worker.sentinel: worker for worker in workers}
    while left:
        for sentinel in connection.wait(list(left)):
            if _died(left.pop(sentinel)):
                _kill(workers)
                queue._writer.close()
                return


def _died(worker: Any) -> bool:
    """Whether a worker that has ended did so before its time; looked at without taking its status from the others."""
    try:
        result = os.waitid(os.P_PID, worker.pid, os.WEXITED | os.WNOWAIT)
    except ChildProcessError:
        return worker.exitcode not in (0, None)
    return bool(result and result.si_status)


def _kill(workers: Sequence[Any]) -> None:
    for worker in workers:
        if worker.exitcode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker.pid, signal.SIGKILL)
