"""Running a program with the hooks of ``lrkit watch`` in each of its Python processes."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import paddle_lrkit
from paddle_lrkit.child_process import CommandProcess, start_process
from paddle_lrkit.errors import UsageError, did_you_mean
from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.watch_record import WatchRecord, read_records
from paddle_lrkit.terminal import unfiltered_streams

_STARTUP = Path(paddle_lrkit.__file__).parent / "plugins" / "startup.py"
_FROM_TERMINAL = 128  # si_code of a signal that the kernel sends to every process of the terminal


@dataclass(frozen=True)
class WatchedRun:
    """A program that has been run.

    Args:
        command: The command.
        code: Exit code as a shell has it, 130 after Ctrl-C; None where the program reports itself.
        records: What its processes recorded.
        notes: What a quick run could not see.
    """

    command: tuple[str, ...]
    code: int | None
    records: list[WatchRecord]
    notes: tuple[str, ...] = ()


def run_watched(words: Sequence[str], changes: Mapping[str, str] | None = None, *, silent: bool = False) -> WatchedRun:
    """Runs a program to its end.

    Args:
        words: The program and its arguments.
        changes: Further environment variables.
        silent: Whether what it prints is dropped.

    Raises:
        UsageError: There is no such program.
    """
    command = program_command(words)
    folder = tempfile.mkdtemp(prefix="lrkit-watch-")
    try:
        start = f"import runpy\nrunpy.run_path({str(_STARTUP)!r})['begin_watching']({folder!r})\n"
        Path(folder, "sitecustomize.py").write_text(start, encoding="utf-8")
        paths = [folder, os.environ.get("PYTHONPATH", "")]
        environment = {**os.environ, **(changes or {}), "PYTHONPATH": os.pathsep.join(filter(None, paths))}
        stream = subprocess.DEVNULL if silent else None
        with unfiltered_streams():
            child = start_process(
                command, stdin=None, stdout=stream, stderr=stream, environment=environment, leads_group=False
            )
            code = _wait(child)
        return WatchedRun(command, 128 - code if code < 0 else code, read_records(Path(folder)))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def shown_run(folder: str) -> WatchedRun:
    """A run that has been recorded before.

    Raises:
        UsageError: The folder has no records.
    """
    records = read_records(Path(folder))
    if not records:
        raise UsageError(tr("--show {}: has no records of lrkit watch", folder))
    return WatchedRun((), None, records)


def program_command(words: Sequence[str]) -> tuple[str, ...]:
    """The command for the words after ``--``: a script or ``-m MODULE`` for this Python, or a command as it is.

    Raises:
        UsageError: There is no such program.

    Example:
        >>> program_command(["-m", "train", "--lr", "0.1"])[1:]
        ('-m', 'train', '--lr', '0.1')
    """
    first = words[0]
    if first == "-m" and len(words) > 1:
        return (sys.executable, *words)
    if os.path.isfile(first) and (first.endswith(".py") or not os.access(first, os.X_OK)):
        return (sys.executable, *words)
    if os.path.isdir(first) and os.path.isfile(os.path.join(first, "__main__.py")):
        return (sys.executable, *words)
    if found := shutil.which(first):
        return (found, *words[1:])
    folder, name = os.path.split(first)
    try:
        near = did_you_mean(name, [entry for entry in os.listdir(folder or ".") if entry.endswith(".py")])
    except OSError:
        near = ""
    raise UsageError(tr("{}: no such script or program{}", first, near))


def _wait(child: CommandProcess) -> int:
    """Waits for the end; signals that only this process gets are passed on, Ctrl-C reaches the program by itself."""
    awaited = {signal.SIGINT, signal.SIGTERM, signal.SIGCHLD}
    if not hasattr(signal, "sigtimedwait"):
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            return child.popen.wait()
        finally:
            signal.signal(signal.SIGINT, before)
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, awaited)
    try:
        while (code := child.poll()) is None:
            found = signal.sigtimedwait(awaited, 0.2)
            if found is not None and found.si_signo != signal.SIGCHLD and found.si_code != _FROM_TERMINAL:
                with contextlib.suppress(ProcessLookupError):
                    child.send_signal(found.si_signo)
        return code
    finally:
        while signal.sigtimedwait({signal.SIGINT}, 0) is not None:
            pass
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
