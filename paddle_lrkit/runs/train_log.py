"""``train.log``: the rows of ``log.jsonl`` as lines for people, one every ten updates, with evaluations and notes.

A line is ``[time]`` and one of ``update <made>/<total>  epoch ...``, ``evaluation after update <made>: ...`` and
``note: ...``. What it says is in ``log.jsonl`` too, exactly; only the time and the notes are not.
"""

from __future__ import annotations

import math
import os
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from paddle_lrkit.runs.atomic import replace_file
from paddle_lrkit.runs.log import EVALUATION_PREFIX, is_evaluation, survives_resume
from paddle_lrkit.text import format_count, format_speed

FILE_NAME = "train.log"
REBUILT = "from log.jsonl"
"""Stands for the time of a line that was written again."""

_USUAL = 10
"""Updates between two lines, as in the suites' logs."""

_TRAINING = re.compile(r"\[[^\]]*\] update (\d+)/\d+  .* lr (\S+)  .*samples/s(?:  eta \S+)?")
_EVALUATION = re.compile(r"\[[^\]]*\] evaluation after update (\d+): .*\S")
_NOTE = re.compile(r"\[[^\]]*\] note: .*")

_Place = tuple[int, bool, str]
"""Update, whether the line is one of training, and its rate."""


def line_interval(log_every: int) -> int:
    """Updates between two lines: the smallest multiple of the interval of ``log.jsonl`` that is at least 10.

    Example:
        >>> line_interval(1), line_interval(4), line_interval(50)
        (10, 12, 50)
    """
    return -(-_USUAL // log_every) * log_every


def is_due(row: Mapping[str, Any], every: int, total: int) -> bool:
    """Whether a row of the log has a line.

    That is each evaluation, every ``every``-th update, the last one of ``total``, and one whose loss is not finite.
    """
    if is_evaluation(row) or row["update"] % every == 0 or row["update"] + 1 == total:
        return True
    return not math.isfinite(row.get("train/loss", 0.0))


def timestamp() -> str:
    """The time now, for a line."""
    return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime())


def row_line(row: Mapping[str, Any], total: int, when: str, left: str = "") -> str:
    """The line of a row.

    Args:
        row: A row of ``log.jsonl``.
        total: Updates of the run.
        when: When it was logged.
        left: How long the rest takes; empty if it is not known.

    Example:
        >>> row = {"update": 10, "epoch": 0.5, "rate/applied": 0.0123456789, "train/loss": 1.5}
        >>> row_line({**row, "speed/samples_per_s": 0.7312}, 100, "12:00:00", "2:03")
        '[12:00:00] update 11/100  epoch 0.5  lr 0.0123457  loss 1.5000  0.73 samples/s  eta 2:03'
        >>> row_line({"update": 20, "eval/accuracy": 0.9}, 100, "12:00:00")
        '[12:00:00] evaluation after update 20: accuracy 0.9000'
    """
    if is_evaluation(row):
        values = {name.removeprefix(EVALUATION_PREFIX): row[name] for name in row if is_evaluation([name])}
        shown = "  ".join(f"{name} {value:.4f}" for name, value in values.items())
        return f"[{when}] evaluation after update {row['update']}: {shown}"
    facts = [
        f"[{when}] update {row['update'] + 1}/{total}",
        f"epoch {format_count(row.get('epoch', 0.0))}",
        f"lr {_rate(row)}",
        f"loss {row.get('train/loss', float('nan')):.4f}",
        f"{format_speed(row.get('speed/samples_per_s', 0.0))} samples/s",
        *([f"eta {left}"] if left else []),
    ]
    return "  ".join(facts)


def note_line(sentence: str, when: str) -> str:
    """The line of a sentence about the run."""
    return f"[{when}] note: {' '.join(sentence.splitlines())}"


def add_notes(file: Path, sentences: Iterable[str]) -> None:
    """Appends sentences on lines of their own, also where a killed process left part of a line.

    Raises:
        OSError: The file cannot be written.
    """
    lines = "".join(f"{note_line(sentence, timestamp())}\n" for sentence in sentences)
    with file.open("a+b") as stream:
        if stream.tell():
            stream.seek(-1, os.SEEK_END)
            lines = lines if stream.read(1) == b"\n" else f"\n{lines}"
        stream.write(lines.encode())


def repair_train_log(file: Path, resume_update: int, rows: Iterable[Mapping[str, Any]], every: int, total: int) -> bool:
    """Makes the file what it was at a checkpoint: newer lines go, notes stay, and what a killed process left goes.

    Where its lines are not those of ``log.jsonl``, they are written again from it.

    Args:
        file: The log; it may be missing.
        resume_update: Number of updates that the checkpoint has done.
        rows: The rows of ``log.jsonl`` at the checkpoint.
        every: Updates between two lines.
        total: Updates of the run.

    Returns:
        Whether lines were written again.

    Raises:
        OSError: The file cannot be read.
        LrkitError: It cannot be written.
    """
    content = file.read_bytes() if file.exists() else b""
    kept, places = [], []
    for line in content.decode("utf-8", "replace").split("\n")[:-1]:
        place = _place(line)
        if place is None and not _NOTE.fullmatch(line):
            continue
        if place is not None:
            if not survives_resume(place[0], resume_update, evaluation=not place[1]):
                continue
            places.append(place)
        kept.append(line)
    logged = list(rows)
    again = not _agree(places, logged, every, total)
    if again:
        notes = [line for line in kept if _NOTE.fullmatch(line)]
        kept = [row_line(row, total, REBUILT) for row in logged if is_due(row, every, total)] + notes
    new = "".join(f"{line}\n" for line in kept).encode()
    if new != content:
        file.touch()
        replace_file(file, new)
    return again and bool(content)


def _place(line: str) -> _Place | None:
    if training := _TRAINING.fullmatch(line):
        return int(training[1]) - 1, True, training[2]
    evaluation = _EVALUATION.fullmatch(line)
    return (int(evaluation[1]), False, "") if evaluation else None


def _agree(places: list[_Place], rows: list[Mapping[str, Any]], every: int, total: int) -> bool:
    """Whether each line is a row, in the order of the rows, and each row that is due has a line."""
    wanted = list(_places(rows))
    due = [place for place, row in zip(wanted, rows, strict=True) if is_due(row, every, total)]
    left = iter(wanted)
    return all(place in left for place in places) and set(due) <= set(places)


def _places(rows: Iterable[Mapping[str, Any]]) -> Iterator[_Place]:
    for row in rows:
        training = not is_evaluation(row)
        yield row["update"], training, _rate(row) if training else ""


def _rate(row: Mapping[str, Any]) -> str:
    return f"{row.get('rate/applied', float('nan')):.6g}"
