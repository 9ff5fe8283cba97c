"""The directory of a comparison: whose it is, and that one process at a time works in it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from paddle_lrkit.config.yaml11 import Tagged
from paddle_lrkit.errors import LrkitError, UsageError
from paddle_lrkit.experiments.compare.plan import Plan

PLAN, RESULTS, RUNS, TRIALS, LOCK = "plan.json", "results.json", "runs", "trials", ".lock"
_WAIT_S = 0.2


def write_json(path: Path, content: Any) -> None:
    """Writes a JSON file whole or not at all.

    Raises:
        LrkitError: The directory cannot be written.
    """
    write_text(path, json.dumps(content, ensure_ascii=False, indent=1, default=_plain) + "\n")


def write_text(path: Path, text: str) -> None:
    """Writes a text file whole or not at all, and the directories above it.

    Raises:
        LrkitError: The directory cannot be written.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)
    except OSError as error:
        raise LrkitError(f"{path}: cannot be written: {error.strerror or error}") from error


def claim(root: Path, plan: Plan) -> int:
    """Makes ``root`` the directory of a plan, or checks that it is.

    Returns:
        CPU threads of a training: those of the first start, because another number rounds differently.

    Raises:
        UsageError: It is the directory of another comparison, or of something else.
    """
    identity = json.loads(json.dumps(plan.identity(), default=_plain))
    file = root / PLAN
    if not file.is_file():
        if root.is_dir() and any(name.name != LOCK for name in root.iterdir()):
            raise UsageError(f"{root}: the directory is not empty and no comparison; give another one with --output")
        write_json(file, {**identity, "threads": plan.threads})
        return plan.threads
    try:
        saved = json.loads(file.read_text(encoding="utf-8"))
        threads = int(saved.pop("threads"))
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise UsageError(f"{file}: no plan of a comparison ({error}); give another directory with --output") from None
    other = [key for key in identity if saved.get(key) != identity[key]]
    if other:
        raise UsageError(
            f"{root}: holds a comparison with other {' and '.join(other)}; repeat that one, or give another directory "
            "with --output"
        )
    return threads


@contextmanager
def locked(root: Path, waiting: Callable[[], None]) -> Iterator[int | None]:
    """Holds the directory; trainings keep the file open, so those of a killed start hold it until they end.

    Args:
        root: The directory.
        waiting: Called once when somebody else holds it.

    Yields:
        Number of the open lock file; None where the system has no such locks.
    """
    try:
        import fcntl
    except ImportError:
        yield None
        return
    import time

    try:
        root.mkdir(parents=True, exist_ok=True)
        file = (root / LOCK).open("w")
    except OSError as error:
        raise LrkitError(f"{root}: cannot be written: {error.strerror or error}") from error
    with file:
        told = False
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                if not told:
                    waiting()
                told = True
                time.sleep(_WAIT_S)
        yield file.fileno()


def _plain(value: Any) -> Any:
    if isinstance(value, Tagged):
        return {"__tag__": value.name, "value": value.value}
    raise TypeError(f"no JSON for {value!r}")
