"""A run directory with checkpoints and a log, written without Paddle."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from paddle_lrkit.runs.log import encode_row

DATA = {"Global.seed": 0, "Train.loader.batch_size": 4, "processes": 1, "Global.accumulate_steps": 2}


def write_checkpoint(run, update, tensors, rate=0.1, name=None, kinds=None, files=(), **state):
    """``update_<n>`` with a model, an optimizer and a state."""
    folder = Path(run) / "checkpoints" / (name or f"update_{update}")
    folder.mkdir(parents=True)
    types = {key: str(array.dtype) for key, array in tensors.items()} | (kinds or {})
    for file in ("model", *files):
        save_file(tensors, folder / f"{file}.safetensors", metadata={"types": json.dumps(types)})
    save_file({"weight|velocity_0": np.ones(3)}, folder / "optimizer.safetensors")
    content = {
        "format": 1,
        "update": update,
        "made": update,
        "batch": 2 * update,
        "metrics": {},
        "best": None,
        "scheduler": {"last_epoch": update, "last_lr": rate},
        "scaler": {},
        "data": {**DATA, "updates in an epoch": 50},
        **state,
    }
    (folder / "state.json").write_text(json.dumps(content))
    digests = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}
    (folder / "manifest.json").write_text(json.dumps(digests))
    return folder


def write_run(run, weights, rate=lambda update: 0.1, every=1):
    """Update -> array, as the weight of a run whose log has a row every few updates."""
    for update, weight in weights.items():
        write_checkpoint(run, update, {"weight": np.asarray(weight, np.float64)}, rate(update))
    rows = [{"update": update, "rate/applied": rate(update)} for update in range(0, max(weights), every)]
    (Path(run) / "log.jsonl").write_text("".join(f"{encode_row(row)}\n" for row in rows))
    (Path(run) / "config.yml").write_text("Global: {updates: 1}\n")
    return Path(run)
