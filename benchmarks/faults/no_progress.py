"""Runs that cannot go on by themselves: workers that hang, and a loss that is not finite."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.faults.outcome import Outcome, judged
from benchmarks.faults.program import start, wait
from benchmarks.faults.scene import Scene


def hanging_worker(scene: Scene, tries: int) -> Iterator[Outcome]:
    """SIGSTOP for a loader worker in the middle of a run: the run ends with a sentence, and can be resumed."""
    fault, whole = "a loader worker that hangs", scene.whole()
    options = ("-o", "Train.loader.num_workers=2", "-o", "Train.loader.timeout=2")
    for number in range(tries):
        run, output = scene.folder / f"hang-{number}", scene.folder / "hang.txt"
        child = start(scene.arguments(run, *options), output, _slow_updates)
        workers = _wait_for_children(child)
        if workers:
            os.kill(workers[0], signal.SIGSTOP)
        ended = wait(child, output)
        if ended.code != 2 or "no batch for 2 s: worker 0" not in ended.text:
            yield Outcome(fault, str(number), f"exit code {ended.code}: {ended.text.strip()[-300:]}")
        else:
            yield judged(fault, str(number), scene.train(run, *options, "--resume", "auto"), whole)
        for made in scene.folder.glob(f"hang-{number}*"):
            shutil.rmtree(made) if made.is_dir() else made.unlink()


def _slow_updates() -> None:
    """Makes each sample slow, so that the worker is stopped before it has made all batches."""
    from paddle_lrkit.train.data.images import loader

    fetch = loader.ImageFetcher.__call__

    def slow(self: object, keys: object) -> object:
        time.sleep(0.3)
        return fetch(self, keys)  # type: ignore[arg-type]

    loader.ImageFetcher.__call__ = slow  # type: ignore[method-assign, assignment]


def _wait_for_children(process: int) -> list[int]:
    file, deadline = Path(f"/proc/{process}/task/{process}/children"), time.monotonic() + 60
    while time.monotonic() < deadline and file.exists():
        found = [int(number) for number in file.read_text().split()]
        if len(found) == 2:
            return found
        time.sleep(0.01)
    return []


def diverging(scene: Scene, tries: int) -> Iterator[Outcome]:
    """A rate that is too high: the error names the update, and ``on_nan`` without a checkpoint does not go on."""
    fault = "a loss that is not finite"
    high = ("-o", "Optimizer.lr={name: Constant, learning_rate: 1.0e+38}", "-o", "Global.on_nan={times: 1}")
    for number in range(tries):
        run = scene.folder / f"nan-{number}"
        ended = scene.train(run, *high)
        said = "is not finite" in ended.text or "the loss is" in ended.text or "the gradient norm is" in ended.text
        lost = (
            "" if ended.code == 1 and said and "no checkpoint was written before" in ended.text else ended.text[-300:]
        )
        yield Outcome(fault, str(number), lost)
        shutil.rmtree(run, ignore_errors=True)
