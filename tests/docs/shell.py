"""Runs a line as it would be pasted into bash, with ``lrkit`` in this process."""

from __future__ import annotations

import logging
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from click.testing import CliRunner

from paddle_lrkit.cli.main import main
from tests.docs.pages import ROOT

_FUNCTIONS = """\
exec 3>"$0"
lrkit() { cat; printf '%s\\0' "$@" >&3; }
ssh() { shift; "$@"; }
"""
"""``lrkit`` copies its input and notes its arguments; ``ssh HOST COMMAND`` runs the command here."""
_LRKIT = re.compile(r"((?:\w+=\S+ )*)(?:\S*/)?(?=lrkit )")
_ENVIRONMENT = {"COLUMNS": "120"}
"""A window as wide as the pages."""
_FORKS = ("compare",)
"""Commands whose processes write to the real output, so they get a process of their own."""


def own_part(line: str) -> str | None:
    """The part of a line that starts lrkit, with what is piped into it; None if another program starts it."""
    *before, last = line.rpartition(" && ")[2].split(" | ")
    return " | ".join([*before, _LRKIT.sub(r"\1", last, count=1)]) if _LRKIT.match(last) else None


def expanded(line: str, folder: Path) -> tuple[list[str], bytes]:
    """The arguments of lrkit after bash has expanded the line, and its standard input."""
    note = folder / ".arguments"
    done = subprocess.run(
        ["bash", "-c", _FUNCTIONS + line, note], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, check=True
    )
    arguments = note.read_text(encoding="utf-8").split("\0")[:-1]
    note.unlink()
    return arguments, done.stdout


@contextmanager
def inside(folder: str | Path) -> Iterator[None]:
    """Makes a folder the current one inside the block."""
    before = os.getcwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def run_lrkit(arguments: list[str], given: bytes = b"", *, terminal: bool = False) -> tuple[int, str]:
    """Exit code and output of both streams.

    Args:
        arguments: Without the name of the program.
        given: Standard input.
        terminal: Whether input and output are a terminal, where commands ask.
    """
    if arguments[0] in _FORKS:
        return _in_a_process(arguments)
    board = patch("paddle_lrkit.cli.board.serve", _ready)
    browser = patch("webbrowser.open")
    log = patch.object(logging.getLogger(), "handlers", [])  # those of pytest keep warnings from standard error
    with board, browser, log, CliRunner(env=_ENVIRONMENT).isolation(given) as (_, _, output):
        sys.stdin.isatty = sys.stdout.isatty = lambda: terminal
        try:
            main(arguments)
        except SystemExit as end:
            code = int(end.code or 0)
        return code, output.getvalue().decode("utf-8", "replace")


def _ready(directory: Path, listener: socket.socket, options: list[str], url: str, ready: Callable[[], None]) -> None:
    """The server of lrkit board, stopped as soon as it would answer."""
    listener.close()
    ready()


def _in_a_process(arguments: list[str]) -> tuple[int, str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "paddle_lrkit", *arguments]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    done = subprocess.run(command, env=environment, text=True, check=False, **pipes)
    return done.returncode, done.stdout
