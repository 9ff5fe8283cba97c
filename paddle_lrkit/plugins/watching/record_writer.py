"""Keeps the record of a process on disk while the program runs, so that whatever ends it leaves a report."""

from __future__ import annotations

import atexit
import json
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from paddle_lrkit.plugins.watching.call_site import kind_of
from paddle_lrkit.plugins.watching.recorder import Recorder

LastLines = Callable[[], Iterable[dict[str, Any]]]
_FIRST_PAUSE_S, _LAST_PAUSE_S, _GROWTH = 0.1, 3.0, 1.1
_SHARE_OF_TIME = 0.01


class RecordWriter:
    """Writes what a recorder has, in growing intervals of at most seconds, and at the end.

    ``NAME.jsonl`` has a line for each object, each new kind of event and each stretch of rates; ``NAME.json`` has the
    trace and the counts, and is replaced each time.

    Args:
        folder: Where to.
        recorder: What is written.
        about: What the record says about the process.
        at_end: Gives further lines at the end.
    """

    def __init__(self, folder: str, recorder: Recorder, about: dict[str, Any], at_end: LastLines | None = None) -> None:
        self.folder, self.recorder, self.about, self.at_end = folder, recorder, about, at_end
        self._lock = threading.RLock()
        self._thread: threading.Thread | None = None
        self.failed = False
        self._begin = time.time()
        self._end: dict[str, Any] = {"ended": False}
        recorder.wake = self.wake

    def install(self) -> None:
        """Writes at exit, before `os._exit`, and in forks only what they do themselves."""
        atexit.register(self.finish)
        own = os._exit

        def leave(status: int) -> None:
            self.finish()
            own(status)

        os._exit = leave  # type: ignore[assignment]
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._forked)

    def wake(self) -> None:
        """Starts to write regularly."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="lrkit watch", daemon=True)
            self._thread.start()

    def finish(self) -> None:
        """Writes the end of the process, and its error."""
        if self.recorder.has_events:
            if self.at_end is not None and not self._end["ended"]:
                self.recorder.lines += self.at_end()
            self._end = {"ended": True, "error": last_error()}
            self.write()

    def write(self) -> None:
        """Writes what is new."""
        with self._lock:
            lines, state = self.recorder.take()
            name = os.path.join(self.folder, f"process-{os.getpid()}")
            try:
                if lines:
                    with open(name + ".jsonl", "a", encoding="utf-8") as file:
                        file.writelines(json.dumps(line) + "\n" for line in lines)
                state.update(self.about, pid=os.getpid(), began=self._begin, seconds=time.time() - self._begin)
                state.update(self._end, **place_in_launch())
                Path(name + ".new").write_text(json.dumps(state), encoding="utf-8")
                os.replace(name + ".new", name + ".json")
            except OSError:
                self.failed = True  # the folder is gone or full: the program continues

    def _run(self) -> None:
        pause = _FIRST_PAUSE_S
        while not (self._end["ended"] or self.failed):
            time.sleep(pause)
            begin = time.perf_counter()
            self.write()
            pause = max(min(pause * _GROWTH, _LAST_PAUSE_S), (time.perf_counter() - begin) / _SHARE_OF_TIME)

    def _forked(self) -> None:
        """A fork has a record of its own, which stays empty in a worker of a loader."""
        self.recorder.reset()
        self._thread, self._lock = None, threading.RLock()
        self._begin, self._end = time.time(), {"ended": False}


def place_in_launch() -> dict[str, int]:
    """Number of this process and of all; ``paddle.distributed.spawn`` sets them after the import of Paddle."""
    names = {"rank": ("PADDLE_TRAINER_ID", 0), "processes": ("PADDLE_TRAINERS_NUM", 1)}
    return {key: int(os.environ.get(name) or default) for key, (name, default) in names.items()}


def last_error() -> dict[str, Any] | None:
    """The exception that ended the program, with the innermost line that is its own."""
    error, frames = getattr(sys, "last_value", None), getattr(sys, "last_traceback", None)
    if error is None:
        return None
    places = [(frame.filename, frame.lineno or 0) for frame in traceback.extract_tb(frames)]
    own = [place for place in places if kind_of(place[0]) == "own"] or places or [("", 0)]
    text = str(error).strip()
    return {"type": type(error).__name__, "message": text[:2000], "place": list(own[-1])}
