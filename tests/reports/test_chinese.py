"""What the commands report in Chinese."""

from __future__ import annotations

import math
from pathlib import Path

import click
import pytest

from paddle_lrkit.cli.main import main
from paddle_lrkit.errors import ConfigError, LrkitError
from paddle_lrkit.lint.check_files import CheckResult
from paddle_lrkit.lint.file_report import FileReport, NotUnderstood, UnderstoodSchedule
from paddle_lrkit.lint.find_files import FoundFiles
from paddle_lrkit.lint.finding import Finding
from paddle_lrkit.messages import in_language
from paddle_lrkit.plot.words import CHINESE
from paddle_lrkit.reports.advise.prompts import ask
from paddle_lrkit.reports.audit.as_json import json_report
from paddle_lrkit.reports.audit.page import page as audit_page
from paddle_lrkit.reports.audit.text import audit_report
from paddle_lrkit.reports.board.runs import record_files
from paddle_lrkit.reports.check.style import TextStyle
from paddle_lrkit.reports.check.text import diff_text, findings_text, summary_text
from paddle_lrkit.reports.compare.report import markdown
from paddle_lrkit.reports.compare.table import report_of
from paddle_lrkit.reports.init.look import look_at
from paddle_lrkit.reports.predict.read_runs import read_runs
from paddle_lrkit.reports.report import ReportStyle, report_text
from paddle_lrkit.reports.watch.ranks import rank_differences
from paddle_lrkit.runs.audit.plan import PlanOptions
from paddle_lrkit.runs.logs.read_logs import LogOptions
from paddle_lrkit.text import cells
from tests.chinese import english_in
from tests.reports.audit.audits import audited, placed
from tests.reports.compare.comparisons import arm, budget, comparison, difference
from tests.reports.predict.logs import write_csv
from tests.reports.watch.test_ranks import record

COSINE, MULTISTEP = "resnet18_digits_cosine", "resnet18_digits_multistep"


@pytest.fixture(autouse=True)
def chinese(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    with in_language("zh"):
        yield


@pytest.mark.parametrize(
    "arguments",
    [
        f"rank {COSINE} {MULTISTEP}",
        f"rank {COSINE}",
        f"curve {COSINE}",
        "configs",
        f"convert {COSINE} --to ppcls -O a.yml",
        f"convert {MULTISTEP} --to ppseg -O a.yml",
        f"plot {COSINE} {MULTISTEP}",
        f"rescale {COSINE} --gpus 1:2 -O b.yml",
        "init classification",
        "init detection",
        "init text",
        "advise --task classification --model ResNet50 --epochs 90 --batch-size 64 --explain",
    ],
)
def test_commands(arguments, capsys, tmp_path):
    with pytest.raises(SystemExit) as ended:
        main([*arguments.split(), "--lang", "zh"])
    said = "".join(capsys.readouterr())
    assert ended.value.code in (0, None), said
    assert english_in(said) == []
    assert not [line for line in said.splitlines() if line.strip().startswith(("，", "。", "）"))]
    for file in tmp_path.glob("*.yml") if arguments.startswith(("init", "advise")) else ():
        assert english_in("\n".join(line.partition("# ")[2] for line in file.read_text("utf-8").splitlines())) == []


def test_a_forecast(tmp_path, capsys):
    write_csv(tmp_path / "run.csv")
    with pytest.raises(SystemExit):
        main(
            [
                "predict",
                "run.csv",
                "--best",
                "--to",
                "6000",
                "--task",
                "classification",
                "--write",
                "best.yml",
                "--lang",
                "zh",
            ]
        )
    assert english_in("".join(capsys.readouterr()) + (tmp_path / "best.yml").read_text("utf-8")) == []


def test_an_audit():
    words = {"convention": "", "summary": ""}
    audits = [audited(**words), audited(placed=placed(factor=2.0), **words), audited(None, **words)]
    text = "\n".join(report_text(audit_report(one), ReportStyle(width=78)) for one in audits)
    assert english_in(text + json_report(audits, several=True)) == []
    assert english_in(audit_page(audits, CHINESE).partition("<body>")[2]) == []
    assert max(map(cells, text.splitlines())) <= 80


def test_a_check():
    known = {"line": 1, "schedule": "Cosine", "peak_lr": 0.1, "updates": 100, "stepped": "update", "epochs": 5}
    schedules = [UnderstoodSchedule(**{**known, **more}) for more in ({}, {"epochs": 3}, {"updates": None}, _UNKNOWN)]
    reports = (
        FileReport("a.yml", "ppdet", tuple(schedules), ()),
        FileReport("b.yml", None, (), (NotUnderstood(7, "无"), NotUnderstood(8, "无"))),
    )
    findings = tuple(
        Finding(f"LR10{n}", "rule", level, "a.yml", 3, "lr", "无", "无") for n, level in enumerate(_LEVELS)
    )
    result = CheckResult(findings, reports, FoundFiles(named=frozenset({"a.yml"}), excluded={"out": 3}))
    style = TextStyle(full=True, verbose=True)
    text = "\n".join(
        [findings_text(result, _NoFiles(), style), summary_text(result, style), diff_text([], True, style)]
    )
    assert english_in(text) == []
    assert "错误 LR100 rule" in text


_UNKNOWN = {"updates": None, "epochs": None, "peak_lr": None, "stepped": None, "assumed": ("无",), "batch": (8, 16)}
_LEVELS = ("error", "warning", "info")


class _NoFiles:
    def text(self, path):
        raise ConfigError(path)


def test_a_comparison():
    worse = arm("B", difference=difference(tied=True, p_holm=0.06, p=0.03), rate_at_edge=True)
    far = arm("C", diverged=1, optimizer={"name": "SGD"}, shares_warmup=False, warmup_updates=3)
    for best, changes in (
        (budget(arm("A"), worse, far, tied=("A", "B")), {}),
        (budget(arm("A"), worse), {"tuned": False}),
    ):
        result = comparison(best, **changes, extensions_allowed=2)
        assert english_in(report_text(report_of(result, best), ReportStyle(width=78)) + markdown(result)) == []


def test_processes_that_differ():
    others = [record(1, steps=0), record(2, updates=2), record(3, rate=lambda tick: math.exp(-tick))]
    assert len(found := rank_differences([record(0), *others])) == 3
    assert english_in("\n".join(one.message for one in found)) == []


def test_errors(tmp_path):
    (tmp_path / "log.csv").write_text("step,lr,loss\n0,0.1,-1\n1,0.1,-1\n")
    for failing in (
        lambda: record_files(tmp_path),
        lambda: record_files(Path("none")),
        lambda: read_runs(["log.csv"], LogOptions(), PlanOptions()),
        *(lambda task=task: look_at(task, tmp_path, tmp_path) for task in ("classification", "detection", "text")),
    ):
        with pytest.raises(LrkitError) as caught:
            failing()
        assert english_in(str(caught.value)) == []


@pytest.mark.parametrize(("yes", "no"), [("是", "否"), ("y", "n"), ("Yes", "NO")])
def test_questions_take_the_answers_of_both_languages(monkeypatch, capsys, yes, no):
    answers = iter(["classification", "ResNet50", "Momentum", "90", "0", "what", yes, no, "0.1", yes, "ppcls"])
    monkeypatch.setattr(click.termui, "visible_prompt_func", lambda _: next(answers))
    case, suite = ask("lrkit")
    assert (case.pretrained, case.fixed, case.tuned, suite) == (True, False, True, "ppcls")
    assert english_in("".join(capsys.readouterr())) == []
