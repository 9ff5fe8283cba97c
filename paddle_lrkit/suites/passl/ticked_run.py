"""The run of a PASSL schedule: how many updates or epochs its scheduler counts, and where it fails."""

from __future__ import annotations

from dataclasses import dataclass

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr


@dataclass(frozen=True)
class TickedRun:
    """A run in the ticks of its scheduler.

    Args:
        epochs: Epochs in the run.
        steps: Updates in an epoch.
        total: Updates in the run.
        ticks: The last tick that the trainer computes, which is the one after the last update.
        by_epoch: Whether the scheduler ticks after each epoch instead of each update.
        delay: Updates before tick 0, of a schedule inside a warmup.
        batch: The batch by which SimCLR's schedule counts its updates; 0 where nothing depends on it.
    """

    epochs: int
    steps: int
    total: int
    ticks: int
    by_epoch: bool = False
    delay: int = 0
    batch: int = 0

    def fail_at(self, tick: float, key: str, reason: str) -> None:
        """Raises the error of a scheduler that fails at ``tick``, if the run gets there.

        Args:
            tick: The tick.
            key: The key that the error is about.
            reason: What is wrong, and what is allowed.
        """
        if tick > self.ticks:
            return
        update = (max(-int(-tick // 1), 0) + self.delay) * (self.steps if self.by_epoch else 1)
        if update >= self.total:
            raise ConfigError(tr("PASSL fails after the last update: {}", reason), key=key)
        raise ConfigError(tr("PASSL fails at update {}: {}", update, reason), key=key)
