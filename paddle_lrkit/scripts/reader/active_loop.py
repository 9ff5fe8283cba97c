"""A loop while it is being read."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.scripts.unknown import CodePlace


class ActiveLoop:
    """A loop that is being read.

    Args:
        targets: The names that its rounds bind.
        batches: Whether it goes over batches of a loader.
        count: Its rounds; None when they never end.
    """

    def __init__(self, targets: frozenset[str], batches: bool, count: int | None = None) -> None:
        self.targets, self.batches, self.count = targets, batches, count
        self.round = 0
        self.item: Any = None
        self.builds: dict[tuple[str, CodePlace], list[int]] = {}
        self.builds_before: dict[tuple[str, CodePlace], list[int]] = {}

    def built_before(self, kind: str, place: CodePlace) -> int | None:
        """What the round before built at a place, as the same thing in its order."""
        earlier, now = self.builds_before.get((kind, place), []), self.builds.get((kind, place), [])
        return earlier[len(now)] if len(now) < len(earlier) else None

    def next_round(self, trains: bool) -> None:
        """A round is over; of one that trains the next round builds the same things again."""
        self.round += 1
        self.builds_before, self.builds = (self.builds if trains else {}), {}
