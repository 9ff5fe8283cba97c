"""Whether data loader workers run: a small load in a process of its own, with a time limit."""

from __future__ import annotations

from paddle_lrkit.diagnostics.diagnosis import Diagnosis
from paddle_lrkit.diagnostics.paddle_info import PaddleInfo, read_paddle_info
from paddle_lrkit.messages import tr

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


def diagnose(info: PaddleInfo, timeout: float = 90) -> list[Diagnosis]:
    """Whether a loader with two workers delivers its batches; no result if Paddle cannot be imported."""
    return [diagnose_workers(read_paddle_info(_SCRIPT, timeout))] if info.version else []


def diagnose_workers(loaded: PaddleInfo) -> Diagnosis:
    """The result of the process that loaded the batches."""
    check = "loader workers"
    if loaded.computes:
        return Diagnosis(check, "ok", tr("{} workers loaded {} batches", _WORKERS, _BATCHES))
    fix = tr("set num_workers: 0 in the config's loader; in a container docker run --shm-size=8G")
    return Diagnosis(check, "warn", tr("{} workers did not load: {}", _WORKERS, loaded.error or tr("no answer")), fix)
