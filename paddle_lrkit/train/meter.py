"""Reads the measurements of updates back from the device, checks the learning rates and logs."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from paddle_lrkit.batch_plan import BatchPlan
from paddle_lrkit.errors import LrkitError
from paddle_lrkit.messages import tr
from paddle_lrkit.schedulers.applied_rate import rates_match
from paddle_lrkit.suites import Schedule
from paddle_lrkit.train.distributed.collectives import all_gather_array, world_size
from paddle_lrkit.train.engine import StepOutput
from paddle_lrkit.train.progress import Progress
from paddle_lrkit.train.trackers.base import Trackers
from paddle_lrkit.units import Duration

Rates = dict[str, list[tuple[float, float]]]
"""``/<group>``, or nothing for the parameters in none -> planned and applied rate of each process."""
_PLANNED, _APPLIED = "rate/planned", "rate/applied"


class RateMismatch(LrkitError):
    """An optimizer used another learning rate than the schedule says, or than another process."""


class Diverged(LrkitError):
    """The loss or the gradient norm is not finite."""


@dataclass(kw_only=True)
class Meter:
    """Keeps the measurements of several updates on the device, then reads and logs them together.

    The rate of every update is checked. A row is logged for the first, the last and every ``log_every``-th update, and
    for one whose loss is not finite. With several processes the logged losses are their mean, and all must have used
    the same rate.

    Args:
        trackers: Where rows are logged.
        progress: The display for the user.
        schedule: The schedule of the run.
        plan: The batches of the run.
        log_every: Interval of rows.
    """

    trackers: Trackers
    progress: Progress
    schedule: Schedule
    plan: BatchPlan
    log_every: Duration
    _pending: list[tuple[int, float, StepOutput, int]] = field(default_factory=list, init=False)
    _since: float = field(default_factory=time.monotonic, init=False)

    def record(self, update: int, planned: float, step: StepOutput, position: int) -> None:
        """Records an update that was made; reads and logs if a row is due.

        Args:
            update: Position in the schedule.
            planned: The rate of the schedule.
            step: What the engine measured.
            position: Position in the data, the update of the plan.

        Raises:
            RateMismatch: See `flush`.
            Diverged: See `flush`.
        """
        groups = {name: (rate, _copy(used)) for name, (rate, used) in step.groups.items()}
        kept = replace(step, applied_rate=_copy(step.applied_rate), groups=groups)
        self._pending.append((update, planned, kept, position))
        if self.due(update):
            self.flush()

    def due(self, update: int) -> bool:
        """Whether a row is logged for an update."""
        return self.log_every.ends_at(update, self.schedule.length) or update + 1 == self.schedule.total_updates

    def restart_clock(self) -> None:
        """Excludes the time since the last row from the measured speed."""
        self.flush()
        self._since = time.monotonic()

    def flush(self) -> None:
        """Reads the recorded updates, checks their rates and logs the rows that are due.

        Raises:
            RateMismatch: An applied rate is not the planned one, or processes used different rates.
            Diverged: A loss or a logged gradient norm is not finite.
        """
        pending, self._pending = self._pending, []
        rows = [(one[0], *_over_processes(self._row(*one))) for one in pending]
        samples = sum(self.plan.samples(position + 1) - self.plan.samples(position) for *_, position in pending)
        seconds = max(time.monotonic() - self._since, 1e-9)
        self._since = time.monotonic()
        for update, row, rates in rows:
            row["speed/samples_per_s"] = samples / seconds
            if self.due(update) or not math.isfinite(row["train/loss"]):
                self.trackers.log(update, row)
            error = _rate_error(update, rates) or _divergence(update, row)
            if error:
                self.trackers.flush()
                raise error
        if rows:
            self.progress.update(rows[-1][0] + 1, rows[-1][1])

    def _row(self, update: int, planned: float, step: StepOutput, position: int) -> dict[str, float]:
        row = {
            "epoch": self.schedule.epoch(update) or 0.0,
            "rate/planned": planned,
            "rate/applied": _number(step.applied_rate),
            **{f"train/{name}": _number(value) for name, value in step.losses.items()},
        }
        for name, (rate, used) in step.groups.items():
            row[f"rate/planned/{name}"] = rate
            row[f"rate/applied/{name}"] = _number(used)
        if self.plan.varies:
            row["train/batch_size"] = self.plan.global_batch(position)
            row["train/samples"] = self.plan.samples(position + 1)
        if step.weight_decay is not None:
            row["rate/weight_decay"] = step.weight_decay
        if step.grad_norm is not None:
            row["train/grad_norm"] = _number(step.grad_norm)
        return row | {f"optimizer/{name}": _number(value) for name, value in step.optimizer.items()}


def _copy(value: Any) -> Any:
    return value.clone() if hasattr(value, "clone") else value


def _number(value: Any) -> float:
    return float(value.item()) if hasattr(value, "item") else float(value)


def _over_processes(row: dict[str, float]) -> tuple[dict[str, float], Rates]:
    """The row with the losses averaged over all processes, and the rates of each process."""
    groups = [name.removeprefix(_PLANNED) for name in row if name.startswith(_PLANNED)]
    if world_size() == 1:
        return row, {group: [(row[_PLANNED + group], row[_APPLIED + group])] for group in groups}
    rows = all_gather_array(np.array(list(row.values())))
    means = rows.mean(axis=0).tolist()
    merged = {name: mean if name.startswith("train/") else row[name] for name, mean in zip(row, means, strict=True)}
    column = dict(zip(row, rows.T.tolist(), strict=True))
    return merged, {
        group: list(zip(column[_PLANNED + group], column[_APPLIED + group], strict=True)) for group in groups
    }


def _rate_error(update: int, rates: Rates) -> RateMismatch | None:
    for group, of_processes in rates.items():
        of_group = tr(" for the group {}", group[1:]) * bool(group)
        for number, (planned, applied) in enumerate(of_processes):
            who = tr("the optimizer of process {}", number) if len(of_processes) > 1 else tr("the optimizer")
            used = tr("update {}: {} used the rate {!r}{}", update, who, applied, of_group)
            if not rates_match(planned, applied):
                return RateMismatch(tr("{}, the schedule says {!r}", used, planned))
            if applied != of_processes[0][1]:
                return RateMismatch(tr("{}, that of process 0 used {!r}", used, of_processes[0][1]))
    return None


def _divergence(update: int, row: dict[str, float]) -> Diverged | None:
    for what, name in ((tr("loss"), "train/loss"), (tr("gradient norm"), "train/grad_norm")):
        if not math.isfinite(row.get(name, 0.0)):
            return Diverged(
                tr(
                    "update {}: the {} is {} at the rate {:g}; lower the rate, lengthen the warmup or limit the "
                    "gradients with Optimizer.clip_norm",
                    update,
                    what,
                    row[name],
                    row["rate/applied"],
                )
            )
    return None
