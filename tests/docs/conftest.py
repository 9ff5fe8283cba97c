"""A directory for the commands of a page."""

import pytest


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    """The language of the pages that are compared, whatever the locale."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.delenv("LANGUAGE", raising=False)


@pytest.fixture
def directory(tmp_path, monkeypatch):
    """An empty current directory, and a small network that a config can name."""
    pytest.importorskip("paddle")
    from paddle_lrkit.train.registry import MODELS

    monkeypatch.setitem(MODELS.builtin, "TinyNet", "tests.train.tiny:TinyNet")
    monkeypatch.chdir(tmp_path)
    return tmp_path
