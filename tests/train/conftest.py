"""Fixtures of the trainer's tests: the tiny network, and runs in a temporary directory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from paddle_lrkit.train.loop import TrainResult, train
from paddle_lrkit.train.registry import MODELS
from paddle_lrkit.train.session import Session, open_session
from tests.train.tiny import write_config


@pytest.fixture(autouse=True)
def tiny_net(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MODELS.builtin, "TinyNet", "tests.train.tiny:TinyNet")


@pytest.fixture
def open_tiny(tmp_path: Path) -> Callable[..., Session]:
    def opened(name: str, *overrides: str, resume: str | None = None, policy: str | None = None) -> Session:
        config = write_config(tmp_path)
        output = f"Global.output_dir={tmp_path / name}"
        return open_session(config, [output, *overrides], device="cpu", resume=resume, policy=policy)

    return opened


@pytest.fixture
def train_tiny(open_tiny: Callable[..., Session]) -> Callable[..., tuple[Session, TrainResult]]:
    def trained(name: str, *overrides: str, **options: str) -> tuple[Session, TrainResult]:
        session = open_tiny(name, *overrides, **options)
        return session, train(session, quiet=True)

    return trained
