"""Child processes: output, time limit, signals, and what happens to the processes that they started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from paddle_lrkit.child_process import (
    exit_description,
    fork_process,
    limited,
    package_environment,
    run_process,
    start_process,
)


def python(source, **options):
    return start_process([sys.executable, "-c", source], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, **options)


def runs(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def soon_gone(pid):
    deadline = time.monotonic() + 60
    while runs(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not runs(pid)


def test_output_before_a_time_limit_is_kept():
    source = "import sys, time; print('out', flush=True); print('err', file=sys.stderr, flush=True); time.sleep(600)"
    done = run_process([sys.executable, "-c", source], limit_s=3)
    assert (done.output, done.errors, done.timed_out) == ("out\n", "err\n", True)
    assert done.code == -signal.SIGTERM


def test_a_process_that_ignores_sigterm_is_killed():
    source = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('x', flush=True); time.sleep(600)"
    )
    done = run_process([sys.executable, "-c", source], limit_s=3, patience_s=0.5)
    assert (done.code, done.output, done.timed_out) == (-signal.SIGKILL, "x\n", True)


@pytest.mark.parametrize("leads_group", [True, False])
def test_a_process_leads_a_group_if_asked(leads_group):
    child = python("import os; print(os.getpgrp() == os.getpid(), flush=True)", leads_group=leads_group)
    with child.popen, limited(child, 60, 0):
        assert child.popen.stdout.read() == f"{leads_group}\n"
    assert (child.poll(), child.timed_out) == (0, False)


FORK = "import os, sys, time\nif os.fork() == 0:\n    print(os.getpid(), flush=True)\n    time.sleep(600)\n"


@pytest.mark.parametrize("end", ["time.sleep(1)", "time.sleep(1); os.abort()"])
def test_what_a_process_started_is_stopped_with_it(end):
    done = run_process([sys.executable, "-c", FORK + end], limit_s=60)
    assert not done.timed_out
    assert soon_gone(done.output.strip())


def test_what_a_hung_process_started_is_stopped_at_the_time_limit():
    done = run_process([sys.executable, "-c", FORK + "time.sleep(600)"], limit_s=3)
    assert done.timed_out
    assert soon_gone(done.output.strip())


def test_a_block_that_raises_stops_the_process():
    child = python("import time; time.sleep(600)")
    with pytest.raises(KeyError), child.popen, limited(child, 600, 20):
        raise KeyError
    assert child.poll() == -signal.SIGTERM


PARENT = """
import subprocess, sys, time
from paddle_lrkit.child_process import start_process
child = start_process([sys.executable, "-c", "import time; time.sleep(600)"], stdout=subprocess.DEVNULL, stderr=2)
print(child.pid, flush=True)
time.sleep(600)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="needs prctl")
def test_a_killed_parent_takes_its_child_along():
    parent = python(PARENT, environment=package_environment({}))
    with parent.popen as popen:
        pid = popen.stdout.readline().strip()
        parent.send_signal(signal.SIGKILL)
    assert soon_gone(pid)


def test_a_fork_writes_to_its_file_and_has_an_exit_code(tmp_path):
    def run():
        os.write(1, b"inside\n")
        os.write(2, b"error")
        raise SystemExit(7)

    child = fork_process(run, tmp_path / "output")
    assert child.wait(60) == 7
    assert child.poll() == 7
    assert (tmp_path / "output").read_text() == "inside\nerror"
    child.send_signal(signal.SIGTERM)


def test_a_fork_that_raises_has_the_exit_code_1(tmp_path):
    assert fork_process(lambda: 1 / 0, tmp_path / "output").wait(60) == 1


def test_a_fork_ends_at_a_signal(tmp_path):
    child = fork_process(lambda: time.sleep(600), tmp_path / "output")
    assert child.wait(0.1) is None
    child.stop(60)
    assert child.poll() == -signal.SIGTERM


def test_a_fork_whose_group_is_not_there_yet_ends_at_a_signal(tmp_path, monkeypatch):
    """As when the fork of a large process takes its time."""

    def without_group(pid, number):
        raise ProcessLookupError

    child = fork_process(lambda: time.sleep(600), tmp_path / "output")
    monkeypatch.setattr(os, "killpg", without_group)
    child.stop(60)
    assert child.poll() == -signal.SIGTERM


@pytest.mark.parametrize(
    ("code", "printed", "text"),
    [
        (3, "", "the process ended with exit code 3"),
        (-6, "a line\n\n", "the process ended with SIGABRT: a line"),
        (-6, "CUDA error(209)\nend", "the process ended with SIGABRT: CUDA error(209)"),
        (-200, "", "the process ended with signal 200"),
    ],
)
def test_the_description_of_an_end(code, printed, text):
    assert exit_description(code, printed) == text
