"""The rows of one run in the order of its updates."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

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
    placed: bool = True
    notes: list[AuditNote] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.update)
