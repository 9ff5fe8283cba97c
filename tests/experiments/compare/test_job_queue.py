"""Jobs run in order, a few at a time, and end with an error or a signal."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from paddle_lrkit.child_process import start_process
from paddle_lrkit.errors import LrkitError
from paddle_lrkit.experiments.compare import job_queue
from paddle_lrkit.experiments.compare.job_queue import ComparisonInterrupted, Job, run_jobs
from paddle_lrkit.experiments.compare.launch import interpreter_launcher


def python(arguments, output):
    """Launches a Python program instead of lrkit."""
    with output.open("wb") as file:
        return start_process([sys.executable, "-c", *arguments], stdout=file, stderr=subprocess.STDOUT)


def test_what_follows_a_job_runs_before_what_waits(tmp_path):
    ended = []

    def after(name, *more):
        return lambda job, code: ended.append((name, code)) or more

    second = Job(["raise SystemExit(3)"], tmp_path / "b", after("second"))
    jobs = [
        Job(["print('x'); print('{y')"], tmp_path / "a", after("first", second)),
        Job([""], tmp_path / "c", after("third")),
    ]
    run_jobs(jobs, 1, python, "go on")
    assert ended == [("first", 0), ("second", 3), ("third", 0)]
    assert jobs[0].last_line() == "{y"
    assert jobs[0].last_line("x") == "x"
    assert jobs[1].last_line() == "it printed nothing"


def test_no_more_than_asked_run_at_once(tmp_path):
    counts = []

    def after(job, code):
        counts.append(len(list(tmp_path.glob("running*"))))
        return ()

    program = "import sys, time, pathlib; p = pathlib.Path(sys.argv[1]); p.touch(); time.sleep(0.3); p.unlink()"
    jobs = [Job([program, str(tmp_path / f"running{number}")], tmp_path / f"{number}", after) for number in range(4)]
    run_jobs(jobs, 2, python, "go on")
    assert len(counts) == 4
    assert max(counts) <= 1


def test_an_error_ends_the_others(tmp_path):
    def fail(job, code):
        raise LrkitError("no good")

    sleeping = Job(["import time; time.sleep(60)"], tmp_path / "b", lambda job, code: ())
    began = time.monotonic()
    with pytest.raises(LrkitError, match="no good"):
        run_jobs([Job([""], tmp_path / "a", fail), sleeping], 2, python, "go on")
    assert time.monotonic() - began < 30


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_all_and_says_how_to_go_on(tmp_path, number):
    job = Job(["import time; time.sleep(60)"], tmp_path / "a", lambda job, code: ())
    threading.Timer(0.5, os.kill, (os.getpid(), number)).start()
    with pytest.raises(ComparisonInterrupted, match="the same command continues") as stopped:
        run_jobs([job], 1, python, "the same command continues")
    assert stopped.value.exit_code == 128 + number


def test_a_job_that_ignores_sigterm_is_killed(tmp_path, monkeypatch):
    monkeypatch.setattr(job_queue, "_PATIENCE_S", 0.5)
    output = tmp_path / "a"
    program = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True)"
    deaf = Job([f"{program}; time.sleep(600)"], output, lambda job, code: ())

    def interrupt():
        while not output.exists() or not output.read_text():
            time.sleep(0.02)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt, daemon=True).start()
    began = time.monotonic()
    with pytest.raises(ComparisonInterrupted):
        run_jobs([deaf], 1, python, "go on")
    assert time.monotonic() - began < 60


def test_a_new_interpreter_runs_lrkit_and_keeps_the_lock_open(tmp_path):
    with (tmp_path / "held").open("w") as held:
        process = interpreter_launcher(1, held.fileno())(["--version"], tmp_path / "out")
        assert process.wait() == 0
    assert "lrkit" in (tmp_path / "out").read_text()
