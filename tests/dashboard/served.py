"""`lrkit board` in a process of its own, and questions to the server behind it."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.programs import running

_START = "from paddle_lrkit.cli.board import command; command()"
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Board:
    """A running board.

    Args:
        page: The address that the command printed, that of the charts.
    """

    def __init__(self, page: str) -> None:
        self.page = page
        self.root = page.partition("/scalar")[0]

    def ask(self, what: str, **arguments: str) -> Any:
        """The data that the server's API answers with."""
        with _OPENER.open(f"{self.root}/api/{what}?{urlencode(arguments)}", timeout=60) as response:
            answer = json.loads(response.read())
        assert answer["status"] == 0, answer["msg"]
        return answer["data"]

    def points(self, run: str, tag: str) -> dict[int, float]:
        """Update -> value of a chart; fails when a step is there twice or goes back."""
        rows = self.ask("scalar/list", run=run, tag=tag)
        steps = [step for _, step, _ in rows]
        assert steps == sorted(set(steps))
        return {step: value for _, step, value in rows}

    def tags(self) -> dict[str, list[str]]:
        """Run -> tags of its charts."""
        found = self.ask("scalar/tags")
        return {run: sorted(tags) for run, tags in zip(found["runs"], found["tags"], strict=True)}


@contextmanager
def board(directory: Path, *options: str) -> Iterator[Board]:
    """Serves the runs below a directory on a free port of 127.0.0.1."""
    command = [sys.executable, "-u", "-c", _START, str(directory), "--port", "0", *options]
    with running(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield Board(process.stdout.readline().split(" at ")[-1].split(" ")[0])
