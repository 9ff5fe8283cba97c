"""Our trainer in a process of its own: the memory that it has after so many updates, with all logging on."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.measuring.worker import ROOT, serve

SAMPLES = 80


def resident() -> int:
    """Bytes of this process that are in memory."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096


def memory(updates: int) -> list[list[int]]:
    """Trains softmax regression on the digits; pairs of an update and the bytes before it, at equal distances."""
    from paddle_lrkit.train.loop import train
    from paddle_lrkit.train.session import open_session

    every = max(updates // SAMPLES, 1)
    found: list[list[int]] = []

    def watched(batches: Iterable[Any]) -> Iterator[Any]:
        for update, batch in enumerate(batches):
            if update % every == 0:
                found.append([update, resident()])
            yield batch

    with tempfile.TemporaryDirectory() as folder:
        changes = {
            "Global.updates": updates,
            "Global.epochs": "null",
            "Global.log_every": "1it",
            "Global.eval_every": f"{max(updates // 20, 1)}it",
            "Global.output_dir": f"{folder}/run",
            "Train.loader.batch_size": 8,
            "Tracker.visualdl": "true",
        }
        overrides = [f"{key}={value}" for key, value in changes.items()]
        session = open_session(str(ROOT / "benchmarks/schedules/softmax.yml"), overrides, device="cpu")
        batches = session.task.train_batches
        session.task.train_batches = lambda start: watched(batches(start))
        train(session, quiet=True)
    return found


if __name__ == "__main__":
    serve({"memory": memory})
