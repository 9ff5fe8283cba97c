"""Starts to watch the process."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

FOLDER = "LRKIT_WATCH_FOLDER"
"""Environment variable: the folder of the records, set by ``lrkit watch``."""

CUT = "LRKIT_WATCH_CUT"
"""Environment variable: batches after which each pass over a loader ends, in a quick run."""

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

    from paddle_lrkit.plugins.watch.hooks import Hooks
    from paddle_lrkit.plugins.watch.record_writer import RecordWriter
    from paddle_lrkit.plugins.watch.recorder import Recorder

    recorder = Recorder()
    cut = os.environ.get(CUT)
    Hooks(recorder, paddle, int(cut) if cut else None).install()
    RecordWriter(folder, recorder, about_process(paddle)).install()


def about_process(paddle: Any) -> dict[str, Any]:
    """What a record says about the process."""
    main = sys.modules.get("__main__")
    spec = getattr(main, "__spec__", None)
    return {
        "version": 1,
        "rank": int(os.environ.get("PADDLE_TRAINER_ID") or 0),
        "processes": int(os.environ.get("PADDLE_TRAINERS_NUM") or 1),
        "script": os.path.abspath(getattr(main, "__file__", None) or sys.argv[0]),
        "module": getattr(spec, "name", None),
        "arguments": json.loads(json.dumps(sys.argv[1:], default=str)),
        "folder": os.getcwd(),
        "paddle": paddle.__version__,
        "cut": int(os.environ[CUT]) if os.environ.get(CUT) else None,
    }
