"""The sequence of checks: order, intermediate reports, files left on disk."""

from __future__ import annotations

import json

import pytest

from paddle_lrkit.errors import UsageError
from paddle_lrkit.experiments.validate import check_process
from paddle_lrkit.experiments.validate.case import CaseResult
from paddle_lrkit.experiments.validate.report import ValidationReport
from paddle_lrkit.experiments.validate.validation import check_names, validate


@pytest.fixture
def report():
    return ValidationReport("lrkit validate", "cpu", {}, "2026-01-01 10:00 UTC")


def test_names_are_taken_in_their_usual_order():
    assert check_names("static, rates,tasks") == ["rates", "tasks", "static"]
    assert check_names(None) == ["rates", "tasks", "amp", "resume", "processes", "speed", "static"]


@pytest.mark.parametrize(
    ("asked", "message"),
    [("rate", "unknown check 'rate'; did you mean 'rates'"), ("x", "known: rates, "), ("", "known:")],
)
def test_an_unknown_name_is_refused(asked, message):
    with pytest.raises(UsageError, match=message):
        check_names(asked)


def test_the_report_is_complete_at_the_end_and_the_rest_is_removed(monkeypatch, options, tmp_path, report):
    def findings(check, given):
        for place in ("data/scenes", "runs/a/checkpoints/last", "runs/without_log", "logs/launch"):
            (tmp_path / place).mkdir(parents=True, exist_ok=True)
        (tmp_path / "runs/a/log.jsonl").write_text("{}\n")
        (tmp_path / "logs/rates.txt").write_text("")
        (tmp_path / "logs/speed.txt").write_text("a warning\n")
        yield CaseResult(check.name, "a", "ok")

    told = []
    monkeypatch.setattr(check_process, "run_check", findings)
    validate(["rates", "speed"], options, report, told.append)
    assert [finding.check for finding in told] == ["rates", "speed"]
    left = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())
    assert left == ["logs/speed.txt", "report.json", "report.md", "runs/a/log.jsonl"]
    assert not (tmp_path / "runs/without_log").exists()
    assert json.loads((tmp_path / "report.json").read_text())["verdict"] == "passed"


def test_an_interruption_leaves_what_was_found(monkeypatch, options, tmp_path, report):
    def findings(check, given):
        yield CaseResult(check.name, "a", "ok")
        raise KeyboardInterrupt

    monkeypatch.setattr(check_process, "run_check", findings)
    with pytest.raises(KeyboardInterrupt):
        validate(["rates", "speed"], options, report, lambda finding: None)
    read = json.loads((tmp_path / "report.json").read_text())
    assert (read["verdict"], len(read["findings"])) == ("not complete", 1)
