"""Paddle: missing, installed, installed twice, or broken."""

from __future__ import annotations

import importlib.metadata

import pytest

from paddle_lrkit.diagnostics import framework
from paddle_lrkit.diagnostics.driver import Driver
from paddle_lrkit.diagnostics.paddle_info import PaddleInfo

CPU = Driver(error="no nvidia-smi")
WORKS = PaddleInfo(version="3.3.1")


def test_one_distribution_is_named():
    row = framework.diagnose_distribution({"paddlepaddle": "3.3.1"}, WORKS, CPU)
    assert (row.status, row.detail, row.fix) == ("ok", "paddlepaddle 3.3.1", "")


def test_both_distributions_at_once_fail():
    row = framework.diagnose_distribution({"paddlepaddle": "3.3.1", "paddlepaddle-gpu": "2.6.2"}, WORKS, CPU)
    assert row.status == "fail"
    assert "paddlepaddle 3.3.1, paddlepaddle-gpu 2.6.2" in row.detail
    assert row.fix == "pip uninstall -y paddlepaddle paddlepaddle-gpu, then install one of them"


def test_no_distribution_fails_unless_paddle_can_be_imported():
    assert framework.diagnose_distribution({}, WORKS, CPU).status == "ok"
    row = framework.diagnose_distribution({}, PaddleInfo(error="No module named 'paddle'"), CPU)
    assert (row.status, row.fix) == ("fail", "pip install 'paddle-lrkit[cpu,train]'")


def test_the_installed_distributions_are_read(monkeypatch):
    known = {"paddlepaddle": "3.3.1", "paddlepaddle-gpu": "2.6.2"}

    def version(name):
        if name in known:
            return known[name]
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", version)
    assert framework.installed_distributions() == known


@pytest.mark.parametrize(
    ("error", "fix"),
    [
        ("ModuleNotFoundError: No module named 'setuptools'", "pip install setuptools"),
        (
            "PermissionError: [Errno 13] Permission denied: '/.cache'",
            "set HOME to a writable directory, such as /tmp",
        ),
        ("ImportError: libgomp.so.1: cannot open shared object file", "apt-get install libgomp1"),
        ("ImportError: numpy.core.multiarray failed to import", "pip install 'numpy<2'"),
        ("the process ended with SIGILL", "pip install --force-reinstall paddlepaddle"),
    ],
)
def test_a_broken_import_says_what_to_do(error, fix):
    row = framework.diagnose_import({"paddlepaddle": "3.3.1"}, PaddleInfo(error=error))
    assert (row.status, row.detail, row.fix) == ("fail", error, fix)


@pytest.mark.parametrize(
    ("version", "status"),
    [("3.3.1", "ok"), ("2.6.2", "ok"), ("0.0.0", "ok"), ("2.5.2", "warn"), ("1.8.5", "warn")],
)
def test_an_untested_version_is_a_warning(version, status):
    assert framework.diagnose_import({"paddlepaddle": version}, PaddleInfo(version=version)).status == status
