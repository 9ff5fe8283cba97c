"""What a worker writes about a training that ends well, fails, diverges, or is stopped; no Paddle is needed."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time

import pytest

from paddle_lrkit.child_process import fork_process
from paddle_lrkit.experiments.compare.trial_folder import TrialEnd, TrialFolder, TrialOrder
from paddle_lrkit.experiments.compare.trial_process import run_trial
from tests.runs.checkpoints import write_log


class FakeLrkit:
    """Stands for the commands of ``lrkit``; writes its calls and the log of a run.

    Args:
        run: The run directory.
        loss: The loss of the only update.
        how: How ``train`` ends: a text that it prints with exit code 0, an exit code, or a negative signal number.
    """

    def __init__(self, run, loss=0.5, how='{"metric": "accuracy"}'):
        self.run, self.loss, self.how = run, loss, how

    def __call__(self, arguments):
        with (self.run.parent / "calls").open("a") as calls:
            print(json.dumps(arguments), file=calls)
        if arguments[0] == "eval":
            say('{"loss": 0.25, "accuracy": 1.0, "checkpoint": "last", "perplexity": Infinity}')
            sys.exit(0)
        self.run.mkdir(exist_ok=True)
        write_log(self.run, [{"update": 0, "train/loss": self.loss}])
        if isinstance(self.how, str):
            say(self.how)
            sys.exit(0)
        if self.how < 0:
            os.kill(os.getpid(), -self.how)
        say("lrkit: no room")
        sys.exit(self.how)


def say(line):
    """Prints to the standard output of the process, which pytest's ``sys.stdout`` is not."""
    os.write(1, f"{line}\n".encode())


@pytest.fixture
def folder(tmp_path):
    return TrialFolder(tmp_path / "trial")


@pytest.fixture
def run(tmp_path):
    return tmp_path / "run"


def prepare(folder, run, test=False, device=None):
    folder.prepare({}, TrialOrder(str(run), test, device, 1))


def calls(run):
    file = run.parent / "calls"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def outcome(folder):
    content = json.loads(folder.outcome.read_text())
    assert content.pop("wall_s") > 0
    return content


def test_a_training_and_its_test(folder, run):
    prepare(folder, run, test=True, device="cpu")
    run_trial(str(folder.path), FakeLrkit(run))
    assert outcome(folder) == {"diverged": False, "metric": "accuracy", "test": {"loss": 0.25, "accuracy": 1.0}}
    config, device = str(folder.config), ["--device", "cpu"]
    assert calls(run) == [
        ["train", "--json", "-c", config, "-q", *device],
        ["eval", "--json", "--checkpoint", str(run), "--on", "Test", *device],
    ]
    assert folder.read_end() is None


def test_a_training_without_a_test(folder, run):
    prepare(folder, run)
    run_trial(str(folder.path), FakeLrkit(run))
    assert outcome(folder)["test"] is None
    assert len(calls(run)) == 1


def test_a_result_is_not_made_twice(folder, run):
    prepare(folder, run)
    for _ in range(2):
        run_trial(str(folder.path), FakeLrkit(run))
    assert len(calls(run)) == 1


@pytest.mark.parametrize("resumable", [True, False])
def test_a_checkpoint_is_continued_and_a_run_without_one_removed(folder, run, resumable):
    checkpoint = run / "checkpoints" / ("last" if resumable else "update_3")
    checkpoint.mkdir(parents=True)
    (checkpoint / "manifest.json").touch()
    prepare(folder, run)
    run_trial(str(folder.path), FakeLrkit(run))
    assert calls(run)[0][5:] == (["--resume", str(run)] if resumable else [])
    assert checkpoint.exists() is resumable


def test_divergence_is_a_result(folder, run):
    prepare(folder, run, test=True)
    run_trial(str(folder.path), FakeLrkit(run, loss=float("nan"), how=1))
    assert outcome(folder) == {"diverged": True, "metric": None, "test": None}


@pytest.mark.parametrize(
    ("how", "end"),
    [
        (1, TrialEnd("lrkit: no room", failed=True)),
        (2, TrialEnd("lrkit: no room", failed=True)),
        (143, TrialEnd("lrkit: no room", failed=False)),
        (-signal.SIGKILL, TrialEnd("the process ended with SIGKILL", failed=False)),
        ("", TrialEnd("it printed no result", failed=True)),
    ],
)
def test_why_there_is_no_result(folder, run, how, end):
    prepare(folder, run)
    run_trial(str(folder.path), FakeLrkit(run, how=how))
    assert folder.read_end() == end
    assert not folder.outcome.exists()


def test_a_folder_that_was_not_prepared_has_failed(folder):
    folder.path.mkdir()
    run_trial(str(folder.path))
    assert folder.read_end().failed
    assert "order.json: cannot be read" in folder.read_end().reason


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (signal.SIGTERM, "SIGTERM stopped it"),
        (signal.SIGINT, "SIGINT stopped it"),
        (signal.SIGUSR2, "Slurm's time limit is near, or its machine is needed for another job"),
    ],
)
def test_a_stopped_worker_says_so(folder, run, tmp_path, number, reason):
    prepare(folder, run)

    def work():
        run_trial(str(folder.path), lambda arguments: (tmp_path / "started").touch() or time.sleep(60))
        raise SystemExit(0)

    worker = fork_process(work, tmp_path / "worker.txt")
    while not (tmp_path / "started").exists():
        time.sleep(0.01)
    worker.send_signal(number)
    assert worker.wait(30) == 0
    assert folder.read_end() == TrialEnd(reason, failed=False)


def test_the_signal_that_slurm_sends_to_all_processes_does_not_end_a_training(folder, run):
    def signalled(arguments):
        os.kill(os.getpid(), signal.SIGUSR2)
        FakeLrkit(run)(arguments)

    prepare(folder, run)
    run_trial(str(folder.path), signalled)
    assert outcome(folder)["metric"] == "accuracy"
    assert signal.SIGUSR2 not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_a_stopped_worker_waits_for_the_checkpoint_of_its_training(folder, run, tmp_path):
    """A second worker of the folder waits, too, and then finds that the first one did not finish."""
    prepare(folder, run)

    def slow(arguments):
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        (tmp_path / "started").touch()
        try:
            time.sleep(60)
        except KeyboardInterrupt:
            time.sleep(0.3)
            (tmp_path / "saved").touch()
        sys.exit(143)

    def work():
        run_trial(str(folder.path), slow)
        raise SystemExit(0)

    worker = fork_process(work, tmp_path / "worker.txt")
    while not (tmp_path / "started").exists():
        time.sleep(0.01)
    threading.Timer(0.1, worker.send_signal, (signal.SIGTERM,)).start()
    run_trial(str(folder.path), FakeLrkit(run))
    assert (tmp_path / "saved").exists()
    assert worker.wait(30) == 0
    assert folder.read_end() is None
    assert outcome(folder)["metric"] == "accuracy"
