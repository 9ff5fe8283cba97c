"""The rows of one run in the order of its updates."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

from paddle_lrkit.runs.audit.printing import Printing


@dataclass
class RunRows:
    """The rows of one run, each at its place, with rows that a resumed process wrote again only once.

    Args:
        printing: Which rate a row shows.
        update: 0-based update that the row describes, ascending.
        rate: As printed.
        row: Index of the row in `LogRows`.
        process: Which process of the run wrote it, 0 for the first.
        began: First update of each process; ``began[1:]`` are the resumes.
        epoch: Updates of an epoch, where it is known.
        total: Planned updates, where the log or the config tells.
    """

    printing: Printing
    update: array[int] = field(default_factory=lambda: array("q"))
    rate: array[float] = field(default_factory=lambda: array("d"))
    row: array[int] = field(default_factory=lambda: array("q"))
    process: array[int] = field(default_factory=lambda: array("h"))
    began: list[int] = field(default_factory=lambda: [0])
    epoch: int | None = None
    total: int | None = None

    def __len__(self) -> int:
        return len(self.update)
