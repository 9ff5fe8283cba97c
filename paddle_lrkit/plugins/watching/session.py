"""Starts to watch the process."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

FOLDER = "LRKIT_WATCH_FOLDER"
"""Environment variable: the folder of the records, set by ``lrkit watch``."""

CUT = "LRKIT_WATCH_CUT"
"""Environment variable: batches after which each pass over a loader ends, in a quick run."""

_PATIENCE_S = 5.0
_started = False


def start(folder: str) -> None:
    """Puts the hooks into Paddle and records in a folder; once in a process.

    Args:
        folder: Where records are written.
    """
    global _started
    if _started:
        return
    _started = True
    import paddle

    from paddle_lrkit.plugins.watching.hooks import Hooks
    from paddle_lrkit.plugins.watching.record_writer import RecordWriter
    from paddle_lrkit.plugins.watching.recorder import Recorder
    from paddle_lrkit.plugins.watching.scratch_files import ScratchFiles

    recorder = Recorder()
    cut = os.environ.get(CUT)
    hooks = Hooks(recorder, paddle, int(cut) if cut else None)
    hooks.install()
    if cut:
        ScratchFiles(folder).install(paddle)
    at_end = None if hooks.offline is None else hooks.offline.lines
    RecordWriter(folder, recorder, about_process(paddle), at_end).install()


def start_here() -> None:
    """Records this process and those that it starts, and reports at its end unless ``lrkit watch`` does that."""
    given = os.environ.get(FOLDER)
    if given or _started:
        start(given or "")
        return
    folder = _own_folder()
    os.environ[FOLDER] = folder
    if int(os.environ.get("PADDLE_TRAINER_ID") or 0) == 0:
        atexit.register(_report, folder)  # before that of the record, which runs first
    start(folder)


def _own_folder() -> str:
    """A new folder; one and the same for processes that were launched together on this machine."""
    if int(os.environ.get("PADDLE_TRAINERS_NUM") or 1) == 1:
        return tempfile.mkdtemp(prefix="lrkit-watch-")
    folder = os.path.join(tempfile.gettempdir(), f"lrkit-watch-{os.getuid()}-{os.getppid()}")
    os.makedirs(folder, mode=0o700, exist_ok=True)
    if os.stat(folder).st_uid != os.getuid():
        return tempfile.mkdtemp(prefix="lrkit-watch-")
    return folder


def _report(folder: str) -> None:
    """Waits for the other processes of the launch, and prints the report in a process without Paddle."""
    processes = int(os.environ.get("PADDLE_TRAINERS_NUM") or 1)
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline and sum(map(_ended, Path(folder).glob("process-*.json"))) < processes > 1:
        time.sleep(0.1)
    if not any(Path(folder).glob("process-*.json")):
        return
    root = str(Path(__file__).resolve().parents[3])
    paths = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    command = [sys.executable, "-m", "paddle_lrkit", "watch", "--show", folder]
    subprocess.run(command, env={**os.environ, "PYTHONPATH": paths}, check=False)  # noqa: S603
    shutil.rmtree(folder, ignore_errors=True)


def _ended(file: Path) -> bool:
    try:
        return bool(json.loads(file.read_text(encoding="utf-8")).get("ended"))
    except (OSError, ValueError):
        return False


def about_process(paddle: Any) -> dict[str, Any]:
    """What a record says about the process."""
    main = sys.modules.get("__main__")
    spec = getattr(main, "__spec__", None)
    return {
        "version": 1,
        "script": os.path.abspath(getattr(main, "__file__", None) or sys.argv[0]),
        "module": getattr(spec, "name", None),
        "arguments": json.loads(json.dumps(sys.argv[1:], default=str)),
        "folder": os.getcwd(),
        "paddle": paddle.__version__,
        "cut": int(os.environ[CUT]) if os.environ.get(CUT) else None,
    }
