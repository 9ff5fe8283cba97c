"""Starts runs in two processes with Paddle's launcher, as users do."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
JOB = Path(__file__).with_name("job.py")
GUARD_S = 300
"""Time limit of each wait; nothing is measured by it, so it suits a slow machine."""
MARK = "LRKIT_TEST_LAUNCH"
"""Environment variable that identifies all processes of a launch."""
LINE = "#!{python}\nfrom paddle_lrkit.cli.main import main\nmain()\n"


def launch(
    folder: Path, program: str, *arguments: str, processes: int = 2, start_in: Path | None = None
) -> subprocess.Popen[str]:
    """Starts a program, ``lrkit`` or a Python file, in several processes; their logs are in ``folder/log``."""
    command = folder / "bin" / "lrkit"
    command.parent.mkdir(exist_ok=True)
    command.write_text(LINE.format(python=sys.executable))
    command.chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CUDA_VISIBLE")}
    environment |= {
        "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "OMP_NUM_THREADS": "1",
        MARK: str(folder),
    }
    launcher = [sys.executable, "-m", "paddle.distributed.launch", "--nproc_per_node", str(processes)]
    return subprocess.Popen(
        [*launcher, "--log_dir", str(folder / "log"), program, *arguments],
        cwd=start_in or folder,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def run_jobs(folder: Path, jobs: list[dict[str, Any]], processes: int = 2) -> dict[str, Any]:
    """Trains several runs, one after the other in the same processes; see `job`.

    Returns:
        Name of the run -> what each process had at its end.
    """
    path = folder / "jobs.json"
    path.write_text(json.dumps(jobs))
    process = launch(folder, str(JOB), str(path), processes=processes)
    try:
        output, _ = process.communicate(timeout=2 * GUARD_S)
    finally:
        end_all(folder)
    assert process.returncode == 0, output
    ends = [json.loads((folder / f"end.{number}.json").read_text()) for number in range(processes)]
    return {name: [end[name] for end in ends] for name in ends[0]}


def end_all(folder: Path) -> None:
    """Kills all remaining processes of the launches of a folder."""
    for path in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if f"{MARK}={folder}".encode() in path.read_bytes().split(b"\0"):
                os.kill(int(path.parent.name), signal.SIGKILL)


def said(folder: Path, number: int) -> str:
    """The output of a process."""
    return (folder / "log" / f"workerlog.{number}").read_text()


def wait_for_update(run: Path, update: int, process: subprocess.Popen[str]) -> None:
    """Returns when the log of a run has more rows than ``update``."""
    log = run / "log.jsonl"
    deadline = time.monotonic() + GUARD_S
    while time.monotonic() < deadline and process.poll() is None:
        if log.exists() and len(log.read_text().splitlines()) > update:
            return
        time.sleep(0.01)
    process.terminate()
    raise AssertionError(f"update {update} was not reached: {process.communicate(timeout=GUARD_S)[0]}")
