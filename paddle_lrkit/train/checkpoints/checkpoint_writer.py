"""Writes checkpoints beside the training, one at a time."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

from paddle_lrkit.train.runtime.signals import Interrupted


class CheckpointWriter:
    """Writes in a thread of its own; the end of a ``with`` block waits for it.

    After `Interrupted` the block does not wait: either nothing is being written, or a second signal wants the process
    to stop at once. The thread does not keep the process alive; what it leaves has a temporary name.
    """

    def __init__(self) -> None:
        self._thread: Thread | None = None
        self._error: BaseException | None = None

    def start(self, write: Callable[[], None]) -> None:
        """Begins to write, when what was begun before is written.

        Raises:
            OSError: As `wait`.
        """
        self.wait()
        self._thread = Thread(target=self._run, args=(write,), name="checkpoint", daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Waits until everything is written.

        Raises:
            OSError: A file could not be written; a second call does not raise it again.
        """
        if self._thread:
            self._thread.join()
        self._thread, error, self._error = None, self._error, None
        if error:
            raise error

    def _run(self, write: Callable[[], None]) -> None:
        try:
            write()
        except BaseException as error:
            self._error = error

    def __enter__(self) -> CheckpointWriter:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if not isinstance(error, Interrupted):
            self.wait()
