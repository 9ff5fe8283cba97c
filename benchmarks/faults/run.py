"""Hits a run with faults and counts what is lost. ``python -m benchmarks.faults.run [--small] [--only WORD]``

Prints a table (fault, tries, survived, lost) and each trial that was lost. A fault is survived when the run can go on
and ends as the run without a fault: the weights of all checkpoints, the rows of the log without speed and VisualDL's
charts are the same bit for bit, and what was damaged is said.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.faults import damage, disk_full, kills, no_progress, two_writers
from benchmarks.faults.outcome import Outcome
from benchmarks.faults.program import preload
from benchmarks.faults.scene import Scene


def faults(scene: Scene, small: bool) -> dict[str, Callable[[], Iterator[Outcome]]]:
    """Name -> the trials of a kind of fault."""
    every, tries = (19, 2) if small else (1, 100)
    found = {
        "operations": lambda: kills.at_each_operation(scene, every),
        "resume": lambda: kills.at_each_operation_of_a_resume(scene, every),
        "random": lambda: kills.at_random_moments(scene, tries),
        "beside": lambda: kills.while_a_checkpoint_is_written(scene, tries // 2),
        "signals": lambda: kills.by_signals(scene, tries),
        "checkpoints": lambda: damage.of_checkpoints(scene, 4 if small else 1),
        "logs": lambda: damage.of_logs(scene, 3 if small else 1),
        "two": lambda: two_writers.two_resumes(scene, tries // 4 or 1),
        "starts": lambda: two_writers.two_starts(scene, tries // 4 or 1),
        "hang": lambda: no_progress.hanging_worker(scene, tries // 10 or 1),
        "nan": lambda: no_progress.diverging(scene, tries // 10 or 1),
    }
    if os.getuid() == 0 and not small:
        found["disk"] = lambda: disk_full.disk_full(scene, 30)
    return found


def main() -> int:
    """Runs the trials and returns 1 when something was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="fewer trials, for CI")
    parser.add_argument("--only", help="kinds of faults, by a part of their name")
    given = parser.parse_args()
    preload()
    tried: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for name, trials in faults(Scene(Path(folder)), given.small).items():
            if given.only and given.only not in name:
                continue
            for outcome in trials():
                tried[outcome.fault] += 1
                if outcome.lost:
                    lost[outcome.fault] += 1
                    print(f"lost: {outcome.fault}: {outcome.trial}: {outcome.lost}", file=sys.stderr, flush=True)
    print("| fault | tries | survived | lost |\n|---|---|---|---|")
    for fault, tries in tried.items():
        print(f"| {fault} | {tries} | {tries - lost[fault]} | {lost[fault]} |")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
