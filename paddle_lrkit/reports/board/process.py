"""VisualDL's server in a process of its own."""

from __future__ import annotations

import contextlib
import errno
import http.client
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, NoReturn
from urllib.parse import urlsplit

from paddle_lrkit.errors import LrkitError, UsageError, os_reason
from paddle_lrkit.messages import tr
from paddle_lrkit.reports.board.runs import record_files

_NEXT_PORTS = 10
_BACKLOG = 128
_ANSWER_S = 60
_END_S = 5


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on a port, or on one of the next ten, or on any free port.

    The server gets the socket itself, so that no other process can take the port.

    Args:
        host: Address to listen on.
        port: 0 for any.

    Raises:
        UsageError: This machine cannot listen on the host.
    """
    wanted = range(port, min(port + _NEXT_PORTS, 65535) + 1) if port else ()
    for candidate in (*wanted, 0):
        listener = socket.socket()
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, candidate))
            listener.listen(_BACKLOG)
            return listener
        except OSError as error:
            listener.close()
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise UsageError(tr("cannot listen on {!r}: {}", host, os_reason(error))) from error
    raise UsageError(tr("no port of {!r} is free", host))


def serve(
    directory: Path, listener: socket.socket, arguments: Sequence[str], url: str, ready: Callable[[], None]
) -> None:
    """Runs the server until SIGINT, which raises KeyboardInterrupt.

    Args:
        directory: Where the runs are.
        listener: A listening socket; only the server keeps it.
        arguments: Smoothing, host names, and arguments of VisualDL.
        url: Address of the page.
        ready: Called when the server answers.

    Raises:
        LrkitError: The server stopped by itself.
    """
    with tempfile.TemporaryFile() as output:
        process = _start(directory, listener, arguments, output)
        try:
            _wait_until_up(process, url)
            if process.returncode is None:
                ready()
            process.wait()
            _raise_stopped(process, directory, output)
        finally:
            _stop(process)


@contextlib.contextmanager
def interrupt_on_sigterm() -> Iterator[None]:
    """Inside the block SIGTERM raises KeyboardInterrupt, as SIGINT does."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _start(
    directory: Path, listener: socket.socket, arguments: Sequence[str], output: IO[bytes]
) -> subprocess.Popen[bytes]:
    """Starts the server in a session of its own, so that Ctrl-C does not reach it.

    The server ends when its standard input does, and so also when this process is killed. Only the server keeps the
    socket, so that a request to a server that has ended fails at once.
    """
    number = listener.fileno()
    # This Python, with a folder and options that were checked; no shell reads the words.
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "paddle_lrkit.reports.board.server", str(directory.resolve()), str(number), *arguments],
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        pass_fds=[number],
    )
    listener.close()
    return process


def _wait_until_up(process: subprocess.Popen[bytes], url: str) -> None:
    """Returns when the server answers, or when it has ended."""
    address = urlsplit(url).netloc
    while process.poll() is None:
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection(address, timeout=_ANSWER_S)
            connection.request("GET", "/alive")
            if connection.getresponse().status == http.HTTPStatus.NO_CONTENT:
                return
        time.sleep(0.1)


def _raise_stopped(process: subprocess.Popen[bytes], directory: Path, output: IO[bytes]) -> NoReturn:
    """Raises an error with the file that VisualDL failed on, or else with its last line."""
    from paddle_lrkit.runs.vdl_records import check_records

    for file in record_files(directory):
        check_records(file)
    output.seek(0)
    lines = output.read().decode(errors="replace").strip().splitlines()
    raise LrkitError(
        tr("VisualDL stopped with exit code {}: {}", process.returncode, lines[-1] if lines else tr("no output"))
    )


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=_END_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdin:
        process.stdin.close()
