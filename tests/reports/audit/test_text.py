"""The text of an audit."""

from __future__ import annotations

from types import SimpleNamespace

from paddle_lrkit.messages import in_language
from paddle_lrkit.reports.audit.audited import Unreadable
from paddle_lrkit.reports.audit.text import audit_report, closing_table
from paddle_lrkit.reports.report import ReportStyle, report_text
from paddle_lrkit.runs.audit.result import Alternative, AuditNote, LossFinding, PlacedRow
from paddle_lrkit.text import cells
from tests.reports.audit.audits import audited, placed


def audit_text(one, style):
    return report_text(audit_report(one), style)


def test_what_was_read_and_what_it_says():
    text = audit_text(audited(resumes=[600]), ReportStyle())
    assert text.splitlines() == [
        "train.log: right: the rates are the planned ones",
        "  format    PaddleDetection (ppdet-2.0-2.7): a line shows the rate of its update",
        "  rows      100 of updates 0 to 1,980, one in 20, 6 decimals",
        "  resumed   at update 600",
        "  plan      a.yml: CosineDecay, peak 0.1, last 7.615e-8, warmup 200 (2 ep), 2,000 updates = 20 epochs of 100",
        "  verdict   agrees, high certainty",
        "            Every row is as planned.",
    ]


def test_a_fault_with_all_that_can_be_said():
    wrong = audited(
        placed=placed(factor=2.0, since=1000),
        verdict="jump",
        summary="The rate is twice the planned one from update 1,000 on.",
        also_possible=[Alternative("other-schedule", told_apart_by="rows before update 980")],
        notes=[AuditNote("torn-line", "it breaks off", 1812)],
        loss=[LossFinding("spike", "the loss rises to 7.", 1020, 52, 0.1, True, "medium")],
        advice="Print every update.",
    )
    text = audit_text(wrong, ReportStyle())
    assert text.startswith("train.log: fault: the rates change by a factor in the middle of the run\n")
    assert (
        "50 of 100 rows contradict the plan, the first at update 1,000: 0.117365 printed, 0.0586824 planned\n" in text
    )
    assert "  or        other-schedule: the rates follow another schedule" in text
    assert "            Told apart by rows before update 980" in text
    assert "  loss      line 52: the loss rises to 7.\n            the rate can be the reason (0.1), medium" in text
    assert "  note      line 1,812: it breaks off" in text
    assert text.endswith("  next      Print every update.")


def test_the_words_around_it_are_chinese():
    with in_language("zh"):
        text = audit_text(audited(placed=placed(factor=2.0)), ReportStyle())
    assert text.startswith("train.log：有误：学习率是计划的固定倍数\n")
    assert "  计划      a.yml：CosineDecay，峰值 0.1" in text
    assert "other-peak，可信度高" in text


def test_lines_keep_to_the_width_and_names_cannot_move_the_cursor():
    long = audited(source="a\x1b[2J.log", summary="One word after the other. " * 20)
    text = audit_text(long, ReportStyle(width=60))
    assert "\x1b" not in text
    assert "a\\x1b[2J.log" in text
    assert max(cells(line) for line in text.splitlines()[1:]) <= 60
    assert " ".join(text.split()).count("One word after the other.") == 20


def test_colors_tell_the_outcomes_apart():
    colors = {
        audit_text(one, ReportStyle(color=True)).partition("train")[0]
        for one in (audited(), audited(placed=placed(factor=2.0)), audited(verdict="undecided"))
    }
    assert len(colors) == 3


def test_without_a_plan_and_with_few_rows():
    text = audit_text(audited(schedule=None, placed=placed(stop=20)), ReportStyle())
    assert "rows      1 of update 0, 6 decimals" in text
    assert "plan      none: no config was given or found" in text
    assert "rows      none" in audit_text(audited(placed=[]), ReportStyle())
    assert "rows      7, 6 decimals\n" in audit_text(audited(placed=[], rows=7), ReportStyle())


def test_what_a_recognized_shape_leaves_open():
    other = SimpleNamespace(family="linear", text="peak 0.1, end 2,100")
    shape = SimpleNamespace(family="cosine", also=[other], unknown=["The rows end at update 1,980."])
    text = audit_text(audited(None, shape=shape), ReportStyle())
    assert text.startswith("train.log: no plan: recognized shape: cosine\n")
    assert "  or        linear: peak 0.1, end 2,100" in text
    assert "  note      The rows end at update 1,980." in text


def test_a_difference_between_processes_is_none_from_the_plan():
    others = [PlacedRow(40, 0.5, 0.02)]
    text = audit_text(audited(other_process=others, first_update=40, verdict="ranks-differ"), ReportStyle())
    assert "contradict the plan" not in text


def test_a_row_for_each_update_is_said_in_words():
    assert "rows      50 of updates 0 to 49, each of them, 6 decimals" in audit_text(
        audited(placed=placed(every=1, stop=50)), ReportStyle()
    )


def test_the_closing_table_has_a_row_for_each_log():
    several = [audited(), audited(source="b.log", placed=placed(factor=2.0, since=1000)), Unreadable("c.log", "why")]
    assert closing_table(several).splitlines() == [
        "log        verdict       certainty  rows  first at update",
        "train.log  agrees        high        100",
        "b.log      other-peak    high        100            1,000",
        "c.log      not readable",
    ]
