"""Reports as a page."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

from paddle_lrkit.messages import in_language
from paddle_lrkit.plot.scene import Scene
from paddle_lrkit.reports.report import Report
from paddle_lrkit.reports.report_page import html_list, html_page, html_report

ROWS = [("arm", "loss"), ("<b>A</b>", "0.5"), ("B", "0.6")]
REPORT = Report("a & b", [("verdict", "first\nsecond")], rows=ROWS, align="<>", marked=[0], notes=[("next", "more")])


def body(page):
    return ElementTree.fromstring(page.partition("</head>\n")[2].partition("</html>")[0])


def test_a_page_has_the_order_of_a_terminal():
    found = body(html_page("title", html_report(REPORT, [Scene(20, 10, "picture")])))
    assert [element.tag for element in found] == ["h1", "h2", "dl", "div", "div", "dl"]
    verdict, pictures, rows, notes = list(found)[2:]
    assert [element.text for element in verdict] == ["verdict", "first\nsecond"]
    assert pictures.get("class") == "charts"
    assert [row.get("class") for row in rows.iter("tr")] == [None, "marked", None]
    assert [cell.get("class") for cell in rows.iter("td")] == [None, "number"] * 2
    assert [element.text for element in notes] == ["next", "more"]


def test_names_are_texts_and_nothing_is_loaded():
    with in_language("zh"):
        page = html_page("<script>", html_report(REPORT, []) + html_list("<i>", ["<img src=x>"]))
    assert next(body(page).iter("td")).text == "<b>A</b>"
    assert page.startswith('<!DOCTYPE html>\n<html lang="zh">')
    assert not re.search(r"<script|<link|<img|<i>|@import|url\(", page)


def test_nothing_empty_is_on_a_page():
    assert html_report(Report("a"), []) == "<h2>a</h2>\n"
