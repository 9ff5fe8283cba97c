"""The schedule: a curve and what it was read from."""

from __future__ import annotations

from dataclasses import dataclass

from paddle_lrkit.curves import Curve


@dataclass(frozen=True)
class Schedule:
    """A curve plus what it was read from.

    Args:
        curve: Rate at each update.
        suite: ``lrkit``, ``ppdet``, ``ppcls``, ``ppseg``, ``ppocr`` or ``ppnlp``.
        total_updates: Length of the run.
        steps_per_epoch: Updates in an epoch; None when nothing depends on it.
        name: Name of the schedule in the config.
        file: Where it was read from.
        warmup_updates: Updates of warmup at the start.
        batch_size: Samples per process and forward pass, when known.
        world_size: Number of processes.

    Example:
        >>> from paddle_lrkit.curves import cosine
        >>> Schedule(cosine(0.1, 0.0, 90).warmup(10), "lrkit", 100).peak_lr
        0.1
    """

    curve: Curve
    suite: str
    total_updates: int
    steps_per_epoch: int | None = None
    name: str = ""
    file: str | None = None
    warmup_updates: int = 0
    batch_size: int | None = None
    world_size: int = 1

    @property
    def peak_lr(self) -> float:
        """Largest rate over the run."""
        return self.curve.peak(self.total_updates)

    def epoch(self, update: int) -> float | None:
        """Epochs that lie before an update, as a fraction; None when the epoch's length is unknown."""
        return update / self.steps_per_epoch if self.steps_per_epoch else None
