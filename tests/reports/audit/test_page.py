"""The page of several audits."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

import pytest

from paddle_lrkit.errors import UsageError
from paddle_lrkit.messages import in_language
from paddle_lrkit.plot.words import CHINESE, ENGLISH
from paddle_lrkit.reports.audit.audited import Unreadable
from paddle_lrkit.reports.audit.page import page
from paddle_lrkit.reports.report_page import write_page
from tests.reports.audit.audits import audited, placed

SEVERAL = [
    audited(),
    audited(source="<script>alert(1)</script>.log", placed=placed(factor=2.0), summary="a & b"),
    audited(verdict="undecided", placed=[]),
    Unreadable("d\x1b.log", "d: prints no rate <here>"),
]


def test_a_row_a_run_with_its_verdict_and_two_pictures():
    text = page(SEVERAL, ENGLISH)
    assert "4 logs: 1 with a fault, 1 right, 1 undecided, 1 not readable" in text
    assert "1 log: 1 right" in page(SEVERAL[:1], ENGLISH)
    assert text.count("<tbody>") == 4
    assert text.count("<svg") == 4
    assert re.findall(r'<span class="badge (\w+)">', text) == ["right", "fault", "open", "unreadable"]
    assert '<dt class="plan">plan</dt><dd>a.yml: CosineDecay' in text


def test_it_is_whole_and_runs_and_loads_nothing():
    text = page(SEVERAL, ENGLISH)
    assert not re.search(r"<script|<link|<img|@import|src=|url\(|\x1b", text)
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", text)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;.log" in text
    body = text.partition("<body>")[2].partition("</body>")[0].replace("<br>", "<br/>")
    assert len(ElementTree.fromstring(f"<body>{body}</body>").findall(".//details")) == 3


def test_in_chinese():
    with in_language("zh"):
        text = page(SEVERAL, CHINESE)
    assert '<html lang="zh">' in text
    assert "4 个日志：1 个有误、1 个正确、1 个无法判断、1 个无法读取" in text


def test_the_folder_is_made(tmp_path):
    file = write_page(page(SEVERAL, ENGLISH), str(tmp_path / "a" / "b"))
    assert (tmp_path / "a" / "b" / "index.html").read_text(encoding="utf-8") == page(SEVERAL, ENGLISH)
    assert file == str(tmp_path / "a" / "b" / "index.html")


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(UsageError, match=r"--report .*taken.*: cannot be written"):
        write_page("", str(tmp_path / "taken"))
