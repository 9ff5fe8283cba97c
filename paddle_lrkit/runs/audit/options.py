"""What is known of a run besides its log and its schedule."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class AuditOptions:
    """What is known of a run besides its log and its schedule; None leaves a value to them.

    Args:
        steps_per_epoch: Updates of an epoch.
        total: Planned updates.
        accumulate: Batches of an update.
        window: Rates of the median that the program prints.
    """

    steps_per_epoch: int | None = None
    total: int | None = None
    accumulate: int | None = None
    window: int | None = None
