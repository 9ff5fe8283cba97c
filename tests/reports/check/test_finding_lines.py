"""A finding as text, short and with its line of the file."""

from __future__ import annotations

import re

import pytest

from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.lint.finding import Finding
from paddle_lrkit.reports.check.finding_lines import FullFindings, concise
from paddle_lrkit.reports.check.style import TextStyle

FINDING = Finding("LR102", "milestone-after-end", "error", "a.yml", 2, "lr.milestones.1", "16 is too late", "[8, 11]")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def full(finding, text=None, **style):
    if text is not None:
        with open(finding.path, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
    return FullFindings(ConfigFiles(), TextStyle(full=True, **style)).lines(finding)


def changed(**values):
    return Finding(**{name: values.get(name, getattr(FINDING, name)) for name in FINDING.__dataclass_fields__})


def test_a_short_finding():
    assert concise(FINDING, TextStyle()) == [
        "a.yml:2: error LR102 milestone-after-end: lr.milestones.1: 16 is too late",
        "    [8, 11]",
    ]


def test_a_short_finding_without_line_key_and_fix():
    assert concise(changed(line=None, key="", fix=None), TextStyle()) == [
        "a.yml: error LR102 milestone-after-end: 16 is too late"
    ]


def test_a_finding_with_its_line():
    assert full(FINDING, "# 学习率\nlr: {milestones: [8, 16]}\n") == [
        "a.yml:2:22: error LR102 milestone-after-end",
        "  lr.milestones.1: 16 is too late",
        "    |",
        "  2 | lr: {milestones: [8, 16]}",
        "    |                      ^^",
        "  help: [8, 11]",
    ]


def test_long_messages_are_broken_at_the_width():
    lines = full(changed(message="word " * 40, fix="fix " * 40), "\nlr: {milestones: [8, 16]}\n", width=60)
    assert max(map(len, lines)) <= 60
    assert " ".join(lines).split().count("word") == 40
    assert lines[0] == "a.yml:2:22: error LR102 milestone-after-end"


@pytest.mark.parametrize("text", ["a: 1\nb: 2\n", "a: 1\n", "", "[1]\n- x\n"])
def test_a_line_that_does_not_have_the_key_is_not_shown(text):
    lines = full(FINDING, text) if text != "[1]\n- x\n" else full(changed(key="x"), "x: 1\n")
    assert len(lines) == 3


def test_a_file_that_is_not_yaml_is_marked_by_the_line():
    assert full(changed(key="", message="not valid YAML", fix=None), "a: 1\n  b: c: d  \n")[2:] == [
        "    |",
        "  2 |   b: c: d",
        "    |   ^^^^^^^",
    ]


@pytest.mark.parametrize("path", ["missing.yml", "-o Global.epochs=3"])
def test_what_is_in_no_file_has_no_line(path):
    assert full(changed(path=path)) == [
        f"{path}:2: error LR102 milestone-after-end",
        "  lr.milestones.1: 16 is too late",
        "  help: [8, 11]",
    ]


def test_a_script():
    finding = changed(path="a.py", line=1, key="s.milestones")
    assert full(finding, "s = MultiStepDecay(0.1, [8, 16])\n")[2:5] == [
        "    |",
        "  1 | s = MultiStepDecay(0.1, [8, 16])",
        "    |                         ^^^^^^^",
    ]


def test_colors_change_nothing_but_colors():
    plain = full(FINDING, "\nlr: {milestones: [8, 16]}\n")
    colored = full(FINDING, color=True)
    assert [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in colored] == plain
    assert all("\x1b[" in line for line in (colored[0], colored[3], colored[4]))
    assert "\x1b[31m" in concise(FINDING, TextStyle(color=True))[0]


HOSTILE = "\x1b]0;x\x07\x9b31m\u202e\n"


@pytest.mark.parametrize("field", ["path", "key", "message", "fix"])
def test_control_characters_of_a_file_are_replaced(field):
    finding = changed(**{field: HOSTILE})
    for lines in (concise(finding, TextStyle()), full(finding)):
        assert all(line.isprintable() for line in lines)
