"""The schedule: a curve and what it was read from."""

from __future__ import annotations

from dataclasses import dataclass

from paddle_lrkit.curves import Curve
from paddle_lrkit.curves.plateau import PlateauSettings
from paddle_lrkit.units import RunLength


@dataclass(frozen=True)
class Schedule:
    """A curve plus what it was read from.

    A schedule with a ``plateau`` depends on a metric: its curve is the warmup and the rate at the start, and the
    reductions are decided during training.

    Args:
        curve: Rate at each update.
        suite: Name of the suite in `paddle_lrkit.suites.table`.
        length: The run; ``steps_per_epoch`` is None when nothing depends on it.
        name: Name of the schedule in the config.
        file: Where it was read from.
        warmup_updates: Updates of warmup at the start.
        plateau: Set when the rate also depends on a metric.
        variant: Which program of the suite reads the config, where it has several.
        rate_factor: What the rates of the config were multiplied by for the samples in an update.

    Example:
        >>> from paddle_lrkit.curves import cosine
        >>> from paddle_lrkit.units import RunLength
        >>> Schedule(cosine(0.1, 0.0, 90).warmup(10), "lrkit", RunLength(100)).peak_lr
        0.1
    """

    curve: Curve
    suite: str
    length: RunLength
    name: str = ""
    file: str | None = None
    warmup_updates: int = 0
    plateau: PlateauSettings | None = None
    variant: str | None = None
    rate_factor: float = 1.0

    @property
    def total_updates(self) -> int:
        """Updates in the run; 0 when they are not known."""
        return self.length.total_updates or 0

    @property
    def steps_per_epoch(self) -> int | None:
        """Updates in an epoch, when known."""
        return self.length.steps_per_epoch

    @property
    def batch_size(self) -> int | None:
        """Samples per process and forward pass, when known."""
        return self.length.batch_size

    @property
    def world_size(self) -> int:
        """Number of processes."""
        return self.length.world_size

    @property
    def peak_lr(self) -> float:
        """Largest rate over the run."""
        return self.curve.peak(self.total_updates)

    def epoch(self, update: int) -> float | None:
        """Epochs that lie before an update, as a fraction; None when the epoch's length is unknown."""
        return update / self.steps_per_epoch if self.steps_per_epoch else None
