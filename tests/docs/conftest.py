"""A directory for the commands of a page."""

import pytest


@pytest.fixture
def directory(tmp_path, monkeypatch):
    """An empty current directory, and a small network that a config can name."""
    pytest.importorskip("paddle")
    from paddle_lrkit.train.registry import MODELS

    monkeypatch.setitem(MODELS.builtin, "TinyNet", "tests.train.tiny:TinyNet")
    monkeypatch.chdir(tmp_path)
    return tmp_path
