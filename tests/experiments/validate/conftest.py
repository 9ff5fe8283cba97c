"""Fixtures of the tests of checks: options in a temporary directory, and trainings without VisualDL."""

from __future__ import annotations

from pathlib import Path

import pytest

from paddle_lrkit.experiments.validate import configs
from paddle_lrkit.experiments.validate.options import ValidationOptions


@pytest.fixture
def options(tmp_path: Path) -> ValidationOptions:
    return ValidationOptions("cpu", str(tmp_path), 4)


@pytest.fixture(autouse=True)
def no_charts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(configs, "_tracker", lambda: {"visualdl": False})
