"""The PNG and the PDF show what the SVG shows."""

from __future__ import annotations

import io
import struct
import sys

import pytest

from paddle_lrkit.curves import multistep
from paddle_lrkit.errors import LrkitError
from paddle_lrkit.plot import figure
from paddle_lrkit.plot.figure import can_write_chinese, pdf, png
from paddle_lrkit.plot.picture import draw_chart
from paddle_lrkit.plot.scene import Line, Rect, Scene, Text
from paddle_lrkit.plot.schedule_chart import schedule_chart
from paddle_lrkit.plot.series import series_of
from paddle_lrkit.plot.words import CHINESE
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import RunLength

ONE = Schedule(multistep(0.1, [60]).warmup(10), "lrkit", RunLength(100, 10), "Multi", "a.yml", 10)


def chart(**options):
    drawn = schedule_chart(series_of([ONE]), **options)
    return drawn, draw_chart(drawn, 640, 400)


def pixels(content):
    image = pytest.importorskip("matplotlib.image", reason="needs the extra 'plot'")
    return image.imread(io.BytesIO(content))


def is_blue(pixel):
    red, green, blue = pixel[:3]
    return blue > 0.8 and red < 0.35 and green < 0.6


def test_size_and_line():
    drawn, picture = chart()
    image = pixels(png(picture))
    assert image.shape[:2] == (800, 1280)
    left, top, right, bottom = picture.plots[0]["frame"]

    def pixel(update, rate):
        across, up = drawn.place(update, rate)
        return image[round(2 * (bottom - up * (bottom - top))), round(2 * (left + across * (right - left)))]

    for update, rate in ((30, 0.1), (65, 0.1), (75, 0.01), (95, 0.01), (5, 0.05), (70, 0.05)):
        assert is_blue(pixel(update, rate))
    assert pixel(30, 0.05)[0] > 0.9


def test_the_same_bytes_each_time():
    pytest.importorskip("matplotlib", reason="needs the extra 'plot'")
    assert png(chart()[1]) == png(chart()[1])


def test_shapes_are_at_their_pixels():
    scene = Scene(
        20,
        10,
        "t",
        [Rect(0, 0, 20, 10, "#ffffff"), Rect(2, 3, 4, 5, "#ff0000"), Line([(10, 0), (10, 10)], "#00ff00", 2)],
    )
    image = pixels(png(scene, pixel_ratio=1))
    assert struct.unpack(">II", png(scene, pixel_ratio=1)[16:24]) == (20, 10)
    assert tuple(image[5, 4][:3]) == (1, 0, 0)
    assert tuple(image[1, 4][:3]) == (1, 1, 1)
    assert tuple(image[5, 10][:3]) == (0, 1, 0)


def test_dollar_signs_are_not_formulas():
    pytest.importorskip("matplotlib", reason="needs the extra 'plot'")
    assert png(Scene(50, 20, "t", [Text(2, 12, "$\\frac{$", 10)])).startswith(b"\x89PNG")


def test_without_matplotlib_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    monkeypatch.setitem(sys.modules, "matplotlib.backends.backend_agg", None)
    with pytest.raises(LrkitError, match=r"paddle-lrkit\[plot\]"):
        png(chart()[1])


@pytest.fixture
def latin(monkeypatch):
    """A machine without a font for Chinese."""
    manager = pytest.importorskip("matplotlib.font_manager", reason="needs the extra 'plot'")
    fonts = [entry for entry in manager.fontManager.ttflist if entry.name.startswith("DejaVu")]
    monkeypatch.setattr(manager.fontManager, "ttflist", fonts)
    monkeypatch.setenv("PATH", "/nowhere")
    return manager


def test_chinese_without_a_font_is_refused_before_it_becomes_boxes(latin):
    assert not can_write_chinese()
    with pytest.raises(LrkitError, match=r"no installed font can write .*\.svg"):
        png(chart(words=CHINESE)[1])


def test_a_font_that_fontconfig_knows_is_used(latin, monkeypatch, tmp_path):
    font = latin.findfont("DejaVu Sans Mono")
    (tmp_path / "fc-match").write_text(
        f"#!/bin/sh\necho '/missing.ttf\tzh-cn'; echo '/no.ttf\ten|zh-tw'; echo '{font}\ten|zh-cn'\n"
    )
    (tmp_path / "fc-match").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert can_write_chinese()
    assert figure._chinese_fonts() == ["DejaVu Sans Mono"]


def test_a_pdf_has_its_text_and_no_time():
    pytest.importorskip("matplotlib", reason="needs the extra 'plot'")
    content = pdf(chart()[1])
    assert content.startswith(b"%PDF-")
    assert b"/MediaBox [ 0 0 460.8 288 ]" in content
    assert b"CreationDate" not in content
    assert b"/FontFile2" in content
    assert pdf(chart()[1]) == content
