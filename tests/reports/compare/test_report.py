"""The reports of a comparison show names of any characters as text: nothing in them becomes an element."""

from __future__ import annotations

from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from paddle_lrkit.reports.compare.charts import charts
from paddle_lrkit.reports.compare.report import markdown, page, write_reports
from tests.reports.compare.comparisons import arm, budget, comparison, difference

NAMES = [
    "<script>alert(1)</script>",
    "</style></svg><img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "]]><script>",
    "&lt;b&gt;",
    "<!--",
    "\x00\x1b]0;owned\x07\u202e",
]


class Elements(HTMLParser):
    """The elements, attributes and texts of a page, as a browser finds them."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.texts = set(), set(), []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attributes}

    def handle_data(self, data):
        self.texts.append(data)


def hostile(name):
    """A comparison in which every text that a config, a plug-in or a file gives is ``name``."""
    points = {"tuning": ((0.05, 0.6), (0.1, 0.5)), "second_values": (0.1, 0.2)}
    arms = [
        arm(name, **points, lr={"name": name, name: name, "learning_rate": 0.1}),
        arm(f"B{name}", **points, lr={"name": name}, difference=difference(), last_rate=None),
        arm(f"C{name}", **points, diverged=1),
    ]
    part = budget(*arms, best=name, tied=(name,))
    return comparison(part, config=name, task=name, metric=name, second_metric=name, measured_on=name)


def elements(name):
    result = hostile(name)
    return Elements(page(result, [charts(result, part) for part in result.budgets]))


@pytest.mark.parametrize("name", NAMES)
def test_a_page_has_the_same_elements_whatever_the_names(name):
    shown, harmless = elements(name), elements("harmless")
    assert (shown.tags, shown.attributes) == (harmless.tags, harmless.attributes)
    assert "script" not in shown.tags
    assert any(name.isprintable() and name in text for text in shown.texts) or not name.isprintable()
    assert not [text for text in shown.texts if not text.replace("\n", "").isprintable()]


@pytest.mark.parametrize("name", NAMES)
def test_the_files_are_valid_and_hold_no_tag_of_a_name(tmp_path, name):
    write_reports(tmp_path, hostile(name))
    pictures = [*(tmp_path / "charts").glob("*.svg")]
    assert len(pictures) == 4
    for picture in pictures:
        tags = {element.tag.rpartition("}")[2] for element in ElementTree.parse(picture).iter()}
        assert tags <= {"svg", "title", "rect", "polyline", "text"}
    assert "<script" not in (tmp_path / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES[:6])
def test_markdown_holds_no_tag_of_a_name(name):
    found = Elements(markdown(hostile(name)))
    assert found.tags == set()
