"""What was measured at each update: read back from the device, compared with the plan, logged."""

from __future__ import annotations

import math
import time
from typing import Any

import numpy as np

from paddle_lrkit.errors import LrkitError
from paddle_lrkit.train.engine import Step
from paddle_lrkit.train.progress import Progress
from paddle_lrkit.train.trackers.base import Trackers

TOLERANCE = 1e-6
"""Largest allowed relative difference between planned and applied rate; float32 rounds to 6e-8."""


class RateMismatch(LrkitError):
    """The optimizer used another rate than the curve says."""


class Diverged(LrkitError):
    """The loss is not a finite number any more."""


class Meter:
    """Keeps the tensors of some updates on the device and logs them together.

    Every update is compared with the plan; every ``log_every``-th is logged, the first and the last of the run too.

    Args:
        trackers: Where rows go.
        progress: What the person sees.
        total: Updates of the run.
        steps_per_epoch: Updates in an epoch.
        samples_per_update: Global batch size.
        log_every: Updates between two rows.
    """

    def __init__(
        self,
        trackers: Trackers,
        progress: Progress,
        *,
        total: int,
        steps_per_epoch: int,
        samples_per_update: int,
        log_every: int,
    ) -> None:
        self.trackers = trackers
        self.progress = progress
        self.total = total
        self.steps_per_epoch = steps_per_epoch
        self.samples_per_update = samples_per_update
        self.log_every = log_every
        self._pending: list[tuple[int, float, Step]] = []
        self._since = time.monotonic()

    def take(self, update: int, planned: float, step: Step) -> None:
        """Takes one update that was done; reads and logs when a row is due."""
        rate = step.applied_rate
        kept = Step(step.losses, step.grad_norm, rate.clone() if hasattr(rate, "clone") else rate, True)
        self._pending.append((update, planned, kept))
        if update % self.log_every == 0 or update + 1 == self.total:
            self.flush()

    def restart_clock(self) -> None:
        """Leaves the time since the last row out of the speed, such as that of an evaluation."""
        self.flush()
        self._since = time.monotonic()

    def flush(self) -> None:
        """Reads the pending updates, compares them with the plan and logs the rows that are due.

        Raises:
            RateMismatch: The applied rate is not the planned one.
            Diverged: A loss is not finite.
        """
        pending, self._pending = self._pending, []
        rows = [(update, self._row(update, planned, step)) for update, planned, step in pending]
        seconds = max(time.monotonic() - self._since, 1e-9)
        self._since = time.monotonic()
        for update, row in rows:
            row["speed/samples_per_s"] = len(rows) * self.samples_per_update / seconds
            if update % self.log_every == 0 or update + 1 == self.total:
                self.trackers.log(update, row)
            self._check(update, row)
        if rows:
            self.progress.update(rows[-1][0] + 1, rows[-1][1])

    def _row(self, update: int, planned: float, step: Step) -> dict[str, float]:
        return {
            "epoch": update / self.steps_per_epoch,
            "rate/planned": planned,
            "rate/applied": _number(step.applied_rate),
            **{f"train/{name}": _number(value) for name, value in step.losses.items()},
            "train/grad_norm": _number(step.grad_norm),
        }

    def _check(self, update: int, row: dict[str, float]) -> None:
        planned, applied = row["rate/planned"], row["rate/applied"]
        if not math.isclose(applied, float(np.float32(planned)), rel_tol=TOLERANCE, abs_tol=1e-37):
            self.trackers.flush()
            raise RateMismatch(
                f"update {update}: the optimizer used the rate {applied!r}, the schedule says {planned!r}"
            )
        if not math.isfinite(row["train/loss"]):
            self.trackers.flush()
            raise Diverged(
                f"update {update}: the loss is {row['train/loss']} at the rate {applied:g}; lower the rate or lengthen "
                "the warmup (the checkpoints before it are kept)"
            )


def _number(value: Any) -> float:
    return float(value.item()) if hasattr(value, "item") else float(value)
