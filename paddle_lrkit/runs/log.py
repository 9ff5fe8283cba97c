"""Reads, writes and cuts the rows of ``log.jsonl``, the log that is the source of truth for a run.

A row is one strict JSON object on a line of its own. ``NaN`` and the infinities are not JSON numbers, and ``null``
would not tell them apart, so they are written as the strings ``"NaN"``, ``"Infinity"`` and
``"-Infinity"``; the reader turns them back into floats.

There are two kinds of rows. A training row with ``"update": n`` describes update n. An evaluation row (it has
``eval/`` keys) with ``"update": n`` was made after n updates, so it precedes training row n.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from paddle_lrkit.errors import LrkitError, os_reason, shown
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.json_file import parse_json

FILE_NAME = "log.jsonl"
EVALUATION_PREFIX = "eval/"

_SPECIAL = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def is_evaluation(names: Iterable[str]) -> bool:
    """Whether a row with these keys is an evaluation row.

    Example:
        >>> is_evaluation({"update": 3, "eval/accuracy": 0.9}), is_evaluation({"update": 3, "train/loss": 0.1})
        (True, False)
    """
    return any(name.startswith(EVALUATION_PREFIX) for name in names)


def survives_resume(update: int, resume_update: int, *, evaluation: bool) -> bool:
    """Whether a row of ``update`` is older than a checkpoint at ``resume_update``.

    The resumed run writes training row ``resume_update`` again, so that row is dropped; the evaluation at
    ``resume_update`` used the weights in the checkpoint, so it is kept.

    Example:
        >>> survives_resume(99, 100, evaluation=False), survives_resume(100, 100, evaluation=False)
        (True, False)
        >>> survives_resume(100, 100, evaluation=True), survives_resume(101, 100, evaluation=True)
        (True, False)
    """
    return update < resume_update or (evaluation and update == resume_update)


def encode_row(row: Mapping[str, float]) -> str:
    """One row as a line of strict JSON, without the line end; floats come back bit for bit.

    Example:
        >>> encode_row({"update": 7, "train/loss": float("nan")})
        '{"update": 7, "train/loss": "NaN"}'
    """
    return json.dumps({key: _plain(value) for key, value in row.items()}, ensure_ascii=False, allow_nan=False)


def decode_row(line: str | bytes) -> dict[str, Any]:
    """The row that a line holds.

    Raises:
        ValueError: The line is not a strict JSON object with a whole number ``update`` >= 0.

    Example:
        >>> decode_row('{"update": 7, "train/loss": "-Infinity"}')
        {'update': 7, 'train/loss': -inf}
    """
    row = parse_json(line if isinstance(line, bytes) else line.encode(), strict=True)
    if not isinstance(row, dict):
        raise ValueError(tr("a row must be a JSON object"))
    update = row.get("update")
    if not isinstance(update, int) or isinstance(update, bool) or not 0 <= update < 2**63:
        raise ValueError(tr("'update' must be a whole number >= 0, got {}", shown(update)))
    return {key: _SPECIAL.get(value, value) if isinstance(value, str) else value for key, value in row.items()}


def read_log(path: str | os.PathLike[str]) -> list[dict[str, Any]]:
    """The rows of a log in the order in which they were written.

    A last line that a killed process left unfinished is ignored.

    Args:
        path: A ``log.jsonl``, or a run directory that holds one.

    Raises:
        LrkitError: The file does not exist, or a line other than an unfinished last one is not a row.
    """
    return [row for _, row in _numbered_rows(log_path(path))]


def log_path(path: str | os.PathLike[str]) -> Path:
    """The log file of a run directory; a path that is not a directory is the file itself."""
    given = Path(path)
    return given / FILE_NAME if given.is_dir() else given


def _numbered_rows(path: Path) -> Iterator[tuple[bytes, dict[str, Any]]]:
    try:
        lines = path.read_bytes().splitlines(keepends=True)
    except OSError as error:
        raise LrkitError(tr("{}: the log cannot be read: {}", path, os_reason(error))) from error
    for number, line in enumerate(lines, start=1):
        try:
            row = decode_row(line)
        except ValueError as error:
            if number == len(lines) and not line.endswith(b"\n"):
                return
            raise LrkitError(tr("{}:{}: not a row of a run's log: {}", path, number, error)) from error
        yield line, row


def _plain(value: float) -> float | str:
    if isinstance(value, int) or math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
