"""The GPUs that trainings on this machine may use."""

from __future__ import annotations

import pytest

from paddle_lrkit.experiments.compare.executors import gpus


@pytest.mark.parametrize(
    ("chosen", "found"), [("0", ["0"]), ("2, 5", ["2", "5"]), ("MIG-a,GPU-b", ["MIG-a", "GPU-b"]), ("", [])]
)
def test_the_environment_says_which(monkeypatch, chosen, found):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", chosen)
    assert gpus.visible_gpus() == found


def test_otherwise_they_are_counted(monkeypatch):
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    monkeypatch.setattr(gpus.glob, "glob", lambda pattern: ["/dev/nvidia3", "/dev/nvidia7"])
    assert gpus.visible_gpus() == ["0", "1"]
