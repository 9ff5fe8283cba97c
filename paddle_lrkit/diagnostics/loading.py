"""Do data loader workers run here: a small load in a process of its own, with a time limit."""

from __future__ import annotations

from paddle_lrkit.diagnostics.probe import Probe, run_probe
from paddle_lrkit.diagnostics.row import Row

_WORKERS, _BATCHES, _IMAGE = 2, 4, (8, 3, 64, 64)

_SCRIPT = f"""
import json
import zlib

import numpy as np
import paddle

class Images(paddle.io.Dataset):
    def __len__(self):
        return {_BATCHES * _IMAGE[0]}

    def __getitem__(self, index):
        return (np.full({_IMAGE[1:]}, index, dtype="float32"),)

paddle.set_device("cpu")
loader = paddle.io.DataLoader(
    Images(), batch_size={_IMAGE[0]}, num_workers={_WORKERS}, use_shared_memory=True, return_list=True
)
total = sum(float(batch.mean()) for (batch,) in loader)
right = sum(range({_BATCHES * _IMAGE[0]})) / {_IMAGE[0]}
assert abs(total - right) < 1e-3, "the batches are wrong"
print(json.dumps({{"computes": True}}), flush=True)
"""


def rows(found: Probe, timeout: float = 90) -> list[Row]:
    """Whether a loader with two workers hands its batches over; no row when Paddle does not import."""
    return [worker_row(run_probe(_SCRIPT, timeout))] if found.version else []


def worker_row(loaded: Probe) -> Row:
    """The row of what the process said."""
    check = "loader workers"
    if loaded.computes:
        return Row(check, "ok", f"{_WORKERS} workers handed {_BATCHES} batches over")
    fix = "num_workers: 0 in the config's loader; in a container docker run --shm-size=8G"
    return Row(check, "warn", f"{_WORKERS} workers did not load: {loaded.error or 'no answer'}", fix)
