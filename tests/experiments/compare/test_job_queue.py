"""Jobs run in order, a few at a time, and end with an error or a signal."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from paddle_lrkit.child_process import start_process
from paddle_lrkit.errors import LrkitError
from paddle_lrkit.experiments.compare.executors.local import LocalWorker
from paddle_lrkit.experiments.compare.job_queue import ComparisonInterrupted, Job, run_jobs


class PythonExecutor:
    """Runs Python programs, whose texts stand for the folders of trainings."""

    on_accelerator, threads, pause_s = False, 1, 0.02

    def __init__(self, at_once=1, patience_s=30):
        self.at_once, self.patience_s = at_once, patience_s

    def start(self, folder):
        program = [sys.executable, "-c", str(folder)]
        return LocalWorker(start_process(program, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))

    def close(self):
        pass


def job(program, after=lambda end: ()):
    return Job(Path(program), after)


def test_what_follows_a_job_runs_before_what_waits():
    ended = []

    def after(name, *more):
        return lambda end: ended.append((name, end)) or more

    second = job("raise SystemExit(3)", after("second"))
    run_jobs([job("pass", after("first", second)), job("pass", after("third"))], PythonExecutor(), "go on")
    fine = "the process ended with exit code 0"
    assert ended == [("first", fine), ("second", "the process ended with exit code 3"), ("third", fine)]


def test_no_more_than_asked_run_at_once(tmp_path):
    counts = []

    def after(end):
        counts.append(len(list(tmp_path.glob("running*"))))
        return ()

    program = "import time, pathlib; p = pathlib.Path({!r}); p.touch(); time.sleep(0.3); p.unlink()"
    jobs = [job(program.format(str(tmp_path / f"running{number}")), after) for number in range(4)]
    run_jobs(jobs, PythonExecutor(2), "go on")
    assert len(counts) == 4
    assert max(counts) <= 1


def test_an_error_ends_the_others():
    def fail(end):
        raise LrkitError("no good")

    began = time.monotonic()
    with pytest.raises(LrkitError, match="no good"):
        run_jobs([job("pass", fail), job("import time; time.sleep(60)")], PythonExecutor(2), "go on")
    assert time.monotonic() - began < 30


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_all_and_says_how_to_go_on(number):
    threading.Timer(0.5, os.kill, (os.getpid(), number)).start()
    with pytest.raises(ComparisonInterrupted, match="the same command continues") as stopped:
        run_jobs([job("import time; time.sleep(60)")], PythonExecutor(), "the same command continues")
    assert stopped.value.exit_code == 128 + number


def test_a_job_that_ignores_sigterm_is_killed(tmp_path):
    ready = tmp_path / "ready"
    program = (
        "import pathlib, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        f"pathlib.Path({str(ready)!r}).touch(); time.sleep(600)"
    )

    def interrupt():
        while not ready.exists():
            time.sleep(0.02)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt, daemon=True).start()
    began = time.monotonic()
    with pytest.raises(ComparisonInterrupted):
        run_jobs([job(program)], PythonExecutor(patience_s=0.5), "go on")
    assert time.monotonic() - began < 60
