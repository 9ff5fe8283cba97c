"""Child processes: start, time limit, stop with everything that they started, and how they ended."""

from __future__ import annotations

import contextlib
import math
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import IO, NamedTuple, NoReturn

from paddle_lrkit.messages import tr

_POLL_S = 0.02
_PR_SET_PDEATHSIG = 1
_STOP_SIGNALS = {signal.SIGINT, signal.SIGTERM}


class ChildProcess:
    """A child process.

    Args:
        pid: Process ID.
        poll: Returns the exit code, negative for a signal, or None while the process runs.
        leads_group: Whether the process leads a process group, which then is stopped as a whole.

    Attributes:
        timed_out: Whether `limited` stopped the process because its time was over.
    """

    def __init__(self, pid: int, poll: Callable[[], int | None], leads_group: bool = True) -> None:
        self.pid, self.leads_group, self.timed_out = pid, leads_group, False
        self._poll = poll
        self._code: int | None = None

    def poll(self) -> int | None:
        """Returns the exit code, negative for a signal; None while the process runs."""
        if self._code is None:
            self._code = self._poll()
        return self._code

    def wait(self, limit_s: float = math.inf) -> int | None:
        """Waits for the end, at most ``limit_s`` seconds, and returns the exit code; None if the process still runs."""
        deadline = time.monotonic() + limit_s
        while self.poll() is None and time.monotonic() < deadline:
            time.sleep(_POLL_S)
        return self.poll()

    def send_signal(self, number: int) -> None:
        """Sends a signal to the process alone, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def stop(self, patience_s: float) -> None:
        """Stops the process and its group: SIGTERM, and SIGKILL to whatever is left after ``patience_s`` seconds."""
        if self.poll() is None:
            self._signal_group(signal.SIGTERM)
            self.wait(patience_s)
        self._signal_group(signal.SIGKILL)
        self.wait()

    def _signal_group(self, number: int) -> None:
        """To the process alone while its group is not there yet: a fork of a large process makes it late."""
        if self.leads_group:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, number)
                return
        self.send_signal(number)


class CommandProcess(ChildProcess):
    """A child process that runs a command.

    Args:
        popen: The process.
        leads_group: Whether it leads a process group.
    """

    def __init__(self, popen: subprocess.Popen[str], leads_group: bool) -> None:
        super().__init__(popen.pid, popen.poll, leads_group)
        self.popen = popen


def start_process(
    command: Sequence[str],
    *,
    stdout: IO[bytes] | IO[str] | int | None,
    stderr: IO[bytes] | IO[str] | int | None,
    stdin: int | None = subprocess.DEVNULL,
    environment: Mapping[str, str] | None = None,
    leads_group: bool = True,
    keep_open: Sequence[int] = (),
) -> CommandProcess:
    """Starts a command; it gets a SIGTERM when this process dies.

    Args:
        command: Program and arguments.
        stdout: As in `subprocess.Popen`.
        stderr: As in `subprocess.Popen`.
        stdin: As in `subprocess.Popen`; by default there is none.
        environment: All its variables; None for those of this process.
        leads_group: Whether it runs in a session of its own, so that Ctrl-C does not reach it.
        keep_open: Numbers of open files that it inherits.
    """
    # The callers start this Python, or a program that the user names; no shell reads the words.
    popen = subprocess.Popen(  # noqa: S603
        command,
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        env=environment,
        encoding="utf-8",
        errors="replace",
        pass_fds=keep_open,
        start_new_session=leads_group,
        preexec_fn=_sigterm_at_death_of(os.getpid()),
    )
    return CommandProcess(popen, leads_group)


def fork_process(run: Callable[[], NoReturn], output: Path) -> ChildProcess:
    """Runs a function in a fork of this process; it gets a SIGTERM when this process dies.

    Args:
        run: Ends with `SystemExit`.
        output: File that takes standard output and standard error.
    """
    ask_for_sigterm = _sigterm_at_death_of(os.getpid())
    sys.stdout.flush()
    sys.stderr.flush()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOP_SIGNALS)  # until the child has reset the handlers
    try:
        pid = os.fork()
        if pid == 0:
            _run_in_fork(run, output, ask_for_sigterm)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return ChildProcess(pid, partial(_reap, pid))


class FinishedProcess(NamedTuple):
    """What is left of a process that `run_process` ran.

    Args:
        code: Exit code, negative for a signal.
        output: What it printed to standard output.
        errors: What it printed to standard error.
        timed_out: Whether it was stopped because its time was over.
    """

    code: int
    output: str
    errors: str
    timed_out: bool


def run_process(
    command: Sequence[str],
    *,
    limit_s: float,
    patience_s: float = 0,
    environment: Mapping[str, str] | None = None,
    leads_group: bool = True,
) -> FinishedProcess:
    """Runs a command to its end and returns what it printed.

    Args:
        command: Program and arguments.
        limit_s: Seconds after which it is stopped.
        patience_s: Seconds between SIGTERM and SIGKILL.
        environment: All its variables; None for those of this process.
        leads_group: Whether whatever it started is stopped with it.

    Example:
        >>> run_process([sys.executable, "-c", "print('hello'); raise SystemExit(3)"], limit_s=60)
        FinishedProcess(code=3, output='hello\\n', errors='', timed_out=False)
    """
    pipe = subprocess.PIPE
    child = start_process(command, stdout=pipe, stderr=pipe, environment=environment, leads_group=leads_group)
    with limited(child, limit_s, patience_s):
        output, errors = child.popen.communicate()
    return FinishedProcess(child.popen.returncode, output, errors, child.timed_out)


@contextlib.contextmanager
def limited(child: ChildProcess, limit_s: float, patience_s: float) -> Iterator[None]:
    """Inside the block a process has a time limit; at the end of the block it is waited for.

    The process is stopped when its time is over or the block raises. When it has ended, what it started is killed,
    which otherwise could keep its output open and the device busy.

    Args:
        child: The process.
        limit_s: Seconds from now on.
        patience_s: Seconds between SIGTERM and SIGKILL.
    """
    leave = threading.Event()

    def watch() -> None:
        deadline = time.monotonic() + limit_s
        while child.poll() is None and not leave.wait(_POLL_S) and not child.timed_out:
            child.timed_out = time.monotonic() >= deadline
        child.stop(patience_s)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
        thread.join()
    finally:
        leave.set()
        thread.join()


def package_environment(changes: Mapping[str, str]) -> dict[str, str]:
    """Returns this process's environment with changes, in which ``python -m`` finds this copy of the package."""
    paths = [str(Path(__file__).resolve().parents[1]), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, **changes, "PYTHONPATH": os.pathsep.join(filter(None, paths))}


def exit_description(code: int, printed: str = "") -> str:
    """Describes how a process ended.

    Args:
        code: Exit code, negative for a signal.
        printed: What it printed; the last line about an error, or the last one, is added.

    Example:
        >>> exit_description(-9), exit_description(3, "CUDA error(209): no kernel image\\nend")
        ('the process ended with SIGKILL', 'the process ended with exit code 3: CUDA error(209): no kernel image')
    """
    end = tr("exit code {}", code) if code >= 0 else tr("signal {}", -code)
    if -code in set(signal.Signals):
        end = signal.Signals(-code).name
    lines = nonblank_lines(printed)
    about_errors = [line for line in lines if "Error" in line or "error" in line]
    said = (about_errors or lines)[-1:]
    return tr("the process ended with {}: {}", end, *said) if said else tr("the process ended with {}", end)


def nonblank_lines(text: str) -> list[str]:
    """Returns the lines of a text that are not blank, stripped."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _sigterm_at_death_of(parent: int) -> Callable[[], None]:
    """Returns what a child calls to get a SIGTERM when its parent dies, whatever killed it; Linux only."""
    if sys.platform != "linux":
        return lambda: None
    import ctypes

    prctl = ctypes.CDLL(None).prctl

    def ask() -> None:
        prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM))
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)

    return ask


def _reap(pid: int) -> int | None:
    ended, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if ended else None


def _run_in_fork(run: Callable[[], NoReturn], output: Path, ask_for_sigterm: Callable[[], None]) -> NoReturn:
    code = 1
    try:
        os.setsid()
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        os.dup2(file, 1)
        os.dup2(file, 2)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOP_SIGNALS)
        ask_for_sigterm()
        run()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
