"""A process of another environment that runs the arms of a peer. Standard library only on both sides."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.measuring.timing import Timing

ROOT = Path(__file__).parents[2]
ANSWERS = "BENCHMARK_ANSWERS"
"""Environment variable with the file descriptor of the answers, so that what a peer prints does not mix with them."""
ENVIRONMENTS = ROOT / ".venv-peers"


class PeerAbsentError(Exception):
    """The environment of a peer is not there."""


class Worker:
    """A program of ``benchmarks/peers`` in its own environment, asked for one round at a time.

    Args:
        environment: Name of the environment and of its file in ``benchmarks/requirements``; None for this Python.
        program: Module, such as ``benchmarks.peers.torch_schedulers``; it ends with ``serve({name: function})``.

    Raises:
        PeerAbsentError: The environment was not made; ``bash benchmarks/environments.sh NAME`` makes it.
    """

    def __init__(self, environment: str | None, program: str) -> None:
        python = Path(sys.executable) if environment is None else ENVIRONMENTS / environment / "bin" / "python"
        if not python.exists():
            raise PeerAbsentError(f"no environment {environment}; bash benchmarks/environments.sh {environment}")
        answers, write = os.pipe()
        self._errors = tempfile.TemporaryFile("w+")  # noqa: SIM115
        self._process = subprocess.Popen(
            [os.fspath(python), "-m", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
            pass_fds=[write],
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": os.fspath(ROOT), "PYTHONWARNINGS": "ignore", ANSWERS: str(write)},
        )
        os.close(write)
        self._answers = os.fdopen(answers, encoding="utf-8")

    def ask(self, arm: str, **settings: Any) -> Any:
        """What the function of an arm answers."""
        self._process.stdin.write(json.dumps([arm, settings]) + "\n")
        self._process.stdin.flush()
        answer = self._answers.readline()
        if not answer:
            code = self._process.wait()
            self._errors.seek(0)
            raise RuntimeError(f"the worker of {arm} ended with {code}: {self._errors.read()[-300:].strip()}")
        return json.loads(answer)

    def time(self, arm: str, **settings: Any) -> Timing:
        """The time of one round of an arm; its function answers with a `Timing`."""
        return Timing(*self.ask(arm, **settings))

    def close(self) -> None:
        """Ends the process."""
        self._process.stdin.close()
        self._process.wait()
        self._answers.close()
        self._errors.close()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def serve(arms: Mapping[str, Callable[..., Any]]) -> None:
    """Answers the questions of a `Worker` until its input ends."""
    with open(int(os.environ[ANSWERS]), "w", encoding="utf-8") as answers:
        for question in sys.stdin:
            name, settings = json.loads(question)
            print(json.dumps(arms[name](**settings)), file=answers, flush=True)
