"""Checkpoints as the suites' programs leave them: the same files and the same structure, written without Paddle."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import numpy as np

_MOMENT = {"conv_0.w_0_velocity_0": ("conv_0.w_0_velocity_0", np.zeros((3, 4), np.float32))}


def state(tick: int, rate: float, inner: float | None = None, after: int = 0) -> dict[str, Any]:
    """State of a scheduler; with ``inner`` that of a warmup of ``after`` ticks around another scheduler."""
    found: dict[str, Any] = {"last_epoch": tick, "last_lr": rate}
    if inner is not None:
        found["LinearWarmup_LR"] = {"last_epoch": max(tick - after, 0), "last_lr": inner}
    return found


def _pickled(file: Path, value: Any, protocol: int = 4) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(pickle.dumps(value, protocol))


def ppdet(prefix: Path, scheduler: dict[str, Any], epochs: int) -> Path:
    """``PREFIX.pdopt``"""
    _pickled(prefix.with_name(prefix.name + ".pdopt"), {**_MOMENT, "LR_Scheduler": scheduler, "last_epoch": epochs})
    return prefix


def ppcls(prefix: Path, scheduler: dict[str, Any], epochs: int) -> Path:
    """``PREFIX.pdopt`` and ``PREFIX.pdstates``"""
    _pickled(prefix.with_name(prefix.name + ".pdopt"), [{**_MOMENT, "LR_Scheduler": scheduler}])
    _pickled(prefix.with_name(prefix.name + ".pdstates"), {"metric": 0.5, "epoch": epochs})
    return prefix


def ppocr(prefix: Path, scheduler: dict[str, Any], epochs: int) -> Path:
    """``PREFIX.pdopt`` and ``PREFIX.states``"""
    _pickled(prefix.with_name(prefix.name + ".pdopt"), {**_MOMENT, "LR_Scheduler": scheduler})
    best = {"acc": np.float64(0.5), "start_epoch": 1}
    states = {"best_model_dict": best, "epoch": epochs, "global_step": 40}
    _pickled(prefix.with_name(prefix.name + ".states"), states, 2)
    return prefix


def ppseg(folder: Path, scheduler: dict[str, Any]) -> Path:
    """``iter_N/model.pdopt``"""
    _pickled(folder / "model.pdopt", {**_MOMENT, "LR_Scheduler": scheduler})
    return folder


def ppnlp(folder: Path, scheduler: dict[str, Any], global_step: int) -> Path:
    """``checkpoint-N/scheduler.pdparams`` and ``trainer_state.json``"""
    _pickled(folder / "scheduler.pdparams", scheduler)
    (folder / "trainer_state.json").write_text(json.dumps({"global_step": global_step, "log_history": []}))
    return folder
