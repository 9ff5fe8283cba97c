"""Damaged files: each file of a run, in several ways, before a resume."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.faults.identical import differences, rows
from benchmarks.faults.outcome import Outcome, judged
from benchmarks.faults.scene import Scene, run_of

KINDS: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "first half": lambda data: data[: len(data) // 2],
    "a flipped bit": lambda data: (
        data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 4]) + data[len(data) // 2 + 1 :]
    ),
    "zeros in the middle": lambda data: data[: len(data) // 3] + bytes(len(data) // 3) + data[2 * (len(data) // 3) :],
    "random end": lambda data: data + bytes(range(256)),
    "not text": lambda data: b"\xff\xfe" + data,
}
LINES: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "doubled lines": lambda lines: [line for line in lines for _ in range(2)],
    "reversed lines": lambda lines: lines[::-1],
    "a line is missing": lambda lines: lines[:1] + lines[2:],
    "a foreign line": lambda lines: [*lines[:2], b'{"update": 1, "train/loss": 99.0}', *lines[2:]],
    "a row of another run": lambda lines: [*lines, b'{"update": 4000, "epoch": 3.0, "train/loss": 0.1}'],
    "a torn last line": lambda lines: [*lines[:-1], lines[-1][: len(lines[-1]) // 2]],
}


def of_checkpoints(scene: Scene, every: int = 1) -> Iterator[Outcome]:
    """Each file of ``last``, damaged or deleted: the newest whole checkpoint is used and the damage is said.

    Args:
        scene: The scene.
        every: Distance of the trials that are made.
    """
    stopped, whole = scene.stopped(), scene.whole()
    last = [
        (f"checkpoints/last/{file.name}", kind)
        for file in sorted((stopped / "checkpoints" / "last").iterdir())
        for kind in (*KINDS, "deleted")
    ]
    for name, kind in [("checkpoints/last", "deleted"), *last][::every]:
        yield _resumed(scene, "damage in last", name, kind, whole, "last")
    best = [f"checkpoints/best/{file.name}" for file in sorted((stopped / "checkpoints" / "best").iterdir())]
    for name in best[::every]:
        yield _resumed(scene, "damage in best", name, "a flipped bit", None, "best")
    yield _resumed(scene, "damage in best", "checkpoints/best", "deleted", None, "best")


def of_logs(scene: Scene, every: int = 1) -> Iterator[Outcome]:
    """``log.jsonl`` and VisualDL's records: the run goes on, and what is missing in the log is said.

    Args:
        scene: The scene.
        every: Distance of the trials that are made.
    """
    for kind in [*KINDS, *LINES, "deleted"][::every]:
        yield _log_damaged(scene, kind)
    for kind in [*KINDS, "deleted"][::every]:
        yield _resumed(scene, "damage in VisualDL's records", "vdlrecords.run.log", kind, scene.whole())
    for kind in ["empty", "first half", "not text", "deleted"][::every]:
        yield _resumed(scene, "damage in config.yml", "config.yml", kind, scene.whole())


def _damage(file: Path, kind: str) -> None:
    if kind == "deleted":
        shutil.rmtree(file) if file.is_dir() else file.unlink()
        return
    content = file.read_bytes()
    if kind in LINES:
        damaged = b"\n".join(LINES[kind](content.splitlines())) + (b"\n" if kind != "a torn last line" else b"")
    else:
        damaged = KINDS[kind](content)
    file.unlink()
    file.write_bytes(damaged)


def _resumed(scene: Scene, fault: str, name: str, kind: str, whole: Path | None, *needed: str) -> Outcome:
    """A resume after the damage of one file; without ``whole`` only what is said and the exit code count."""
    run = scene.copy_stopped("damaged")
    _damage(run / name, kind)
    resumed = scene.train(run, "--resume", "auto")
    trial = f"{name}: {kind}"
    if whole is not None:
        outcome = judged(fault, trial, resumed, whole, *needed)
    else:
        silent = [text for text in needed if text not in resumed.text]
        lost = f"exit code {resumed.code}: {resumed.text.strip()[-300:]}" if resumed.code or silent else ""
        outcome = Outcome(fault, trial, lost)
    for made in {run, run_of(resumed) or run}:
        shutil.rmtree(made, ignore_errors=True)
    return outcome


def _log_damaged(scene: Scene, kind: str) -> Outcome:
    fault, trial = "damage in log.jsonl", f"log.jsonl: {kind}"
    run, whole = scene.copy_stopped("damaged"), scene.whole()
    _damage(run / "log.jsonl", kind)
    resumed = scene.train(run, "--resume", "auto")
    if resumed.code != 0 or "Traceback" in resumed.text:
        lost = f"exit code {resumed.code}: {resumed.text.strip()[-300:]}"
    else:
        found, expected = rows(run), rows(whole)
        missing = [row for row in expected if row not in found]
        wrong = [row for row in found if row not in expected]
        in_order = [row for row in expected if row in found] == found or bool(wrong)
        others = [text for text in differences(run, whole) if not text.startswith(("log.jsonl", "VisualDL"))]
        said = not (missing or wrong) or "log.jsonl: " in resumed.text
        problems = (not wrong and not in_order and "order", not said and "missing or changed rows are not said")
        lost = "; ".join([*filter(None, problems), *others])
    shutil.rmtree(run, ignore_errors=True)
    return Outcome(fault, trial, lost)
