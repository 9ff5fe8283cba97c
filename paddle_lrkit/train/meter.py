"""What was measured at each update: read back from the device, compared with the plan, logged."""

from __future__ import annotations

import math
import time
from typing import Any

import numpy as np

from paddle_lrkit.errors import LrkitError
from paddle_lrkit.train.distributed.processes import gather_array
from paddle_lrkit.train.engine import Step
from paddle_lrkit.train.progress import Progress
from paddle_lrkit.train.trackers.base import Trackers

TOLERANCE = 1e-6
"""Largest allowed relative difference between planned and applied rate; float32 rounds to 6e-8."""
Rates = tuple[float, float]
"""Planned and applied rate of one process."""


class RateMismatch(LrkitError):
    """An optimizer used another rate than the curve says, or than that of another process."""


class Diverged(LrkitError):
    """The loss or the gradient is not a finite number any more."""


class Meter:
    """Keeps the tensors of some updates on the device and logs them together.

    Every update is compared with the plan; every ``log_every``-th is logged, the first and the last of the run too,
    and one whose loss is not finite. With several processes the loss is the mean over them, and the rates of all are
    compared with each other.

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
        if self.due(update):
            self.flush()

    def due(self, update: int) -> bool:
        """Whether an update gets a row in the log."""
        return update % self.log_every == 0 or update + 1 == self.total

    def restart_clock(self) -> None:
        """Leaves the time since the last row out of the speed, such as that of an evaluation."""
        self.flush()
        self._since = time.monotonic()

    def flush(self) -> None:
        """Reads the pending updates, compares them with the plan and logs the rows that are due.

        Raises:
            RateMismatch: The applied rate is not the planned one, or not that of another process.
            Diverged: A loss or a logged gradient norm is not finite.
        """
        pending, self._pending = self._pending, []
        rows = [(update, *_shared(self._row(update, planned, step))) for update, planned, step in pending]
        seconds = max(time.monotonic() - self._since, 1e-9)
        self._since = time.monotonic()
        for update, row, rates in rows:
            row["speed/samples_per_s"] = len(rows) * self.samples_per_update / seconds
            if self.due(update) or not math.isfinite(row["train/loss"]):
                self.trackers.log(update, row)
            self._check(update, row, rates)
        if rows:
            self.progress.update(rows[-1][0] + 1, rows[-1][1])

    def _row(self, update: int, planned: float, step: Step) -> dict[str, float]:
        row = {
            "epoch": update / self.steps_per_epoch,
            "rate/planned": planned,
            "rate/applied": _number(step.applied_rate),
            **{f"train/{name}": _number(value) for name, value in step.losses.items()},
        }
        if step.grad_norm is not None:
            row["train/grad_norm"] = _number(step.grad_norm)
        return row

    def _check(self, update: int, row: dict[str, float], rates: list[Rates]) -> None:
        wrong = _wrong_rate(rates)
        if wrong is not None:
            self.trackers.flush()
            raise RateMismatch(f"update {update}: {wrong}")
        for what, name in (("loss", "train/loss"), ("gradient norm", "train/grad_norm")):
            if not math.isfinite(row.get(name, 0.0)):
                self.trackers.flush()
                raise Diverged(
                    f"update {update}: the {what} is {row[name]} at the rate {row['rate/applied']:g}; lower the rate, "
                    "lengthen the warmup or limit the gradients with Optimizer.clip_norm (the checkpoints before it "
                    "are kept)"
                )


def _number(value: Any) -> float:
    return float(value.item()) if hasattr(value, "item") else float(value)


def _shared(row: dict[str, float]) -> tuple[dict[str, float], list[Rates]]:
    """The row with the mean losses of all processes, and the planned and applied rate of each."""
    everywhere = gather_array(np.array(list(row.values())))
    means = everywhere.mean(axis=0).tolist()
    shared = {name: mean if name.startswith("train/") else row[name] for name, mean in zip(row, means, strict=True)}
    planned, applied = (everywhere[:, list(row).index(f"rate/{name}")].tolist() for name in ("planned", "applied"))
    return shared, list(zip(planned, applied, strict=True))


def _wrong_rate(rates: list[Rates]) -> str | None:
    """What is wrong with the rates of one update, or None."""
    for number, (planned, applied) in enumerate(rates):
        who = f"the optimizer of process {number}" if len(rates) > 1 else "the optimizer"
        if not math.isclose(applied, float(np.float32(planned)), rel_tol=TOLERANCE, abs_tol=1e-37):
            return f"{who} used the rate {applied!r}, the schedule says {planned!r}"
        if applied != rates[0][1]:
            return f"{who} used the rate {applied!r}, that of process 0 used {rates[0][1]!r}"
    return None
