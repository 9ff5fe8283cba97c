import re

import pytest

from paddle_lrkit.advise.data import rows, verdicts
from tests.advise.guide_page import page
from tools import site_advice as site

ROWS = {row.key: row for row in rows()}


@pytest.mark.parametrize(
    ("key", "rates"),
    [
        ("cnn", {0: 0.1, 50: 1.0, 525: 0.5, 1000: 0.0}),
        ("two-stage", {100: 1.0, 666: 1.0, 667: 0.1, 916: 0.1, 917: 0.01}),
        ("open-length", {0: 1.0, 799: 1.0, 1000: 0.0}),
        ("one-stage", {50: 1.0, 1000: 0.067}),
        ("segmentation", {0: 1.0, 500: 0.5**0.9}),
        ("detr", {100: 1.0, 999: 1.0}),
    ],
)
def test_the_shape_of_a_row(key, rates):
    curve = site.shape(ROWS[key])
    assert [curve(update) for update in rates] == pytest.approx(list(rates.values()), abs=1e-3)


def test_every_row_has_a_picture_with_its_case():
    for language in ("en", "zh"):
        drawn = site.filled("<!-- advised shapes -->", language)
        assert re.findall(r'<span title="([^"]*)">', drawn) == [row.case.of(language) for row in ROWS.values()]


def test_the_chart_of_the_losses_names_its_lines():
    drawn = site.filled("<!-- final losses -->", "zh")
    assert [name for name in ("余弦衰减到 0", "wsd 40% linear", "峰值学习率") if f">{name}</text>" not in drawn] == []


def test_what_is_not_supported_is_listed():
    listed = site.filled("<!-- unsupported -->", "en").splitlines()
    statuses = [verdict.status for verdict in verdicts()]
    assert len(listed) == sum(status in ("contradicted", "unsupported", "broken") for status in statuses) >= 4
    assert "**unsupported**: PaddleNLP's CLUE table" in "\n".join(listed)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_has_all_charts(language):
    marks = re.findall(r"^<!-- (.*) -->$", page(language).read_text(encoding="utf-8"), re.M)
    assert marks == ["unsupported", "advised shapes", "final losses"]
