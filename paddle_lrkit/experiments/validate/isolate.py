"""A check in a process of its own: a crash in a kernel costs its remaining cases, and no other check."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO

from paddle_lrkit.experiments.validate.checks import Check
from paddle_lrkit.experiments.validate.finding import Finding, Options, from_json

_WORKER = "paddle_lrkit.experiments.validate.worker"
_PATIENCE_S = 20
_LOOK_S = 0.05


def findings(check: Check, options: Options) -> Iterator[Finding]:
    """The findings of a check, each as soon as it is there; the last one tells how the process failed, if it did.

    What the process writes besides is kept in ``logs/<check>.txt`` of the report's directory.
    """
    began = time.monotonic()
    log = Path(options.directory) / "logs" / f"{check.name}.txt"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as errors:
        process = _start(check, options, errors)
        stop = threading.Event()
        watch = threading.Thread(target=_watch, args=(process, check.limit_s, stop), daemon=True)
        watch.start()
        try:
            yield from _read(process, errors)
            watch.join()
        finally:
            late = time.monotonic() - began >= check.limit_s
            stop.set()
            watch.join()
            process.wait()
            if process.stdout:
                process.stdout.close()
    if process.returncode:
        reason = f"no end within {check.limit_s:g} s" if late else _how_it_ended(process.returncode, log)
        yield Finding(check.name, "process", "fail", reason=reason, seconds=round(time.monotonic() - began, 2))


def _start(check: Check, options: Options, errors: IO[str]) -> subprocess.Popen[str]:
    call = [sys.executable, "-m", _WORKER, check.name, json.dumps(asdict(options))]
    paths = [str(Path(__file__).resolve().parents[3]), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, **check.environment, "PYTHONPATH": os.pathsep.join(path for path in paths if path)}
    return subprocess.Popen(
        call,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
        encoding="utf-8",
        errors="replace",
        env=environment,
        start_new_session=True,
    )


def _watch(process: subprocess.Popen[str], limit_s: float, stop: threading.Event) -> None:
    """Ends a process after its time or when it shall stop, and all that it started whenever it has ended.

    Otherwise whatever is left of it keeps its output open and the device busy. Its status is not taken, so that its
    number stands for nobody else meanwhile.
    """
    deadline = time.monotonic() + limit_s
    while not _has_ended(process) and time.monotonic() < deadline and not stop.wait(_LOOK_S):
        pass
    if not _has_ended(process):
        _send(process, signal.SIGTERM)
    deadline = time.monotonic() + _PATIENCE_S
    while not _has_ended(process) and time.monotonic() < deadline:
        time.sleep(_LOOK_S)
    _send(process, signal.SIGKILL)


def _has_ended(process: subprocess.Popen[str]) -> bool:
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _send(process: subprocess.Popen[str], number: int) -> None:
    """Sends a signal to the process and all that it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def _read(process: subprocess.Popen[str], errors: IO[str]) -> Iterator[Finding]:
    for line in process.stdout or ():
        finding = from_json(line)
        if finding:
            yield finding
        else:
            errors.write(line)


def _how_it_ended(code: int, log: Path) -> str:
    lines = [line.strip() for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    marked = [line for line in lines if "Error" in line or "error" in line] or lines
    end = f"the process ended with {'signal' if code < 0 else 'exit code'} {abs(code)}"
    return ": ".join([end, *marked[-1:]])
