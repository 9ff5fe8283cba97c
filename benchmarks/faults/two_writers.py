"""Two processes that want one run: one gets it, the other is refused with its number, or takes the next name."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from benchmarks.faults.outcome import Outcome, judged
from benchmarks.faults.program import Ended, start, wait
from benchmarks.faults.scene import Scene, run_of


def two_resumes(scene: Scene, tries: int) -> Iterator[Outcome]:
    """Two ``--resume auto`` of one run at the same time."""
    fault, whole = "two resumes of one run", scene.whole()
    for number in range(tries):
        run = scene.copy_stopped("shared")
        first, second = _both(scene, run, "--resume", "auto")
        if second.code == 0:
            first, second = second, first
        outcome = judged(fault, str(number), first, whole)
        if not outcome.lost and not _refused(second, run) and "already finished" not in second.text:
            outcome = Outcome(
                fault, str(number), f"the other one: exit code {second.code}: {second.text.strip()[-300:]}"
            )
        yield outcome
        shutil.rmtree(run)


def two_starts(scene: Scene, tries: int) -> Iterator[Outcome]:
    """Two new runs with one output directory: each gets a directory of its own."""
    fault, whole = "two new runs with one name", scene.whole()
    for number in range(tries):
        ended = _both(scene, scene.folder / "new")
        outcomes = [judged(fault, str(number), one, whole) for one in ended]
        runs = {run_of(one) for one in ended}
        same = Outcome(fault, str(number), "both wrote one directory") if len(runs) < 2 else None
        yield same or next((one for one in outcomes if one.lost), outcomes[0])
        for run in runs - {None}:
            shutil.rmtree(run, ignore_errors=True)


def _both(scene: Scene, run: Path, *more: object) -> tuple[Ended, Ended]:
    outputs = [scene.folder / f"writer-{number}.txt" for number in (1, 2)]
    children = [start(scene.arguments(run, *more), output) for output in outputs]
    first, second = (wait(child, output) for child, output in zip(children, outputs, strict=True))
    return first, second


def _refused(ended: Ended, run: Path) -> bool:
    return ended.code == 2 and f"{run}: in use by process " in ended.text
