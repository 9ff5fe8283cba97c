"""The pages as a person sees them: our charts, all runs, steep steps with and without smoothing."""

from __future__ import annotations

import pytest

from paddle_lrkit.curves import multistep
from paddle_lrkit.train.trackers.base import Trackers
from paddle_lrkit.train.trackers.schedule_points import SCHEDULE_TAG, schedule_points
from paddle_lrkit.train.trackers.visualdl import VisualDLTracker
from tests.dashboard import browser
from tests.dashboard.served import board

pytest.importorskip("visualdl")
pytest.importorskip("selenium", reason="needs the extra browser")
pytest.importorskip("PIL")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (browser.CHROMIUM and browser.DRIVER), reason="needs Chromium and chromedriver"),
]
BLUE = (41, 50, 225)
"""The line of the first run."""


@pytest.fixture(scope="module")
def page():
    with browser.chromium() as opened:
        yield opened


def line_heights(picture):
    """Column -> height of the first run's line there, in pixels."""
    heights = {}
    for column in range(picture.width):
        rows = [row for row in range(picture.height) if is_blue(picture.getpixel((column, row)))]
        if rows:
            heights[column] = rows[-1] - rows[0] + 1
    return heights


def is_blue(color):
    return all(abs(part - wanted) < 40 for part, wanted in zip(color, BLUE, strict=True))


def test_the_charts_of_all_tasks_are_drawn(page, shown):
    page.open(shown.page, expected="rate")
    for run in ("runs/cosine", "runs/steps", "runs/detection", "runs/text"):
        assert run in page.text
    assert [group for group in ("rate", "train", "eval", "speed") if page.is_open(group)] == ["rate", "train"]
    assert page.text.index("\nrate\n") < page.text.index("\ntrain\n") < page.text.index("\neval\n")
    page.open_group("rate", charts=3)
    page.open_group("train", charts=6)
    assert page.smoothing == 0
    assert page.errors() == []


def test_the_settings_of_all_runs_are_in_the_table(page, shown):
    page.open(f"{shown.root}/hyper-parameter", expected="warmup_updates")
    page.wait_for(lambda: "CosineAnnealingDecay" in page.text)
    for text in ("MultiStepDecay", "LinearDecay", "FasterRCNN", "eval/accuracy", "runs/steps"):
        assert text in page.text


def test_the_config_is_shown_line_by_line(page, shown):
    page.open(f"{shown.root}/sample/text", expected="Architecture:\n  name:")
    assert "```" not in page.text


def test_a_smoothing_that_a_person_chose_stays(page, shown):
    page.open(shown.page, expected="rate")
    page.driver.execute_script("localStorage.setItem('scalar_smoothing', '0.3')")
    page.open(shown.page, expected="rate")
    assert page.smoothing == 0.3


@pytest.mark.parametrize("smoothing", ["0", "0.6"])
def test_a_drop_is_steep_at_the_first_update_whatever_the_smoothing(page, tmp_path, smoothing):
    curve = multistep(0.1, [60_000], 0.1).warmup(500)
    with Trackers(VisualDLTracker(tmp_path / "run")) as trackers:
        trackers.curve(SCHEDULE_TAG, schedule_points(curve, 90_000))
    with board(tmp_path, "--smoothing", smoothing) as served:
        page.open(served.page, expected="rate")
        assert page.smoothing == float(smoothing)
        page.open_group("rate", charts=1)
        heights = line_heights(page.pixels("rate", 0))
    whole = max(heights.values())
    assert whole > 100
    slanted = [column for column, height in heights.items() if height > 6]
    assert len(slanted) <= 12, slanted
