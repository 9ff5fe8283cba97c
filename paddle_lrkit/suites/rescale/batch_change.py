"""What changes about the samples in an update."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from paddle_lrkit.suites.scaling_rule import scaling_rule
from paddle_lrkit.suites.schedule_fields import ScheduleFields

RULES = ("auto", "linear", "sqrt")


@dataclass(frozen=True)
class Change:
    """A change from one number to another.

    Args:
        before: The number that the config was written for.
        after: The number to train with.
    """

    before: int
    after: int

    @property
    def factor(self) -> Fraction:
        """``after / before``"""
        return Fraction(self.after, self.before)


@dataclass(frozen=True)
class BatchChange:
    """What changes about the samples in an update.

    Args:
        gpus: Processes.
        batch: Samples per process and batch; None when they do not change.
        accumulate: Batches in an update afterwards; None when they do not change.
        rule: How the rates follow: ``linear``, ``sqrt``, or ``auto`` for ``sqrt`` with the Adam family, else
            ``linear``.
    """

    gpus: Change
    batch: Change | None = None
    accumulate: int | None = None
    rule: str = "auto"

    @property
    def batches_factor(self) -> Fraction:
        """Samples in a batch of all processes afterwards, divided by those before."""
        return self.gpus.factor * (self.batch.factor if self.batch else 1)

    def samples_factor(self, fields: ScheduleFields) -> Fraction:
        """Samples in an update afterwards, divided by those before."""
        times = 1 if self.accumulate is None else Fraction(self.accumulate, accumulated(fields))
        return self.batches_factor * times

    def chosen_rule(self, optimizer: str) -> str:
        """``linear``, ``sqrt`` or ``none``."""
        return scaling_rule(optimizer) if self.rule == "auto" else self.rule


def accumulated(fields: ScheduleFields) -> int:
    """Batches in an update before."""
    number = fields.accumulation.number if fields.accumulation is not None else None
    return max(int(number or 1), 1)


def batch_size(fields: ScheduleFields, change: BatchChange) -> tuple[int | None, int | None]:
    """Samples per process and batch, before and afterwards; None when they are not known or change in the run."""
    if fields.batch_changes:
        return None, None
    if change.batch is not None:
        return change.batch.before, change.batch.after
    known = fields.batch.number if fields.batch is not None else None
    size = int(known) if known and known >= 1 else None
    return size, size


def samples_after(fields: ScheduleFields, change: BatchChange) -> int | None:
    """Samples in an update afterwards; None when they are not known."""
    size = batch_size(fields, change)[1]
    return size * change.gpus.after * (change.accumulate or accumulated(fields)) if size else None


def named_devices(fields: ScheduleFields) -> int | None:
    """The number of devices that a config names, such as 2 of ``gpu:0,1``; None when it names none."""
    return len(str(fields.devices.value).split(",")) if fields.devices is not None else None


def devices_after(fields: ScheduleFields, change: BatchChange) -> str | None:
    """The devices afterwards, where the config names those before; None where it is left as it is."""
    if fields.devices is None or change.gpus.before == change.gpus.after:
        return None
    if named_devices(fields) != change.gpus.before:
        return None
    kind = str(fields.devices.value).partition(":")[0]
    return f"{kind}:{','.join(str(number) for number in range(change.gpus.after))}"
