"""The public names."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import paddle_lrkit as lrkit


def test_every_public_name_is_there():
    assert [name for name in lrkit.__all__ if not hasattr(lrkit, name)] == []


def test_every_scheduler_is_public():
    from paddle_lrkit import schedulers

    assert set(schedulers.__all__) <= set(lrkit.__all__)
    assert [name for name in schedulers.__all__ if getattr(lrkit, name) is not getattr(schedulers, name)] == []


def test_the_version_is_written_in_one_place():
    root = Path(lrkit.__file__).resolve().parents[1]
    files = (root / "pyproject.toml", root / "Dockerfile", root / "CITATION.cff", root / "compose.yaml")
    assert [file.name for file in files if lrkit.__version__ in file.read_text(encoding="utf-8")] == []
    assert 'path = "paddle_lrkit/__init__.py"' in files[0].read_text(encoding="utf-8")


def test_the_version_is_the_newest_of_the_changelog():
    text = (Path(lrkit.__file__).resolve().parents[1] / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (.*)$", text, re.M)
    released = [
        re.fullmatch(r"(\d+\.\d+\.\d+) - \d{4}-\d\d-\d\d", heading) for heading in headings if heading != "Unreleased"
    ]
    assert None not in released
    assert released[0][1] == lrkit.__version__
    assert "Unreleased" not in headings[1:]


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = lrkit.no_such_name


def test_importing_the_package_does_not_load_paddle():
    code = "import sys, paddle_lrkit; paddle_lrkit.curves; paddle_lrkit.load_schedule; print('paddle' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "False"
