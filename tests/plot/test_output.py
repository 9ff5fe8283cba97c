"""A picture is written completely or not at all."""

from __future__ import annotations

import os

import pytest

from paddle_lrkit.errors import LrkitError, UsageError
from paddle_lrkit.plot.output import picture_suffix, write_picture
from paddle_lrkit.plot.scene import Line, Scene

PICTURE = Scene(20, 10, "t", [Line([(0, 0), (20, 10)], "#000000")])


@pytest.mark.parametrize(("name", "start"), [("a.svg", b"<svg "), ("b.HTML", b"<!doctype html>")])
def test_the_suffix_chooses(tmp_path, name, start):
    write_picture(PICTURE, tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(start)
    assert os.listdir(tmp_path) == [name]


@pytest.mark.parametrize(("name", "start"), [("c.png", b"\x89PNG"), ("c.pdf", b"%PDF-")])
def test_what_matplotlib_draws(tmp_path, name, start):
    pytest.importorskip("matplotlib", reason="needs the extra 'plot'")
    write_picture(PICTURE, tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(start)


@pytest.mark.parametrize("name", ["x.eps", "x", ".svg", "x.svg.gz"])
def test_other_suffixes_are_refused(name):
    with pytest.raises(UsageError, match=r"a picture ends in \.svg, \.png, \.pdf or \.html"):
        picture_suffix(name)


def test_the_nearest_suffix_is_named():
    with pytest.raises(UsageError, match=r"did you mean '\.html'"):
        picture_suffix("x.htm")


def test_a_missing_directory_is_one_sentence(tmp_path):
    with pytest.raises(LrkitError, match=r"x\.svg: cannot be written: No such file or directory"):
        write_picture(PICTURE, tmp_path / "missing" / "x.svg")


def test_a_failure_keeps_the_old_picture(tmp_path, monkeypatch):
    target = tmp_path / "x.svg"
    target.write_text("old")

    def fail(source, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(LrkitError, match="No space left"):
        write_picture(PICTURE, target)
    assert target.read_text() == "old"
    assert os.listdir(tmp_path) == ["x.svg"]


def test_an_old_picture_is_replaced_and_a_link_kept(tmp_path):
    (tmp_path / "real.svg").write_text("old")
    (tmp_path / "link.svg").symlink_to("real.svg")
    write_picture(PICTURE, tmp_path / "link.svg")
    assert (tmp_path / "link.svg").is_symlink()
    assert (tmp_path / "real.svg").read_text().startswith("<svg ")
