"""Kills: at each file operation of a run and of a resume, at random moments, and by signals."""

from __future__ import annotations

import os
import random
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from benchmarks.faults.outcome import Outcome, judged
from benchmarks.faults.program import on_operation, start, wait
from benchmarks.faults.scene import Scene, run_of


def operations(scene: Scene, begin: Callable[[Path], None], *more: object) -> list[str]:
    """The file operations of a run, in order.

    Args:
        scene: The scene.
        begin: Makes the run directory.
        more: Further arguments of `lrkit train`.
    """
    run, seen = scene.folder / "counted", scene.folder / "operations.txt"
    begin(run)
    descriptor = os.open(seen, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    note = partial(_note, descriptor)
    scene.train(run, *more, prepare=lambda: on_operation(run, note))
    os.close(descriptor)
    shutil.rmtree(run, ignore_errors=True)
    return seen.read_text().splitlines()


def _note(descriptor: int, number: int, operation: str) -> None:
    os.write(descriptor, f"{operation}\n".encode())


def kill_at(wanted: int, number: int, operation: str) -> None:
    if number == wanted:
        os.kill(os.getpid(), signal.SIGKILL)


def at_each_operation(scene: Scene, every: int = 1) -> Iterator[Outcome]:
    """A kill before each ``every``-th file operation of a new run, then ``--resume auto``."""
    yield from _at_each(scene, "kill at each file operation of a run", lambda run: None, every)


def at_each_operation_of_a_resume(scene: Scene, every: int = 1) -> Iterator[Outcome]:
    """A kill before each ``every``-th file operation of a resumed run, then ``--resume auto`` again."""
    stopped = scene.stopped()
    begin = partial(shutil.copytree, stopped)
    yield from _at_each(scene, "kill at each file operation of a resume", begin, every, "--resume", "auto")


def _at_each(scene: Scene, fault: str, begin: Callable[[Path], object], every: int, *more: object) -> Iterator[Outcome]:
    whole, run = scene.whole(), scene.folder / "killed"
    for number, operation in list(enumerate(operations(scene, begin, *more), start=1))[::every]:
        begin(run)
        scene.train(run, *more, prepare=partial(on_operation, run, partial(kill_at, number)))
        resumed = scene.train(run, "--resume", "auto")
        yield judged(fault, f"{number} {operation}", resumed, whole)
        for made in {run, run_of(resumed) or run}:
            shutil.rmtree(made, ignore_errors=True)


def at_random_moments(scene: Scene, tries: int, seed: int = 0) -> Iterator[Outcome]:
    """Three kills of a run at random moments, each followed by ``--resume auto``."""
    moments, whole = random.Random(seed), scene.whole()
    for number in range(tries):
        run = scene.folder / f"random-{number}"
        for _ in range(3):
            child = start(scene.arguments(run, "--resume", "auto"), scene.folder / "random.txt")
            time.sleep(moments.uniform(0.05, 1.2))
            os.kill(child, signal.SIGKILL)
            wait(child, scene.folder / "random.txt")
        yield judged("kill at random moments, three times", str(number), scene.train(run, "--resume", "auto"), whole)
        for made in scene.folder.glob(f"random-{number}*"):
            shutil.rmtree(made) if made.is_dir() else made.unlink()


def while_a_checkpoint_is_written(scene: Scene, tries: int, seed: int = 0) -> Iterator[Outcome]:
    """A kill at a random moment of a run on a slow disk, whose training is ahead of its checkpoints."""
    moments, whole = random.Random(seed), scene.whole()
    for number in range(tries):
        run, output = scene.folder / f"slow-{number}", scene.folder / "slow.txt"
        child = start(scene.arguments(run), output, partial(on_operation, run, _slow_writer))
        time.sleep(moments.uniform(0.1, 2.0))
        os.kill(child, signal.SIGKILL)
        wait(child, output)
        resumed = scene.train(run, "--resume", "auto")
        yield judged("kill while a checkpoint is written beside the training", str(number), resumed, whole)
        for made in scene.folder.glob(f"slow-{number}*"):
            shutil.rmtree(made) if made.is_dir() else made.unlink()


def _slow_writer(number: int, operation: str) -> None:
    if threading.current_thread() is not threading.main_thread():
        time.sleep(0.01)


def by_signals(scene: Scene, tries: int, seed: int = 0) -> Iterator[Outcome]:
    """SIGINT and SIGTERM at random moments: the code is 130 or 143, or 0 when the run was over.

    A signal that comes before the command has begun ends the process as the system does it, and nothing is there yet.
    """
    moments, whole = random.Random(seed), scene.whole()
    for number in range(tries):
        kind = (signal.SIGINT, signal.SIGTERM)[number % 2]
        run, output = scene.folder / f"signal-{number}", scene.folder / "signal.txt"
        child = start(scene.arguments(run), output, lambda: signal.signal(signal.SIGINT, signal.default_int_handler))
        time.sleep(moments.uniform(0.05, 1.0))
        os.kill(child, kind)
        ended = wait(child, output)
        fault, trial = f"{kind.name} at a random moment", str(number)
        before = ended.code == -kind and not run.exists()
        if not before and (ended.code not in (0, 128 + kind) or "Traceback" in ended.text):
            yield Outcome(fault, trial, f"exit code {ended.code}: {ended.text.strip()[-300:]}")
        else:
            yield judged(fault, trial, scene.train(run, "--resume", "auto"), whole)
        for made in scene.folder.glob(f"signal-{number}*"):
            shutil.rmtree(made) if made.is_dir() else made.unlink()
