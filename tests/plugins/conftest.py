"""Stand-ins for the suites: small packages of the same shape, in a directory that is importable during one test."""

from __future__ import annotations

import importlib
import sys

import pytest


@pytest.fixture
def suite(tmp_path, monkeypatch):
    """``suite(plug_in, files)`` writes a package's files and imports the plug-in; all is forgotten afterwards."""
    mine = {}

    def forget():
        for name in list(sys.modules):
            if name.partition(".")[0] in mine or name in mine:
                del sys.modules[name]

    def load(plug_in, files):
        for path, text in files.items():
            file = tmp_path / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            for package in list(file.relative_to(tmp_path).parents)[:-1]:
                (tmp_path / package / "__init__.py").touch()
            mine[path.partition("/")[0]] = True
        mine[f"paddle_lrkit.plugins.{plug_in}"] = True
        forget()
        importlib.invalidate_caches()
        return importlib.import_module(f"paddle_lrkit.plugins.{plug_in}")

    monkeypatch.syspath_prepend(str(tmp_path))
    yield load
    forget()
    package = sys.modules["paddle_lrkit.plugins"]
    for name in mine:
        vars(package).pop(name.rpartition(".")[2], None)
