"""Every schedule of the catalogue is on the sheet, drawn from its own example."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest

from paddle_lrkit.curves import catalog
from paddle_lrkit.plot.catalogue import UPDATES, draw_catalogue, draw_terminal_catalogue, panels, whole_sheet
from paddle_lrkit.plot.scene import Text
from paddle_lrkit.plot.svg import svg
from paddle_lrkit.plot.words import CHINESE
from paddle_lrkit.text import cells


@pytest.fixture(scope="module")
def sheet():
    return panels()


def test_one_panel_for_each_entry(sheet):
    assert [panel.name for panel in sheet] == [entry.name for entry in catalog.ENTRIES]
    assert all(panel.series.total == UPDATES and panel.series.peak > 0 for panel in sheet)


def test_the_whole_sheet_has_options_and_other_quantities_too():
    whole = whole_sheet()
    names = [panel.name for panel in whole]
    assert len(set(names)) == len(names)
    assert {"jagged_restarts", "override", "WSD, half_life", "WeightDecayRamp", "BatchSizeRamp"} < set(names)
    by_name = {panel.name: panel.series.schedule.curve for panel in whole}
    assert by_name["BatchSizeRamp"](999) == 512
    assert by_name["WeightDecayRamp"](500) == pytest.approx(0.22)
    assert by_name["override"](900) == pytest.approx(by_name["override"](800) / 2)


def test_an_example_is_bound_as_yaml_would_be():
    (panel,) = panels([catalog.find("MultiStepDecay")])
    assert panel.series.schedule.curve(599) == 0.1
    assert panel.series.schedule.curve(600) == pytest.approx(0.01)


def test_an_example_may_carry_units():
    old = catalog.find("StepDecay")
    entry = catalog.Entry("StepDecay", old.factory, old.summary, {"learning_rate": 0.1, "step_size": "25%"}, "run")
    (panel,) = panels([entry])
    assert [jump.update for jump in panel.series.jumps] == [250, 500, 750]


@pytest.mark.parametrize("width", [320, 1160, 2000])
def test_all_panels_are_inside_the_picture_and_apart(sheet, width):
    many = (list(sheet) * 6)[:50]
    picture = draw_catalogue(many, width=width)
    frames = [tuple(plot["frame"]) for plot in picture.plots]
    assert len(set(frames)) == 50
    assert all(0 < left < right <= width and 0 < top < bottom < picture.height for left, top, right, bottom in frames)
    for left, top, right, bottom in frames:
        others = [frame for frame in frames if frame != (left, top, right, bottom)]
        assert not any(a < right and left < c and b < bottom and top < d for a, b, c, d in others)


def test_the_picture_is_xml_with_every_name(sheet):
    picture = draw_catalogue(sheet, CHINESE)
    ElementTree.fromstring(svg(picture))
    assert {panel.name for panel in sheet} <= {item.text for item in picture.items if isinstance(item, Text)}


@pytest.mark.parametrize("columns", [36, 80, 121])
@pytest.mark.parametrize("ascii_only", [False, True])
def test_the_terminal_sheet_fits_and_has_every_name(sheet, columns, ascii_only):
    text = draw_terminal_catalogue(sheet, columns=columns, ascii_only=ascii_only)
    assert all(cells(line) <= columns for line in text.split("\n"))
    assert all(panel.name in text for panel in sheet)
    assert text.isascii() is ascii_only
