"""The rows of one run in the order of its updates."""

from __future__ import annotations

import heapq
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from paddle_lrkit.runs.audit.printing import Printing
from paddle_lrkit.runs.audit.result import AuditNote


@dataclass
class RunRows:
    """The rows of one run, each at its place, with rows that a resumed process wrote again only once.

    Args:
        printing: Which rate a row shows.
        update: 0-based update that the row describes, ascending; -1 before the first update of accumulated batches.
        rate: As printed.
        row: Index of the row in `LogRows`.
        process: Which process of the run wrote it, 0 for the first.
        skips: Skipped updates up to the row, where the log tells; else 0.
        batch: 0-based batch of the row, where an update takes several; empty otherwise.
        read: Training lines of the process that is audited, doubled ones included.
        began: First update of each process; ``began[1:]`` are the resumes.
        stopped: Last update of each process that the log shows.
        epoch: Updates of an epoch, where it is known.
        total: Planned updates, where the log tells.
        accumulate: Batches of an update.
        other_ranks: ``(update, rate, rate of another process)`` where two processes print different rates.
        other_rank: The first process that prints other rates, where the log says which one wrote a line.
        told_ranks: Whether the log says which process wrote a line.
        placed: Whether the rows have a place: without, only their order is known.
        notes: What was seen while the rows were placed.
    """

    printing: Printing
    update: array[int] = field(default_factory=lambda: array("q"))
    rate: array[float] = field(default_factory=lambda: array("d"))
    row: array[int] = field(default_factory=lambda: array("q"))
    process: array[int] = field(default_factory=lambda: array("h"))
    skips: array[int] = field(default_factory=lambda: array("q"))
    batch: array[int] = field(default_factory=lambda: array("q"))
    read: int = 0
    began: list[int] = field(default_factory=lambda: [0])
    stopped: list[int] = field(default_factory=list)
    epoch: int | None = None
    total: int | None = None
    accumulate: int = 1
    other_ranks: list[tuple[int, float, float]] = field(default_factory=list)
    other_rank: int | None = None
    told_ranks: bool = False
    placed: bool = True
    notes: list[AuditNote] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.update)


MOST_SEARCHED = 20_000
"""Rows in which stories are looked for."""


def thinned(rows: RunRows, chosen: Sequence[int]) -> RunRows:
    """Fewer rows of a long run: evenly spread ones, some of the chosen, and those beside large changes and resumes.

    Args:
        rows: The rows.
        chosen: Rows to keep, the first and the last of which stay.

    Example:
        >>> rows = RunRows(Printing(), array("q", range(100_000)), array("d", [0.1]) * 100_000)
        >>> rows.row.extend(range(100_000)), rows.process.extend([0] * 100_000), rows.skips.extend([0] * 100_000)
        (None, None, None)
        >>> len(thinned(rows, [])) <= MOST_SEARCHED
        True
    """
    count = len(rows)
    if count <= MOST_SEARCHED:
        return rows
    rate, process = rows.rate, rows.process
    kept = {*range(0, count, count // (MOST_SEARCHED // 2) + 1), count - 1}
    kept.update(chosen[:50], chosen[-50:], chosen[:: len(chosen) // 500 + 1])
    changes = heapq.nlargest(200, range(1, count), key=lambda at: abs(rate[at] - rate[at - 1]))
    resumes = [at for at in range(1, count) if process[at] != process[at - 1]]
    kept.update(near for at in (*changes, *resumes[:500]) for near in range(max(at - 3, 0), min(at + 3, count)))
    order = sorted(kept)
    return replace(
        rows,
        update=array("q", (rows.update[at] for at in order)),
        rate=array("d", (rate[at] for at in order)),
        row=array("q", (rows.row[at] for at in order)),
        process=array("h", (process[at] for at in order)),
        skips=array("q", (rows.skips[at] for at in order)),
        batch=array("q", (rows.batch[at] for at in order)) if rows.batch else rows.batch,
    )
