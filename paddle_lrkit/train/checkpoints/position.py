"""How far a run is: what a checkpoint holds besides tensors."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Position:
    """How far a run is.

    Attributes:
        update: Updates done.
        batch: Batches read, those of skipped updates included.
        metrics: The newest evaluation.
        best: Best value of the task's metric so far; None before the first evaluation.
    """

    update: int = 0
    batch: int = 0
    metrics: dict[str, float] = field(default_factory=dict)
    best: float | None = None

    def improved(self, value: float, higher_is_better: bool) -> bool:
        """Whether ``value`` is the best so far, and remembers it if so. NaN never is."""
        if value != value:
            return False
        better = self.best is None or (value > self.best if higher_is_better else value < self.best)
        if better:
            self.best = value
        return better
