"""Files in several processes: the same results in the same order, whatever a process meets."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.lint import file_checks
from paddle_lrkit.lint.check_files import check_files
from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.engine import checked_file
from paddle_lrkit.lint.file_checks import FileChecker, default_jobs
from paddle_lrkit.lint.find_files import find_files

CONFIG = """_BASE_: ['base.yml']
LearningRate:
  schedulers:
  - !PiecewiseDecay {{milestones: [{first}, {second}]}}
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Seven configs on a base, some with a fault, one that is no YAML, and a script; two files are a chunk."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(file_checks, "_CHUNK", 2)
    (tmp_path / "base.yml").write_text("epoch: 12\nLearningRate: {base_lr: 0.01}\n")
    for number in range(7):
        (tmp_path / f"{number}.yml").write_text(CONFIG.format(first=6 + number, second=9 + number))
    (tmp_path / "broken.yml").write_text("a: [\n")
    (tmp_path / "train.py").write_text(
        "from paddle.optimizer.lr import StepDecay\ns = StepDecay(0.1, 30)\nfor _ in range(9): s.step()\n"
    )
    return tmp_path


@pytest.mark.parametrize("jobs", [2, 3])
def test_the_result_does_not_depend_on_the_number_of_processes(folder, jobs):
    found, seen = find_files(["."]), []
    one = check_files(found, CheckOptions(), ConfigFiles())
    assert check_files(found, CheckOptions(), ConfigFiles(), jobs, seen.append) == one
    assert seen == list(range(1, 11))
    assert [report.path for report in one.reports] == found.files
    late = dict.fromkeys(found.path for found in one.findings if found.rule == "milestone-after-end")
    assert list(late) == ["3.yml", "4.yml", "5.yml", "6.yml"]


def test_an_unreadable_file_that_is_named_ends_the_check(folder):
    names = [*map(str, folder.glob("?.yml")), "base.yml", "gone.yml"]
    checker = FileChecker(CheckOptions(), ConfigFiles(), frozenset({"base.yml"}))
    assert [one.report.suite for one in checker.check_all(names, 2)][-1] is None
    (folder / "base.yml").write_bytes(b"\xff")
    with pytest.raises(ConfigError, match=r"base\.yml:1: not a text file"):
        list(checker.check_all(names, 2))


def test_a_file_that_ends_its_process_does_not_end_the_check(folder, monkeypatch):
    def deadly(file, *arguments, **options):
        if file == "4.yml":
            os._exit(9)
        return checked_file(file, *arguments, **options)

    def forked(self, jobs):
        begin = file_checks._begin, (self.options, self.named)
        return ProcessPoolExecutor(jobs, get_context("fork"), *begin)

    found = find_files(["."])
    whole = check_files(found, CheckOptions(), ConfigFiles())
    monkeypatch.setattr(FileChecker, "_processes", forked)
    monkeypatch.setattr(file_checks, "checked_file", deadly)
    result = check_files(found, CheckOptions(), ConfigFiles(), 2)
    (lost,) = (report for report in result.reports if report.path == "4.yml")
    assert [reason.why for reason in lost.not_understood] == [
        "the process that checked it was ended, as by the system for want of memory"
    ]
    assert [one for one in result.reports if one is not lost] == [one for one in whole.reports if one.path != "4.yml"]


def test_few_files_get_one_process(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: range(4), raising=False)
    assert [default_jobs(files) for files in (0, 1, 127, 128, 255, 256, 20_000)] == [1, 1, 1, 2, 3, 4, 4]
