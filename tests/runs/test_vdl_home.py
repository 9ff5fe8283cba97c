"""HOME stays as it is when it can be written, and is another one for a while when it cannot."""

from __future__ import annotations

import os

from paddle_lrkit.runs.vdl_home import home_is_writable, importable_home


def test_a_writable_home_is_left_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert home_is_writable()
    with importable_home():
        assert os.environ["HOME"] == str(tmp_path)


def test_an_unwritable_home_is_replaced_for_the_block(monkeypatch):
    monkeypatch.setenv("HOME", os.devnull)
    assert not home_is_writable()
    with importable_home():
        inside = os.environ["HOME"]
        assert home_is_writable()
    assert os.environ["HOME"] == os.devnull
    assert not os.path.exists(inside)
