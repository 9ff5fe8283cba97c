"""A directory belongs to one plan, and one process at a time works in it."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
import time

import pytest

from paddle_lrkit.errors import LrkitError, UsageError
from paddle_lrkit.experiments.compare.output_directory import LOCK, claim, locked, write_text
from tests.experiments.compare.configs import plan_of
from tests.programs import running


def test_the_same_plan_goes_on_with_the_threads_of_its_first_start(base, tmp_path):
    root = tmp_path / "out"
    assert claim(root, plan_of(base, threads=2)) == 2
    assert claim(root, plan_of(base, threads=7)) == 2


def test_another_plan_is_refused_and_nothing_is_lost(base, tmp_path):
    root = tmp_path / "out"
    claim(root, plan_of(base))
    before = (root / "plan.json").read_bytes()
    with pytest.raises(UsageError, match="other rates and tune_seeds"):
        claim(root, dataclasses.replace(plan_of(base), rates=(0.1,), tune_seeds=(5,)))
    assert (root / "plan.json").read_bytes() == before


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"threads": "x"}'])
def test_a_damaged_plan_is_one_sentence(base, tmp_path, content):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "plan.json").write_text(content)
    with pytest.raises(UsageError, match="is not a comparison's plan"):
        claim(tmp_path / "out", plan_of(base))


def test_a_directory_of_something_else_is_refused(base, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.tex").write_text("x")
    with pytest.raises(UsageError, match="not empty and holds no comparison"):
        claim(tmp_path / "out", plan_of(base))
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["thesis.tex"]


def test_the_second_waits_until_the_first_is_done(tmp_path):
    holder = (
        "import fcntl, sys, time\n"
        "file = open(sys.argv[1], 'w')\nfcntl.flock(file, fcntl.LOCK_EX)\n"
        "print('held', flush=True)\nsys.stdin.readline()"
    )
    tmp_path.joinpath(LOCK).touch()
    command = [sys.executable, "-c", holder, str(tmp_path / LOCK)]
    with running(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout.readline() == "held\n"
        waited = []

        def let_go():
            waited.append(time.monotonic())
            first.stdin.write("\n")
            first.stdin.flush()

        with locked(tmp_path, let_go) as held:
            assert isinstance(held, int)
        assert len(waited) == 1


def test_a_file_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(LrkitError, match="cannot be written"):
        write_text(tmp_path / "file" / "x.json", json.dumps({}))
