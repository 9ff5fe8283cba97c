"""Makes ``log.jsonl`` what it was at a checkpoint."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from paddle_lrkit.messages import tr
from paddle_lrkit.runs.atomic import replace_file
from paddle_lrkit.runs.log import decode_row, is_evaluation, survives_resume
from paddle_lrkit.runs.logged import is_number
from paddle_lrkit.text import join_names, plural

REJECTED = "log.rejected"
"""File beside the log that gets the lines that are not rows of the run."""

_MOST_GAPS = 8
_RATES_DIFFER = 1e-5
_Row = tuple[bytes, dict[str, Any]]


@dataclass(frozen=True)
class LogRepair:
    """What was done to a log.

    Args:
        rejected: Lines that were moved to `REJECTED`.
        missing: First and last update of each gap.
        lost: Rows that the checkpoint counted and the log no longer has.
        changed: Whether the log was not what the checkpoint says.
    """

    rejected: int = 0
    missing: tuple[tuple[int, int], ...] = ()
    lost: int = 0
    changed: bool = False

    def sentences(self, log: Path) -> list[str]:
        """What a user must know; empty when the log was as the checkpoint says."""
        said = []
        if self.rejected:
            moved = log.with_name(REJECTED)
            said.append(tr("{}: {} of no row of this run, now in {}", log, plural(self.rejected, "line"), moved))
        if self.missing:
            named = [tr("{} to {}", first, last) if last > first else str(first) for first, last in self.missing]
            gaps = join_names(named, most=_MOST_GAPS)
            said.append(tr("{}: the rows of updates {} are missing", log, gaps))
        elif self.lost:
            said.append(
                tr("{}: {} of those at the checkpoint is missing", log, plural(1, "row"))
                if self.lost == 1
                else tr("{}: {} of those at the checkpoint are missing", log, plural(self.lost, "row"))
            )
        if self.changed and not said:
            said.append(tr("{}: changed since the checkpoint was written; its rows are in order and are kept", log))
        return said


def log_mark(content: bytes) -> dict[str, Any]:
    """Size, number of rows and SHA-256 of a log, which a checkpoint keeps.

    Example:
        >>> mark = log_mark(b'{"update": 0}\\n')
        >>> mark["bytes"], mark["rows"]
        (14, 1)
    """
    digest = hashlib.sha256(content).hexdigest()
    return {"bytes": len(content), "rows": content.count(b"\n"), "sha256": digest}


def repair_log(
    file: Path, resume_update: int, mark: Mapping[str, Any] | None = None, *, moved: bool = False
) -> LogRepair:
    """Drops what is newer than a checkpoint at ``resume_update``, and what is not a row of the run.

    When the log begins with what the checkpoint's ``mark`` says, its rows are kept byte for byte. Otherwise each line
    is checked: rows are sorted, one of equal rows is kept, and of different rows for one update the first with the most
    values; other lines go to `REJECTED`. The new file replaces the old one in one step.

    Args:
        file: The log; it may be missing.
        resume_update: Number of updates that the checkpoint has done, >= 0.
        mark: `log_mark` of the log when the checkpoint was written.
        moved: Whether ``--policy rescale`` has moved the position before, so that a gap need not be a loss.

    Raises:
        LrkitError: The log cannot be written.
    """
    content = file.read_bytes() if file.exists() else b""
    size = mark.get("bytes") if mark else None
    if mark and isinstance(size, int) and log_mark(content[:size]) == mark:
        rows, rejected = _rows(content[:size].splitlines())
        return _written(file, content, rows, rejected, resume_update, LogRepair())
    torn = content and not content.endswith(b"\n")
    rows, rejected = _rows(content.splitlines())
    if torn and rejected and rejected[-1] == content.splitlines()[-1]:
        rejected.pop()
    ordered = _in_order(rows, rejected)
    kept = [row for _, row in ordered if survives_resume(row["update"], resume_update, evaluation=is_evaluation(row))]
    counted = mark.get("rows") if mark else None
    lost = max(counted - len(kept), 0) if isinstance(counted, int) else 0
    report = LogRepair(len(rejected), () if moved else tuple(_gaps(kept, resume_update)), lost, mark is not None)
    return _written(file, content, ordered, rejected, resume_update, report)


def _written(
    file: Path, content: bytes, rows: list[_Row], rejected: list[bytes], resume_update: int, report: LogRepair
) -> LogRepair:
    kept = [line for line, row in rows if survives_resume(row["update"], resume_update, evaluation=is_evaluation(row))]
    new = b"".join(line + b"\n" for line in kept)
    if new != content and (content or new):
        replace_file(file, new)
    if rejected:
        with file.with_name(REJECTED).open("ab") as stream:
            stream.write(b"".join(line + b"\n" for line in rejected))
    return report


def _rows(lines: Iterable[bytes]) -> tuple[list[_Row], list[bytes]]:
    """The lines that are rows, and the others."""
    rows: list[_Row] = []
    rejected: list[bytes] = []
    for line in lines:
        try:
            row = decode_row(line)
        except ValueError:
            row = {}
        if row and _is_possible(row):
            rows.append((line, row))
        else:
            rejected.append(line)
    return rows, rejected


def _is_possible(row: Mapping[str, Any]) -> bool:
    """Whether a run can have written a row: numbers, and the applied rate is the planned one, or it had stopped."""
    if any("%" in name or not is_number(value) or not _is_double(value) for name, value in row.items()):
        return False
    planned, applied = row.get("rate/planned"), row.get("rate/applied")
    if planned is None or applied is None:
        return True
    return math.isclose(planned, applied, rel_tol=_RATES_DIFFER, abs_tol=1e-30)


def _is_double(value: float) -> bool:
    return isinstance(value, float) or abs(value) < 2**1023


def _in_order(rows: list[_Row], rejected: list[bytes]) -> list[_Row]:
    """Each row once, by update; an evaluation comes before the training row of its update."""
    best: dict[tuple[int, bool], _Row] = {}
    for line, row in rows:
        place = (row["update"], not is_evaluation(row))
        other = best.get(place)
        if other is None or other[0] == line:
            best.setdefault(place, (line, row))
        elif len(row) > len(other[1]):
            rejected.append(other[0])
            best[place] = (line, row)
        else:
            rejected.append(line)
    return [best[place] for place in sorted(best)]


def _gaps(rows: Iterable[Mapping[str, Any]], resume_update: int) -> Iterable[tuple[int, int]]:
    """The updates without a training row, between those that have one at the usual distance."""
    updates = [row["update"] for row in rows if not is_evaluation(row)]
    edges = [-1, *updates, resume_update]
    steps = Counter(later - before for before, later in pairwise(updates))
    usual = min(steps, key=lambda step: (-steps[step], step), default=1)
    for before, later in pairwise(edges):
        at_edge = before == -1 or later == resume_update
        if later - before > (1 if before == -1 else usual) + (usual - 1 if at_edge and before != -1 else 0):
            yield before + 1, later - 1
