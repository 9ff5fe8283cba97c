"""`lrkit compare` from the config to the report, also killed and repeated."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.executors import trainings
from tests.experiments.compare.configs import CONFIG, write
from tests.programs import running

ROOT = Path(__file__).resolve().parents[2]
ARMS = ["--schedule", "Constant", "LinearDecay"]
SMALL = [
    *ARMS,
    "--rates",
    "0.1,0.3",
    "--tune-seeds",
    "1",
    "--seeds",
    "2",
    "--extensions",
    "0",
    "--device",
    "cpu",
    "--jobs",
    "2",
]


def command(directory, *arguments):
    return [sys.executable, "-m", "paddle_lrkit", "compare", "-c", str(directory / "softmax.yml"), *arguments]


def environment():
    return {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}


def lrkit(directory, *arguments):
    """Runs the command in a directory."""
    return subprocess.run(
        command(directory, *arguments), cwd=directory, env=environment(), capture_output=True, text=True, check=False
    )


def results(root):
    content = json.loads((root / "results.json").read_text())
    assert content.pop("seconds") > 0
    return content


def kill_a_training(root):
    """Kills all processes of one running training, if there is one before the next ends."""
    for processes in trainings(root).values():
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        return


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """An uninterrupted comparison."""
    directory = tmp_path_factory.mktemp("whole")
    write(directory)
    done = lrkit(directory, *SMALL, "--json")
    assert done.returncode == 0, done.stderr
    return directory, done


def test_the_json_equals_the_file(whole):
    directory, done = whole
    printed = json.loads(done.stdout)
    printed.pop("seconds")
    assert printed == results(directory / "output" / "compare-softmax")
    (part,) = printed["budgets"]
    assert part["arms"][0]["name"] == part["best"]
    assert part["best"] in part["tied"]
    assert all(len(arm["values"]) == 2 for arm in part["arms"])
    assert printed["measured_on"] == "Test"
    assert printed["trainings"] == 2 * (2 + 2)


def test_progress_goes_to_stderr(whole):
    _, done = whole
    lines = done.stderr.splitlines()
    assert [line.split()[0] for line in lines[:8]] == [f"{number}/8" for number in range(1, 9)]
    assert "left)" in lines[0]


def test_the_final_values_come_from_the_test_data_and_fresh_seeds(whole):
    directory, _ = whole
    root = directory / "output" / "compare-softmax"
    (part,) = results(root)["budgets"]
    for arm in part["arms"]:
        folder = root / "trials" / "final" / arm["name"]
        files = sorted(folder.glob(f"lr{arm['rate']:g}-seed100*/outcome.json"))
        assert [json.loads(file.read_text())["test"]["loss"] for file in files] == arm["values"]
        tried = dict(map(tuple, arm["tuning"]))
        assert arm["rate"] == min(tried, key=tried.get)


def test_the_reports(whole):
    directory, _ = whole
    root = directory / "output" / "compare-softmax"
    page = (root / "report.html").read_text()
    assert page.count("<svg") == 4
    assert "How this was measured" in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert {file.name for file in (root / "charts").iterdir()} == {
        "differences.svg",
        "learning.svg",
        "rates.svg",
        "schedules.svg",
    }
    assert "| arm | rate | loss |" in (root / "table.md").read_text()


def test_the_board_shows_the_runs_and_their_checkpoints_are_deleted(whole):
    directory, _ = whole
    runs = directory / "output" / "compare-softmax" / "runs"
    assert len(list(runs.rglob("log.jsonl"))) == 8
    assert not list(runs.rglob("checkpoints"))


def test_the_second_time_nothing_is_trained(whole):
    directory, _ = whole
    logs = {file: file.stat().st_mtime_ns for file in directory.rglob("log.jsonl")}
    done = lrkit(directory, *SMALL, "-q")
    assert done.returncode == 0
    assert "worse by" in done.stdout
    assert {file: file.stat().st_mtime_ns for file in directory.rglob("log.jsonl")} == logs


def test_another_comparison_does_not_take_the_directory(whole):
    directory, _ = whole
    before = (directory / "output" / "compare-softmax" / "results.json").read_bytes()
    done = lrkit(directory, *SMALL, "--seeds", "3")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "holds a comparison with other final_seeds" in done.stderr
    assert (directory / "output" / "compare-softmax" / "results.json").read_bytes() == before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=lambda number: number.name)
def test_a_killed_comparison_resumes_with_the_same_result(whole, tmp_path, number):
    write(tmp_path)
    with running(
        command(tmp_path, *SMALL), cwd=tmp_path, env=environment(), text=True, stderr=subprocess.PIPE
    ) as process:
        for line in process.stderr:
            if line.startswith("2/8"):
                break
        time.sleep(0.1)
        if number is signal.SIGKILL:
            kill_a_training(tmp_path / "output" / "compare-softmax")
        process.send_signal(number)
        rest = process.communicate(timeout=60)[1]
    assert process.returncode == (130 if number is signal.SIGINT else -9)
    assert ("the same command continues" in rest) is (number is signal.SIGINT)
    again = lrkit(tmp_path, *SMALL)
    assert again.returncode == 0, again.stderr
    assert "1/8" not in again.stderr
    assert results(tmp_path / "output" / "compare-softmax") == results(whole[0] / "output" / "compare-softmax")


def test_a_diverging_arm_ranks_last_and_a_budget_can_be_a_half(tmp_path):
    write(tmp_path, CONFIG.split("Test:")[0])
    options = ["--arms", "rates", "--rates", "0.3,1e38", "--seeds", "2", "--budget", "0.5,1", "--device", "cpu"]
    done = lrkit(tmp_path, *options, "--json", "-q")
    assert done.returncode == 0, done.stderr
    content = json.loads(done.stdout)
    assert content["measured_on"] == "Eval"
    assert [part["updates"] for part in content["budgets"]] == [10, 20]
    for part in content["budgets"]:
        assert [arm["diverged"] for arm in part["arms"]] == [0, 2]
        assert part["tied"] == ["config 0.3"]
        assert part["arms"][1]["values"] == [None, None]
    page = (tmp_path / "output" / "compare-softmax" / "report.html").read_text()
    assert "diverged 2x" in page
    assert "the values are optimistic" in page


@pytest.mark.slow
def test_a_new_interpreter_for_each_training_gives_the_same_result(whole, tmp_path):
    """Without a fork, as on a GPU; the program pretends that there is one."""
    write(tmp_path)
    program = (
        "import sys; from paddle_lrkit.cli import main; from paddle_lrkit.experiments.compare import options\n"
        "options.CompareOptions.local_gpus = []\n"
        "main.main(['compare', *sys.argv[1:]])"
    )
    arguments = ["-c", str(tmp_path / "softmax.yml"), *SMALL, "-q"]
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=tmp_path, env=environment(), check=False, capture_output=True
    )
    assert done.returncode == 0, done.stderr
    assert results(tmp_path / "output" / "compare-softmax") == results(whole[0] / "output" / "compare-softmax")


def test_optimizers_are_arms_too(tmp_path):
    write(tmp_path)
    arms = ["--arm", "Muon:untuned,scale=spectral,Constant", "--arm", "Momentum:untuned,LinearDecay:learning_rate=0.2"]
    done = lrkit(tmp_path, *arms, "--seeds", "2", "--device", "cpu", "--json", "-q")
    assert done.returncode == 0, done.stderr
    content = json.loads(done.stdout)
    assert content["trainings"] == 4
    arms = {arm["name"]: arm for arm in content["budgets"][0]["arms"]}
    assert {name: (arm["rate"], arm["optimizer"], arm["tuning"]) for name, arm in arms.items()} == {
        "Muon scale=spectral + Constant (untuned)": (0.02, {"name": "Muon", "scale": "spectral"}, []),
        "Momentum + LinearDecay learning_rate=0.2 (untuned)": (0.2, {"name": "Momentum"}, []),
    }
    page = (tmp_path / "output" / "compare-softmax" / "report.html").read_text()
    assert "Optimizers and schedules compared on softmax" in page
    assert "Muon {scale: spectral} with Constant {learning_rate: 0.02" in page


def test_a_failed_training_is_named(tmp_path):
    write(tmp_path, CONFIG.replace("in_features: 64", "in_features: 65"))
    done = lrkit(tmp_path, *SMALL, "-q", "--jobs", "1")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "Constant at 0.1, seed 0 failed: lrkit: " in done.stderr
    assert "train.txt" in done.stderr


def test_a_dry_run_trains_nothing(tmp_path):
    write(tmp_path)
    done = lrkit(tmp_path, *ARMS, "--dry-run")
    assert done.returncode == 0
    assert done.stdout.startswith("40 trainings on ")
    assert [file.name for file in tmp_path.iterdir()] == ["softmax.yml"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "give the schedules to compare"),
        (["--schedule", "Constant"], "at least two arms"),
        (["--schedule", "Constant", "Linaer"], "did you mean 'linear'"),
        (["--arm", "Muon", "--arm", "Moun"], "did you mean 'Muon'"),
        ([*ARMS, "--budget", "0"], "--budget: must be > 0"),
        ([*ARMS, "--seeds", "1"], "--seeds: must be >= 2"),
        ([*ARMS, "--rates", "fast"], "--rates: must be numbers"),
        ([*ARMS, "--arms", "rates"], "--arms rates takes one schedule, got 2"),
        ([*ARMS, "-o", "Eval=null"], "'Eval' is missing"),
        ([*ARMS, "--jobs", "0"], "--jobs: must be"),
        ([*ARMS, "--metric", "accuracy", "-o", "Optimizer.lr.gama=3"], "gama"),
    ],
)
def test_bad_input_is_one_sentence(tmp_path, arguments, message):
    from click.testing import CliRunner

    from paddle_lrkit.cli.compare import command as compare
    from paddle_lrkit.errors import LrkitError

    path = write(tmp_path)
    with pytest.raises(LrkitError) as error:
        CliRunner().invoke(compare, ["-c", path, *arguments], catch_exceptions=False)
    assert message in str(error.value)
    assert error.value.exit_code == 2
    assert "\n" not in str(error.value)
