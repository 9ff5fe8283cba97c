"""Selecting the device."""

from __future__ import annotations

import pytest

from paddle_lrkit.errors import UsageError
from paddle_lrkit.train.runtime.device import use_device


def test_a_command_for_one_process_refuses_several(monkeypatch):
    monkeypatch.setenv("PADDLE_TRAINERS_NUM", "2")
    with pytest.raises(UsageError, match="runs in one process"):
        use_device("cpu")
