"""`lrkit board`: the runs below a directory in VisualDL, on this machine only and without telemetry."""

from __future__ import annotations

import contextlib
import errno
import http.client
import importlib.util
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NoReturn
from urllib.parse import urlsplit

import click

from paddle_lrkit.errors import LrkitError, UsageError

_LOOPBACK = "127.0.0.1"
_PORT = 8040
_NEXT_PORTS = 10
_BACKLOG = 128
_PAUSE = 0.5
_ANSWER_S = 60


@click.command("board")
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--port", type=click.IntRange(0, 65535), default=_PORT, show_default=True, help="0 takes a free one.")
@click.option("--host", default=_LOOPBACK, show_default=True, help="Address to listen on.")
@click.option("--language", type=click.Choice(["en", "zh"]), help="Language of the pages; by default the browser's.")
@click.option(
    "--smoothing",
    type=click.FloatRange(0, 1, max_open=True),
    default=0.0,
    show_default=True,
    help="Moving average that charts open with; 0 keeps the steps of a schedule steep.",
)
@click.option("--wait", is_flag=True, help="Wait for the first run instead of failing when there is none.")
@click.option("--open", "open_browser", is_flag=True, help="Open the page in the browser of this machine.")
def command(
    directory: Path, port: int, host: str, language: str | None, smoothing: float, wait: bool, open_browser: bool
) -> None:
    """Shows the runs below DIR in VisualDL until Ctrl-C. Runs that start later appear by themselves.

    VisualDL has no login. In a container that publishes the port, `--host 0.0.0.0` lets everybody who reaches the
    port read the runs.
    """
    if importlib.util.find_spec("visualdl") is None:
        raise LrkitError("VisualDL is not installed; install it with: pip install 'paddle-lrkit[train]'")
    if wait and not _first_run(directory):
        return
    for file in record_files(directory):
        _warn_about_torn_end(file)
    door = listening(host, port)
    chosen = int(door.getsockname()[1])
    if port not in (0, chosen):
        click.echo(f"port {port} is taken, using {chosen}", err=True)
    if host != _LOOPBACK:
        click.echo(
            f"listening on {host}: VisualDL has no login, everybody who reaches the port sees the runs",
            err=True,
        )
    arguments = [f"{smoothing:g}", "--host", host, "--port", str(chosen)]
    arguments += ["--language", language] if language else []
    _serve(directory, door, arguments, f"http://{_reachable(host)}:{chosen}/app/scalar", open_browser)


def record_files(directory: Path) -> list[Path]:
    """The record files below a directory that VisualDL shows: of each directory the one whose name sorts last.

    Raises:
        UsageError: The directory does not exist, or has no such file.
    """
    if not directory.is_dir():
        raise UsageError(f"{directory}: no such directory; give a run directory or one that holds runs")
    found = []
    for root, _, names in os.walk(directory, followlinks=True):
        records = [name for name in names if "vdlrecords" in name]
        if records:
            found.append(Path(root) / max(records))
    if not found:
        raise UsageError(
            f"{directory}: no run with VisualDL records (vdlrecords*.log) is below this directory; "
            "--wait waits for the first one"
        )
    return found


def listening(host: str, asked: int) -> socket.socket:
    """A socket that listens on the asked port or else on one of the next ten, or else on any; 0 asks for any.

    The server gets the socket itself: nobody can take a port between its choice and its use.

    Raises:
        UsageError: This machine cannot listen on the host.
    """
    wanted = range(asked, min(asked + _NEXT_PORTS, 65535) + 1) if asked else ()
    for port in (*wanted, 0):
        door = socket.socket()
        try:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            door.bind((host, port))
            door.listen(_BACKLOG)
            return door
        except OSError as error:
            door.close()
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise UsageError(f"cannot listen on {host!r}: {error.strerror or error}") from error
    raise UsageError(f"no port of {host!r} is free")


def _first_run(directory: Path) -> bool:
    """Waits until a run is below the directory, which need not exist yet; False when the person would not wait."""
    said = False
    with _interrupt_on_sigterm():
        try:
            while not _has_run(directory):
                if not said:
                    click.echo(f"waiting for the first run below {directory} (Ctrl-C ends it)", err=True)
                said = True
                time.sleep(_PAUSE)
        except KeyboardInterrupt:
            return False
    return True


def _has_run(directory: Path) -> bool:
    try:
        return bool(record_files(directory))
    except UsageError:
        return False


def _warn_about_torn_end(file: Path) -> None:
    from paddle_lrkit.runs.vdl_records import torn_bytes

    size = torn_bytes(file)
    if size:
        click.echo(
            f"{file}: ends in the middle of a record ({size} bytes); it is shown up to the last whole one",
            err=True,
        )


def _serve(directory: Path, door: socket.socket, arguments: list[str], url: str, open_browser: bool) -> None:
    with tempfile.TemporaryFile() as output, _interrupt_on_sigterm():
        process = _start(directory, door, arguments, output)
        try:
            _wait_until_up(process, url)
            if process.returncode is not None:
                _raise_stopped(process, directory, output)
            click.echo(f"VisualDL shows {directory} at {url} (Ctrl-C ends it)")
            if open_browser:
                webbrowser.open(url)
            process.wait()
            _raise_stopped(process, directory, output)
        except KeyboardInterrupt:
            click.echo("VisualDL has ended", err=True)
        finally:
            _stop(process)


def _start(directory: Path, door: socket.socket, arguments: list[str], output: IO[bytes]) -> subprocess.Popen[bytes]:
    """The server in a session of its own, so that Ctrl-C reaches it through this process alone.

    Its standard input is a pipe that nobody writes to: the server ends when the pipe does, so also when this
    process is killed. It alone keeps the socket, so that a question to a server that has ended fails at once.
    """
    module = "paddle_lrkit.reports.board_server"
    number = door.fileno()
    command_line = [sys.executable, "-m", module, str(directory.resolve()), str(number), *arguments]
    process = subprocess.Popen(
        command_line,
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        pass_fds=[number],
    )
    door.close()
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
    """Names the file that VisualDL failed on, or else its last words."""
    from paddle_lrkit.runs.vdl_records import check_records

    for file in record_files(directory):
        check_records(file)
    output.seek(0)
    lines = output.read().decode(errors="replace").strip().splitlines()
    raise LrkitError(f"VisualDL stopped with exit code {process.returncode}: {lines[-1] if lines else 'no output'}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdin:
        process.stdin.close()


def _reachable(host: str) -> str:
    return _LOOPBACK if host in ("0.0.0.0", "") else host


@contextlib.contextmanager
def _interrupt_on_sigterm() -> Iterator[None]:
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
