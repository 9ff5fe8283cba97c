"""The SVG is valid XML and deterministic, and its lines lie on the curve."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.curves import cosine, multistep
from paddle_lrkit.plot.chart import Chart
from paddle_lrkit.plot.picture import draw_chart
from paddle_lrkit.plot.scene import BAND, Scene, Text
from paddle_lrkit.plot.schedule_chart import schedule_chart
from paddle_lrkit.plot.series import Series, series_of
from paddle_lrkit.plot.svg import svg
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import RunLength

SPACE = "{http://www.w3.org/2000/svg}"
PIXEL = 0.006


class Drawn(NamedTuple):
    """The first series, the chart and the picture."""

    series: Series
    chart: Chart
    picture: Scene

    def pixel(self, update, rate):
        """Where a rate of the first series is."""
        left, top, right, bottom = self.picture.plots[0]["frame"]
        across, up = update / self.chart.lines[0].readout.span, self.chart.y.place(rate)
        return left + across * (right - left), bottom - up * (bottom - top)


def drawn(*schedules, **options):
    series = series_of(schedules)
    chart = schedule_chart(series, **options)
    picture = draw_chart(chart)
    return Drawn(series[0], chart, picture), picture, ElementTree.fromstring(svg(picture))


def places(line):
    return [tuple(map(float, point.split(","))) for point in line.get("points").split()]


def series_lines(root):
    return [line for line in root.iter(f"{SPACE}polyline") if line.get("data-series")]


@settings(max_examples=60)
@given(data=st.data(), x=st.sampled_from(["updates", "percent"]))
def test_every_vertex_is_a_point_of_the_curve(schedules, data, x):
    one = data.draw(schedules.filter(lambda one: one.total_updates > 1))
    chart, picture, root = drawn(one, x=x)
    left, _, right, _ = picture.plots[0]["frame"]
    (line,) = series_lines(root)
    before = {jump.update: jump.before for jump in chart.series.jumps}
    for across, down in places(line):
        update = round((across - left) / (right - left) * one.total_updates)
        rates = [one.curve(update), before.get(update, one.curve(update))]
        wanted = [chart.pixel(update, rate) for rate in rates]
        assert any(abs(across - w[0]) <= PIXEL and abs(down - w[1]) <= PIXEL for w in wanted)


@settings(max_examples=60)
@given(data=st.data())
def test_every_jump_is_vertical_and_reaches_both_rates(schedules, data):
    one = data.draw(schedules.filter(lambda one: one.total_updates > 1))
    chart, _, root = drawn(one)
    vertices = places(series_lines(root)[0])
    for jump in chart.series.jumps if len(chart.series.jumps) < 200 else ():
        foot = chart.pixel(jump.update, jump.after)
        head = chart.pixel(jump.update, jump.before)
        for end in (foot, head):
            if abs(foot[1] - head[1]) > 0.1:
                assert any(abs(x - end[0]) <= PIXEL and abs(y - end[1]) <= 0.03 for x, y in vertices)


def multi(warmup=500):
    curve = multistep(0.01, [58_632 - warmup, 80_619 - warmup]).warmup(warmup)
    return Schedule(curve, "lrkit", RunLength(87_948, 7329), "MultiStepDecay", "multi.yml", warmup)


def test_milestones_are_lines_and_labels_at_their_update():
    chart, _, root = drawn(multi())
    wanted = [chart.pixel(update, 0)[0] for update in (58_632, 80_619)]
    dashed = [places(line) for line in root.iter(f"{SPACE}polyline") if line.get("stroke-dasharray")]
    assert [line[0][0] for line in dashed] == pytest.approx(wanted, abs=PIXEL)
    assert all(line[0][0] == line[1][0] for line in dashed)
    labels = {text.text: float(text.get("x")) for text in root.iter(f"{SPACE}text")}
    assert labels["epoch 8"] == labels["update 58,632"] == pytest.approx(wanted[0], abs=PIXEL)
    assert labels["epoch 11"] == labels["update 80,619"] == pytest.approx(wanted[1], abs=PIXEL)


def test_the_warmup_band_ends_with_the_warmup():
    chart, _, root = drawn(multi(20_000))
    (band,) = [shape for shape in root.iter(f"{SPACE}rect") if shape.get("fill") == BAND]
    end, _ = chart.pixel(20_000, 0)
    assert float(band.get("x")) + float(band.get("width")) == pytest.approx(end, abs=2 * PIXEL)
    assert "warmup 20,000" in [text.text for text in root.iter(f"{SPACE}text")]


def test_a_warmup_of_a_hundred_in_twenty_thousand_can_be_seen():
    short = Schedule(cosine(5e-5, 0.0, 19_900).warmup(100), "lrkit", RunLength(20_000), "Cosine", "a.yml", 100)
    chart, _, root = drawn(short)
    (band,) = [shape for shape in root.iter(f"{SPACE}rect") if shape.get("fill") == BAND]
    assert float(band.get("width")) > 3
    vertices = places(series_lines(root)[0])
    assert vertices[0] == pytest.approx(chart.pixel(0, 0.0), abs=PIXEL)
    peak = chart.pixel(100, 5e-5)
    assert any(vertex == pytest.approx(peak, abs=0.03) for vertex in vertices)


def test_overlaid_lines_have_names_colors_dashes_and_a_legend():
    first, second = multi(), Schedule(cosine(0.02, 0.0, 5000), "lrkit", RunLength(5000, 100), "Cosine", "other.yml")
    _, _, root = drawn(first, second)
    lines = series_lines(root)
    assert [line.get("data-series") for line in lines] == ["multi", "other"]
    assert len({line.get("stroke") for line in lines}) == 2
    assert len({line.get("stroke-dasharray") for line in lines}) == 2
    words = [text.text for text in root.iter(f"{SPACE}text")]
    assert "multi" in words
    assert "other" in words


def test_a_long_legend_leaves_room_for_the_plot():
    many = [multi() for _ in range(20)]
    _, picture, root = drawn(*many)
    _, top, _, bottom = picture.plots[0]["frame"]
    assert bottom - top >= 160
    assert float(root.get("height")) > bottom


def test_labels_that_would_touch_are_shortened():
    crowded = Schedule(multistep(0.1, [500, 560, 900], 0.5), "lrkit", RunLength(1000, 100), "Multi", "a.yml")
    _, _, root = drawn(crowded)
    words = [text.text for text in root.iter(f"{SPACE}text")]
    assert "epoch 9" not in words
    assert "9 ep" in words
    assert "5.6 ep" in words


def test_every_text_stays_inside_the_picture():
    _, picture, root = drawn(multi())
    for text in root.iter(f"{SPACE}text"):
        assert 0 <= float(text.get("x")) <= picture.width
        assert 0 <= float(text.get("y")) <= picture.height


def test_the_same_bytes_each_time():
    assert svg(drawn(multi())[1]) == svg(drawn(multi())[1])


def test_any_title_is_valid_xml():
    _, _, root = drawn(multi(), title="<a href=\"x\"> & 'b' \x00\x1b ]]> 学")
    assert root.find(f"{SPACE}title").text == "<a href=\"x\"> & 'b' \\x00\\x1b ]]> 学"
    assert root.get("aria-label") == root.find(f"{SPACE}title").text


def test_numbers_have_two_digits_at_most_and_no_minus_zero():
    text = svg(Scene(10, 10, "t", [Text(-0.001, 1 / 3, "a")]))
    assert 'x="0" y="0.33"' in text
