"""Where audits are shown, and the exit code."""

from __future__ import annotations

import json

import pytest

from paddle_lrkit.errors import UsageError
from paddle_lrkit.plot.words import ENGLISH
from paddle_lrkit.reports.audit.audited import Unreadable
from paddle_lrkit.reports.audit.show import AuditOutput, show_audits
from tests.reports.audit.audits import audited, placed

RIGHT, WRONG = audited(), audited(source="b.log", placed=placed(factor=2.0, since=1000))
UNREADABLE = Unreadable("c.log", "c.log: prints no rate")


@pytest.mark.parametrize(
    ("audits", "code"),
    [([RIGHT], 0), ([audited(verdict="undecided")], 0), ([RIGHT, WRONG], 1), ([WRONG, UNREADABLE], 2)],
)
def test_the_exit_code_is_that_of_the_worst(audits, code):
    assert show_audits(iter(audits), AuditOutput(), ENGLISH) == code


def test_several_texts_end_with_a_table_and_errors_go_to_standard_error(capsys):
    show_audits([RIGHT, UNREADABLE, WRONG], AuditOutput(), ENGLISH)
    shown = capsys.readouterr()
    assert shown.err == "lrkit: c.log: prints no rate\n"
    first, second, closing = shown.out.split("\n\n")
    assert first.startswith("train.log: right")
    assert second.startswith("b.log: fault")
    assert [row.split()[0] for row in closing.splitlines()] == ["log", "train.log", "c.log", "b.log"]


def test_a_chart_is_drawn_where_it_is_asked_for(capsys):
    show_audits([RIGHT], AuditOutput(), ENGLISH)
    assert "printed in the log" not in capsys.readouterr().out
    show_audits([RIGHT], AuditOutput(chart=True), ENGLISH)
    assert "• printed in the log" in capsys.readouterr().out


def test_json_is_alone_on_standard_output(capsys, tmp_path):
    picture, folder = tmp_path / "a.svg", tmp_path / "page"
    show_audits([RIGHT], AuditOutput(True, picture=str(picture), report=str(folder)), ENGLISH)
    shown = capsys.readouterr()
    assert json.loads(shown.out)["verdict"] == "agrees"
    assert shown.err.splitlines() == [f"wrote {picture}", f"wrote {folder / 'index.html'}"]
    assert picture.read_text().startswith("<svg")
    show_audits([RIGHT, UNREADABLE], AuditOutput(True), ENGLISH)
    assert [set(one) >= {"source"} for one in json.loads(capsys.readouterr().out)] == [True, True]
    show_audits([UNREADABLE], AuditOutput(True), ENGLISH)
    assert capsys.readouterr().out == ""


def test_a_log_without_a_rate_has_no_picture(tmp_path):
    with pytest.raises(UsageError, match=r"a\.svg: train\.log has no rate to draw"):
        show_audits([audited(placed=[])], AuditOutput(picture=str(tmp_path / "a.svg")), ENGLISH)
