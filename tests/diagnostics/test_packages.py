"""Packages: installed, missing, or of a wrong version."""

from __future__ import annotations

import sys

import pytest

from paddle_lrkit.diagnostics import packages
from paddle_lrkit.diagnostics.paddle_info import PaddleInfo

VERSIONS = {
    "setuptools": "65.5.0",
    "numpy": "2.4.6",
    "safetensors": "0.8.0",
    "pillow": "12.0",
    "scikit-learn": "1.9",
    "visualdl": "2.5.3",
}


@pytest.fixture
def has(monkeypatch):
    def install(**changes):
        versions = VERSIONS | {name.replace("_", "-"): version for name, version in changes.items()}
        monkeypatch.setattr(packages, "installed_version", versions.get)

    return install


def test_everything_installed_is_ok(has):
    has()
    rows = packages.diagnose(PaddleInfo(version="3.3.1"))
    assert [(row.check, row.status, row.detail) for row in rows] == [(n, "ok", v) for n, v in VERSIONS.items()]


@pytest.mark.parametrize(
    ("name", "status", "fix"),
    [
        ("setuptools", "fail", "pip install setuptools"),
        ("numpy", "fail", "pip install 'paddle-lrkit[train]'"),
        ("safetensors", "fail", "pip install 'paddle-lrkit[train]'"),
        ("pillow", "fail", "pip install 'paddle-lrkit[train]'"),
        ("scikit_learn", "warn", "pip install 'paddle-lrkit[train]'"),
        ("visualdl", "warn", "pip install 'paddle-lrkit[train]'"),
    ],
)
def test_missing_packages_have_a_fix(has, name, status, fix):
    has(**{name: None})
    (row,) = (row for row in packages.diagnose(PaddleInfo(version="3.3.1")) if row.status != "ok")
    assert (row.check, row.status, row.fix) == (name.replace("_", "-"), status, fix)


@pytest.mark.parametrize(
    ("numpy", "paddle", "status"),
    [("1.26.4", "2.6.2", "ok"), ("2.0.0", "2.6.2", "fail"), ("2.4.6", "3.3.1", "ok"), ("2.4.6", "", "ok")],
)
def test_paddle_2_needs_numpy_1(has, numpy, paddle, status):
    has(numpy=numpy)
    assert packages.diagnose_numpy(PaddleInfo(version=paddle)).status == status


@pytest.mark.parametrize(("version", "status"), [((3, 10, 0), "ok"), ((3, 13, 9), "ok"), ((3, 14, 0), "warn")])
def test_python_needs_a_wheel(monkeypatch, version, status):
    monkeypatch.setattr(sys, "version_info", version)
    row = packages.diagnose_python()
    assert row.status == status
    assert row.detail.startswith(".".join(map(str, version)))


def test_the_version_of_a_distribution_is_read():
    assert packages.installed_version("click")
    assert packages.installed_version("no-such-distribution-of-lrkit") is None
