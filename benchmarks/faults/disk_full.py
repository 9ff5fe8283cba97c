"""A file system that is full: the run stops with a sentence, and goes on when there is room. Needs root."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.faults.outcome import Outcome, judged
from benchmarks.faults.scene import Scene, run_of

FAULT = "disk full"


@contextmanager
def small_disk(folder: Path, kibibytes: int) -> Iterator[Path]:
    """A file system of this size, in memory."""
    folder.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kibibytes}k", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
        folder.rmdir()


def disk_full(scene: Scene, tries: int) -> Iterator[Outcome]:
    """Disks of sizes from nothing to that of a whole run; then they grow, and the run is resumed."""
    whole = scene.whole()
    needed = sum(file.stat().st_size for file in whole.rglob("*") if file.is_file()) // 1024 + 4 * 40
    for size in sorted({max(needed * number // tries, 4) for number in range(1, tries + 1)}):
        with small_disk(scene.folder / "disk", size) as disk:
            run = disk / "run"
            stopped = scene.train(run, output=scene.folder / "disk.txt")
            trial = f"{size} KiB"
            if stopped.code not in (0, 1, 2) or "Traceback" in stopped.text:
                yield Outcome(FAULT, trial, f"exit code {stopped.code}: {stopped.text.strip()[-300:]}")
                continue
            if stopped.code and "No space left on device" not in stopped.text:
                yield Outcome(FAULT, trial, f"the reason is not said: {stopped.text.strip()[-300:]}")
                continue
            subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
            resumed = scene.train(run, "--resume", "auto", output=scene.folder / "disk.txt")
            yield judged(FAULT, trial, resumed, whole)
            shutil.rmtree(run_of(resumed) or run, ignore_errors=True)
