"""``lrkit watch`` on programs that run in Paddle; each program is run once for all tests."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from paddle_lrkit.cli.main import main

pytestmark = pytest.mark.skipif(find_spec("paddle") is None, reason="the programs need Paddle")
ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = Path(__file__).parent / "watched"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore", "COLUMNS": "100"}
UPDATES = 5 * 16 // 4


def start(folder, *command):
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, *command], cwd=folder, env=ENVIRONMENT, stdin=pipe, stdout=pipe, stderr=pipe, text=True
    )


def watch(folder, *arguments):
    process = start(folder, "-m", "paddle_lrkit", "watch", *arguments)
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    program = str(PROGRAMS / "train.py")
    code, out, err = watch(folder, "--json", "result.json", "-O", "rates.svg", "--", program, "--lr", "three")
    return folder, code, out, err, json.loads((folder / "result.json").read_text())


def line_of(program, text):
    lines = (PROGRAMS / program).read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def schedule(result, name):
    (found,) = [each for each in result["schedulers"] if each["class"] == name]
    return found


def optimizer(result, name):
    (found,) = [each for each in result["optimizers"] if each["class"] == name]
    return found


def test_the_program_runs_as_without_lrkit(whole):
    folder, code, out, err, _ = whole
    assert code == 3
    assert out == "--lr three __main__ True\n"
    assert "Traceback" not in err
    assert sorted(path.name for path in folder.iterdir()) == ["net.pdparams", "rates.svg", "result.json"]


def test_a_schedule_that_is_stepped_at_every_update(whole):
    result = whole[-1]
    found = schedule(result, "CosineAnnealingDecay")
    assert found["arguments"] == {"learning_rate": 0.1, "T_max": UPDATES}
    assert (found["steps"], found["per"], found["first_update"]) == (UPDATES, "batch (every 4)", 1)
    assert (found["epochs"], found["given_to_optimizer"]) == (5, True)
    expected = [0.05 * (1 + math.cos(math.pi * update / UPDATES)) for update in range(UPDATES)]
    assert [update for update, _ in found["rates"]] == list(range(UPDATES))
    assert [rate for _, rate in found["rates"]] == pytest.approx(expected, rel=1e-12)


def test_a_schedule_that_no_optimizer_holds(whole):
    result = whole[-1]
    found = schedule(result, "StepDecay")
    assert (found["steps"], found["per"], found["given_to_optimizer"]) == (5, "epoch", False)
    holds = optimizer(result, "SGD")
    assert (holds["holds"], holds["updates"], result["skipped_updates"]) == (0.2, UPDATES - 1, 1)
    assert [rate for _, rate in holds["rates"]] == [0.2] * 11 + [0.05] * 8


def test_a_class_of_the_program_that_steps_another_schedule(whole):
    result = whole[-1]
    assert [each["class"] for each in result["schedulers"]] == ["CosineAnnealingDecay", "StepDecay", "Ramp"]
    found = schedule(result, "Ramp")
    assert (found["steps"], found["per"], optimizer(result, "Momentum")["holds"]) == (5, "epoch", "Ramp")
    expected = [0.1 * min(1.0, (update // 4 + 1) / 3) for update in range(UPDATES)]
    assert [rate for _, rate in found["rates"]] == pytest.approx(expected, rel=1e-12)


def test_the_report(whole):
    err = whole[3]
    assert f"{UPDATES} updates" in err
    assert "exit code 3" in err
    assert "1 update skipped by the loss scaler" in err
    assert "held by   no optimizer: its rates are applied to nothing" in err
    assert f"set_lr    1 call, line {line_of('train.py', 'set_lr')}" in err
    assert "planned by StepDecay" in err
    assert (whole[0] / "rates.svg").read_text().startswith("<svg")


def test_a_quick_run_equals_the_whole_one(whole, tmp_path):
    code, out, err = watch(tmp_path, "--quick", "--json", "result.json", "--", str(PROGRAMS / "train.py"))
    result = json.loads((tmp_path / "result.json").read_text())
    assert (code, out.count("__main__")) == (0, 1)
    assert "what happens only later in an epoch was not seen" not in err  # no pass has more than 16 batches
    assert result["rebuilt"]
    for key in ("updates", "schedulers"):
        assert result[key] == whole[-1][key]
    assert not (tmp_path / "net.pdparams").exists()


def test_a_program_that_is_interrupted_has_its_report(tmp_path):
    process = start(tmp_path, "-m", "paddle_lrkit", "watch", "--", str(PROGRAMS / "endless.py"))
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "ExponentialDecay(learning_rate=0.1, gamma=0.99)" in err
    assert "once an epoch of 5 updates" in err


def test_one_line_of_the_program_reports_at_its_end(tmp_path):
    process = start(tmp_path, str(PROGRAMS / "endless.py"), "stop")
    _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert f"stopped by ValueError at line {line_of('endless.py', 'ValueError')}: no more" in err
    assert "20 updates" in err


def test_a_program_that_leaves_at_once_has_its_report(tmp_path):
    code, _, err = watch(tmp_path, "--", sys.executable, str(PROGRAMS / "endless.py"), "exit")
    assert (code, "20 updates" in err) == (7, True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["watch", "train.py"], "put `--` before the program"),
        (["watch", "--", "trein.py"], "trein.py: no such script or program; did you mean 'train.py'?"),
        (["watch", "-O", "a.gif", "--", "train.py"], "a picture ends in"),
        (["watch", "--json", "no/r.json", "--", "train.py"], "--json no/r.json: its folder does not exist"),
        (["watch", "--show", "."], "--show .: has no records of lrkit watch"),
        (["watch", "--quick", "--show", "."], "--quick runs a program"),
    ],
)
def test_wrong_usage(arguments, message, tmp_path, monkeypatch, capsys):
    (tmp_path / "train.py").write_text("")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2
    assert message in capsys.readouterr().err


def test_a_program_without_paddle(tmp_path):
    (tmp_path / "plain.py").write_text("print(input())")
    process = start(tmp_path, "-m", "paddle_lrkit", "watch", "--json", "r.json", "--", "plain.py")
    out, err = process.communicate("hello\n", timeout=60)
    assert (process.returncode, out) == (0, "hello\n")
    assert "nothing was recorded" in err
    assert json.loads((tmp_path / "r.json").read_text())["updates"] == 0
