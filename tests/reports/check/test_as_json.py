"""The result as JSON."""

from __future__ import annotations

import json

from paddle_lrkit.reports.check.as_json import dumped, json_report
from tests.reports.check.results import FINDING, HOSTILE, RESULT, hidden


def test_no_control_character_is_printed():
    assert hidden(json_report(RESULT)) == []


def test_json_keeps_every_character():
    file = {
        "path": f"{HOSTILE}.yml#a",
        "suite": None,
        "schedules": [],
        "not_understood": [{"line": 7, "why": HOSTILE}],
    }
    assert json.loads(json_report(RESULT)) == {"findings": [FINDING.as_dict()], "files": [file]}


def test_chinese_stays_readable():
    assert "学习率" in dumped({"key": "学习率"})
