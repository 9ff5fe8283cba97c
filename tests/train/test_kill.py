"""`lrkit train` as a process: signals, the resumed run in the log and in VisualDL, and the background of a script."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from paddle_lrkit.runs.log import read_log
from tests.programs import running
from tests.train.tiny import CONFIG

ROOT = Path(__file__).resolve().parents[2]
GUARD_S = 240
"""Time limit of each wait; nothing is measured by it, so it suits a slow machine."""


@pytest.fixture
def lrkit(tmp_path: Path):
    """Starts `lrkit train` on the tiny config; its model is that of a package of which only the metadata exists."""
    metadata = tmp_path / "site" / "tiny_models-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: tiny-models\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[paddle_lrkit.models]\nTinyNet = tests.train.tiny:TinyNet\n")
    config = tmp_path / "tiny.yml"
    config.write_text(CONFIG.replace("{visualdl: false}", "{visualdl: true}").replace("epochs: 3", "epochs: 20"))
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{tmp_path / 'site'}", "OMP_NUM_THREADS": "1"}

    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}

    with ExitStack() as programs:

        def start(*arguments: str, **options: Any) -> subprocess.Popen[str]:
            command = [sys.executable, "-m", "paddle_lrkit", "train", "-c", str(config), "--json", *arguments]
            program = running(command, cwd=tmp_path, env=environment, text=True, **pipes, **options)
            return programs.enter_context(program)

        yield start


def wait_for_update(run: Path, update: int, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + GUARD_S
    log = run / "log.jsonl"
    while time.monotonic() < deadline:
        if log.exists() and len(log.read_text().splitlines()) > update:
            return
        if process.poll() is not None:
            break
        time.sleep(0.005)
    process.kill()
    raise AssertionError(f"update {update} was not reached: {process.communicate(timeout=GUARD_S)[1]}")


def losses(run: Path) -> list[tuple[int, float]]:
    return [(row["update"], row["train/loss"]) for row in read_log(run) if "train/loss" in row]


def shown(run: Path) -> list[str]:
    """The lines of ``train.log`` without times, speeds and notes."""
    lines = (run / "train.log").read_text(encoding="utf-8").splitlines()
    facts = [re.sub(r"^\[[^\]]*\] |  \S+ samples/s.*", "", line) for line in lines]
    return [line for line in facts if not line.startswith("note: ")]


def charted(run: Path, tag: str) -> list[int]:
    from visualdl import LogReader

    reader = LogReader(file_path=str(run / "vdlrecords.run.log"))
    return [point.id for point in reader.get_data("scalar", tag)]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda n: n.name)
def test_stop_and_resume(lrkit, tmp_path, number):
    whole, run = tmp_path / "whole", tmp_path / "run"
    finished = lrkit("-o", f"Global.output_dir={whole}")
    out, err = finished.communicate(timeout=GUARD_S)
    assert finished.returncode == 0, err
    result = json.loads(out.splitlines()[-1])
    assert set(result) == {"run", "task", "metric", "value", "updates", "wall_s"}

    stopped = lrkit("-o", f"Global.output_dir={run}")
    wait_for_update(run, 60, stopped)
    stopped.send_signal(number)
    _, err = stopped.communicate(timeout=GUARD_S)
    if number is signal.SIGKILL:
        assert stopped.returncode == -9
    else:
        assert stopped.returncode == 128 + number
        assert f"--resume {run}" in err
    assert "Traceback" not in err

    resumed = lrkit("-o", f"Global.output_dir={run}", "--resume", "auto")
    out, err = resumed.communicate(timeout=GUARD_S)
    assert resumed.returncode == 0, err
    assert json.loads(out.splitlines()[-1])["value"] == result["value"]
    assert losses(run) == losses(whole)
    assert shown(run) == shown(whole)
    for tag in ("train/loss", "rate/applied"):
        assert charted(run, tag) == list(range(220))


def ignore(*numbers: int) -> None:
    for number in numbers:
        signal.signal(number, signal.SIG_IGN)


def test_in_the_background_of_a_script_it_stops_at_sigterm_with_a_checkpoint(lrkit, tmp_path):
    """As with ``nohup lrkit train ... &`` in a script: nohup ignores SIGHUP, and ``&`` ignores SIGINT."""
    run = tmp_path / "run"
    process = lrkit("-o", f"Global.output_dir={run}", preexec_fn=partial(ignore, signal.SIGHUP, signal.SIGINT))
    wait_for_update(run, 20, process)
    process.send_signal(signal.SIGHUP)
    wait_for_update(run, 40, process)
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=GUARD_S)
    assert process.returncode == 128 + signal.SIGTERM
    assert f"--resume {run}" in err
    state = json.loads((run / "checkpoints" / "last" / "state.json").read_text())
    assert state["update"] == len(losses(run)) > 20


def test_a_wrong_config_is_one_line_on_stderr(lrkit):
    process = lrkit("-o", "Optimizer.lr.learing_rate=0.1")
    out, err = process.communicate(timeout=GUARD_S)
    lines = [line for line in err.splitlines() if not line.startswith("CPU threads")]
    assert process.returncode == 2
    assert out == ""
    assert len(lines) == 1
    assert "learing_rate" in lines[0]
    assert "did you mean 'learning_rate'?" in lines[0]
