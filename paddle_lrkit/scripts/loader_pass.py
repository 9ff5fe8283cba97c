"""A pass over a loader, as it was recorded."""

from __future__ import annotations

from dataclasses import dataclass, field

Round = tuple[int, list[int]]
"""A number of equal rounds of a loop, and the events of each."""


@dataclass
class Pass:
    """A pass over a loader.

    Args:
        loader: Number of the loop over it.
        last: Number of the last token that belongs to it.
        before: What happened before the first batch.
        rounds: What happened after each batch.
        cut: Whether a quick run ended it.
    """

    loader: int
    last: int
    before: list[int] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    cut: bool = False

    @property
    def batches(self) -> int:
        """Number of batches."""
        return sum(count for count, _ in self.rounds)

    def add(self, events: list[int]) -> None:
        """Adds events to the last round, or before the first one."""
        if not self.rounds:
            self.before += events
            return
        count, last = self.rounds.pop()
        if count > 1:
            self.rounds.append((count - 1, last))
        self.rounds.append((1, last + events))
