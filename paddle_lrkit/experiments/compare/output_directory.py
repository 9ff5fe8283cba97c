"""The directory of a comparison: it belongs to one plan, and one process at a time works in it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from paddle_lrkit.config.yaml11 import Tagged
from paddle_lrkit.errors import LrkitError, UsageError, os_reason
from paddle_lrkit.experiments.compare.plan import ComparisonPlan
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.json_file import read_json
from paddle_lrkit.text import join_names

PLAN, RESULTS, RUNS, TRIALS, LOCK = "plan.json", "results.json", "runs", "trials", ".lock"


def write_json(path: Path, content: Any) -> None:
    """Writes a JSON file atomically.

    Raises:
        LrkitError: The directory cannot be written.
    """
    write_text(path, json.dumps(content, ensure_ascii=False, indent=1, default=_plain) + "\n")


def write_text(path: Path, text: str) -> None:
    """Writes a text file atomically, and creates its directory.

    Raises:
        LrkitError: The directory cannot be written.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)
    except OSError as error:
        raise LrkitError(tr("{}: cannot be written: {}", path, os_reason(error))) from error


def content_reason(error: Exception) -> str:
    """Why the content of a file cannot be used."""
    return os_reason(error) if isinstance(error, (OSError, ValueError)) else tr("it has other content")


def claim(root: Path, plan: ComparisonPlan) -> int:
    """Makes ``root`` the directory of a plan, or checks that it already is.

    Returns:
        CPU threads of a training: those of the first start, because the rounding depends on their number.

    Raises:
        UsageError: The directory belongs to another comparison or to something else.
    """
    identity = json.loads(json.dumps(plan.identity(), default=_plain))
    file = root / PLAN
    if not file.is_file():
        if root.is_dir() and any(name.name != LOCK for name in root.iterdir()):
            raise UsageError(tr("{}: is not empty and holds no comparison; give another directory with --output", root))
        write_json(file, {**identity, "threads": plan.threads})
        return plan.threads
    try:
        saved = read_json(file)
        threads = int(saved.pop("threads"))
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise UsageError(
            tr("{}: is not a comparison's plan ({}); give another directory with --output", file, content_reason(error))
        ) from None
    other = [key for key in identity if saved.get(key) != identity[key]]
    if other:
        raise UsageError(
            tr(
                "{}: holds a comparison with other {}; use the same ones, or give another directory with --output",
                root,
                join_names(other),
            )
        )
    return threads


@contextmanager
def locked(root: Path, waiting: Callable[[], None]) -> Iterator[int | None]:
    """Locks a directory; child processes that keep the lock file open hold the lock until they end, too.

    Args:
        root: The directory.
        waiting: Called once if another process holds the lock.

    Yields:
        Number of the open lock file; None if the system or the disk has no such locks.
    """
    try:
        import fcntl
    except ImportError:
        yield None
        return
    try:
        root.mkdir(parents=True, exist_ok=True)
        file = (root / LOCK).open("w")
    except OSError as error:
        raise LrkitError(tr("{}: cannot be written: {}", root, os_reason(error))) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(file, fcntl.LOCK_EX)
        except OSError:
            yield None
            return
        yield file.fileno()


def _plain(value: Any) -> Any:
    if isinstance(value, Tagged):
        return {"__tag__": value.name, "value": value.value}
    raise TypeError(f"{value!r} cannot be written as JSON")
