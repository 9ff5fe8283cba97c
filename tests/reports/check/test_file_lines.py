"""What was understood, as lines."""

from __future__ import annotations

import pytest

from paddle_lrkit.lint.check_files import CheckResult
from paddle_lrkit.lint.file_report import FileReport, NotUnderstood, UnderstoodSchedule
from paddle_lrkit.lint.find_files import FoundFiles
from paddle_lrkit.reports.check.file_lines import MOST, file_lines
from paddle_lrkit.reports.check.style import TextStyle

COSINE = UnderstoodSchedule(12, "Cosine with warmup", 0.1, 450_000, 90, "update")
REASON = NotUnderstood(88, "the loop is not followed")


def lines(*reports, named=None, with_errors=(), verbose=False):
    named = [report.path for report in reports] if named is None else named
    found = FoundFiles([report.path for report in reports], frozenset(named))
    return file_lines(CheckResult((), reports, found, frozenset(with_errors)), TextStyle(verbose=verbose))


@pytest.mark.parametrize(
    ("peak", "updates", "epochs", "stepped", "words"),
    [
        (0.1, 450_000, 90, "update", "peak 0.1, run: 90 epochs of 5,000 updates, stepped: every update"),
        (0.1, 450_001, 90, "epoch", "peak 0.1, run: 90 epochs, 450,001 updates, stepped: every epoch"),
        (2.5e-4, None, 1, "evaluation", "peak 2.5e-4, run: 1 epoch, stepped: every evaluation"),
        (0.1, 1, None, None, "peak 0.1, run: 1 update, stepped: not known"),
        (None, None, None, "once at the end", "peak not known, run: not known, stepped: once at the end"),
        (0.1, 150, 1.5, "update", "peak 0.1, run: 1.5 epochs of 100 updates, stepped: every update"),
        (0.1, 0, 0, "update", "peak 0.1, run: 0 epochs, 0 updates, stepped: every update"),
    ],
)
def test_a_schedule(peak, updates, epochs, stepped, words):
    schedule = UnderstoodSchedule(12, "Cosine", peak, updates, epochs, stepped)
    assert lines(FileReport("a.yml", "ppcls", (schedule,))) == [f"a.yml:12: PaddleClas, schedule: Cosine, {words}"]


def test_a_named_file_gets_a_line_for_each_schedule_and_each_reason():
    found = lines(FileReport("a.py", "python", (COSINE, COSINE), (REASON, NotUnderstood(None, "why"))))
    assert [line.partition(", ")[0] for line in found] == [
        "a.py:12: Python",
        "a.py:12: Python",
        "a.py:88: not understood: the loop is not followed",
        "a.py: not understood: why",
    ]


def test_a_section_is_named_by_its_line_or_its_name():
    report = FileReport("a.yml#train", "ppnlp", (COSINE,), (NotUnderstood(None, "why"),))
    assert [line.partition(": ")[0] for line in lines(report)] == ["a.yml:12", "a.yml#train"]


def test_of_a_directory_only_what_is_not_understood_is_listed():
    good, bad, other = FileReport("a.yml", "ppcls", (COSINE,)), FileReport("b.py", "python", (), (REASON,)), "c.yml"
    reports = (good, bad, FileReport(other, None))
    assert lines(*reports, named=()) == ["b.py:88: not understood: the loop is not followed"]
    assert lines(*reports, named=("a.yml",))[0].startswith("a.yml:12: PaddleClas")
    assert len(lines(*reports, named=(), verbose=True)) == 2


def test_many_files_of_a_directory_are_counted_and_named_ones_are_not():
    reports = [FileReport(f"{number}.py", "python", (), (REASON, REASON)) for number in range(MOST + 5)]
    found = lines(*reports, named=("14.py",))
    assert found[:2] == ["14.py:88: not understood: the loop is not followed"] * 2
    assert found[2] == "0.py:88: not understood: the loop is not followed (and 1 more)"
    assert found[3 + MOST - 1] == "4 more files not understood; --verbose lists them"
    assert len(found) == 2 + MOST + 1
    assert len(lines(*reports, named=(), verbose=True)) == 2 * (MOST + 5)


@pytest.mark.parametrize(("suite", "title"), [("ppseg", "PaddleSeg, "), (None, "")])
def test_an_error_is_not_said_twice(suite, title):
    report = FileReport("a.yml", suite, (), (NotUnderstood(3, "iters: is missing"),))
    assert lines(report, with_errors=("a.yml",)) == [f"a.yml: {title}not understood because of its errors"]
    assert lines(report, with_errors=("a.yml",), named=()) == []
    assert lines(report, with_errors=("b.yml",), named=()) == ["a.yml:3: not understood: iters: is missing"]


def test_an_error_of_a_script_says_nothing_about_its_loops():
    report = FileReport("a.py", "python", (COSINE,), (REASON,))
    assert lines(report, with_errors=("a.py",), named=()) == ["a.py:88: not understood: the loop is not followed"]


def test_control_characters_are_replaced():
    report = FileReport("a\x1b.yml", "ppcls", (UnderstoodSchedule(1, "\x1b[31m", 0.1, None, 1, "\x07"),), (REASON,))
    assert all(line.isprintable() for line in lines(report))
