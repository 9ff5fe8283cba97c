"""Two processes cannot write one run."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from paddle_lrkit.errors import LrkitError
from paddle_lrkit.train import run_lock
from paddle_lrkit.train.run_directory import new_run
from paddle_lrkit.train.run_lock import LOCK, RunInUse, hold
from tests.programs import running

HOLDER = """
import sys, time
from pathlib import Path
from paddle_lrkit.train.run_lock import hold
hold(Path(sys.argv[1]))
print("held", flush=True)
time.sleep(100)
"""


@pytest.fixture
def other(tmp_path):
    """A process that holds the directory."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with running(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout.readline() == "held\n"
        yield process


@pytest.fixture(autouse=True)
def nothing_held(monkeypatch):
    monkeypatch.setattr(run_lock, "_held", {})


def test_the_holder_is_named(tmp_path, other):
    with pytest.raises(RunInUse, match=rf"{tmp_path}: in use by process {other.pid} on .* since 20\d\d-") as caught:
        hold(tmp_path)
    assert caught.value.exit_code == 2


def test_a_holder_that_has_just_locked_is_named(tmp_path, other, monkeypatch):
    """It writes its name a moment after it has locked the file."""
    named = (tmp_path / LOCK).read_bytes()
    (tmp_path / LOCK).write_bytes(b"")
    monkeypatch.setattr(run_lock.time, "sleep", lambda seconds: (tmp_path / LOCK).write_bytes(named))
    with pytest.raises(RunInUse, match=f"in use by process {other.pid} on "):
        hold(tmp_path)


def test_a_killed_holder_holds_nothing(tmp_path, other):
    other.send_signal(signal.SIGKILL)
    other.wait(30)
    hold(tmp_path)
    assert json.loads((tmp_path / LOCK).read_text())["pid"] == os.getpid()


def test_the_same_process_may_ask_again(tmp_path):
    hold(tmp_path)
    hold(tmp_path / "." / "")


def test_a_new_run_takes_the_next_name(tmp_path, other):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / LOCK).write_text("")
    assert new_run(tmp_path / "run").path == tmp_path / "run"
    assert new_run(tmp_path).path == tmp_path.with_name(f"{tmp_path.name}-2")


def test_a_forked_child_does_not_keep_the_lock(tmp_path):
    hold(tmp_path)
    child = os.fork()
    if not child:
        os._exit(len(run_lock._held))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert len(run_lock._held) == 1


def test_without_locks_the_file_is_the_lock(tmp_path, monkeypatch):
    def refuse(descriptor, operation):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    hold(tmp_path)
    monkeypatch.setattr(run_lock, "_held", {})
    owner = json.loads((tmp_path / LOCK).read_text())
    assert owner["pid"] == os.getpid()
    (tmp_path / LOCK).write_text(json.dumps({**owner, "pid": 1, "started": run_lock._started(1)}))
    with pytest.raises(RunInUse, match="in use by process 1 on"):
        hold(tmp_path)
    for gone in ({"pid": 2**22 + 5}, {"pid": 1, "started": "another boot"}):
        (tmp_path / LOCK).write_text(json.dumps({**owner, **gone}))
        hold(tmp_path)
        monkeypatch.setattr(run_lock, "_held", {})


def test_a_directory_that_cannot_be_written_needs_no_lock(tmp_path, monkeypatch):
    def refuse(*arguments):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(os, "open", refuse)
    hold(tmp_path)
    assert not (tmp_path / LOCK).exists()


def test_a_held_directory_without_files_is_passed_over(tmp_path, other):
    """Its holder may be stopped before it writes its first file."""
    assert set(os.listdir(tmp_path)) == {LOCK}
    assert new_run(tmp_path).path == tmp_path.with_name(f"{tmp_path.name}-2")


def test_on_a_full_disk_the_lock_holds_without_a_name(tmp_path, monkeypatch):
    def full(*arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    hold(tmp_path)
    monkeypatch.setattr(run_lock, "_held", {})
    monkeypatch.setattr(run_lock.time, "sleep", lambda seconds: None)
    with pytest.raises(RunInUse, match=f"in use by the owner of {tmp_path}/.lock; wait until it ends"):
        hold(tmp_path)


def test_a_lock_that_is_a_directory_is_one_sentence(tmp_path):
    (tmp_path / LOCK).mkdir()
    with pytest.raises(LrkitError, match=r"\.lock: the lock of the run cannot be opened: Is a directory$"):
        hold(tmp_path)
