"""Run directories as the trainer leaves them, written without Paddle."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from paddle_lrkit.curves import Curve
from paddle_lrkit.runs.log import encode_row


def scheduler_state(curve: Curve, update: int) -> dict[str, Any]:
    """What ``CurveLR(curve).state_dict()`` is at an update."""
    identity = {"curve": repr(curve), "fingerprint": curve.fingerprint, "length": curve.length}
    return {"last_epoch": update, "last_lr": curve(update), **identity, "factor": 1.0, "since": 0}


def write_checkpoint(directory: Path, scheduler: Mapping[str, Any]) -> Path:
    """A checkpoint with a state and one file that is not to be read."""
    directory.mkdir(parents=True)
    content = json.dumps({"format": 1, "update": scheduler["last_epoch"], "scheduler": scheduler}).encode()
    (directory / "state.json").write_bytes(content)
    digests = {"state.json": hashlib.sha256(content).hexdigest(), "model.safetensors": "is not there"}
    (directory / "manifest.json").write_text(json.dumps(digests))
    return directory


def write_log(run: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    """A ``log.jsonl`` in a run directory."""
    run.mkdir(parents=True, exist_ok=True)
    (run / "log.jsonl").write_text("".join(f"{encode_row(row)}\n" for row in rows))
    return run / "log.jsonl"


def applied(curve: Curve, updates: Iterable[int]) -> list[dict[str, float]]:
    """Training rows of a run that followed a curve."""
    return [{"update": update, "rate/applied": curve(update)} for update in updates]
