"""Which devices of this machine the trainings of a comparison share."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from paddle_lrkit.experiments.compare import options
from paddle_lrkit.experiments.compare.options import CompareOptions


@pytest.mark.parametrize(
    ("device", "gpus", "others", "shared"),
    [
        (None, [], False, None),
        (None, ["0", "1"], False, ["0", "1"]),
        (None, [], True, []),
        ("cpu", ["0"], True, None),
        ("gpu", ["0", "1"], True, ["0", "1"]),
        ("gpu", [], False, []),
        ("gpu:1", ["0", "1"], False, []),
        ("npu", ["0"], True, []),
    ],
)
def test_the_devices_that_trainings_share(monkeypatch, device, gpus, others, shared):
    monkeypatch.setattr(options, "visible_gpus", lambda: gpus)
    monkeypatch.setattr(options, "other_devices_installed", lambda: others)
    assert CompareOptions.local_gpus.fget(SimpleNamespace(device=device)) == shared
