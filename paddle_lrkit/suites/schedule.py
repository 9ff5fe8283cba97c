"""A schedule: a curve and the config that it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from paddle_lrkit.curves import Curve
from paddle_lrkit.notebook import NotebookPicture
from paddle_lrkit.text import format_epoch
from paddle_lrkit.units import RunLength

if TYPE_CHECKING:
    from paddle_lrkit.curves.plateau import PlateauSettings
    from paddle_lrkit.suites.schedule_group import ScheduleGroup


_PARTS = 10**6
"""Parts of an epoch that are told apart where its number of updates changes."""


@dataclass(frozen=True)
class Schedule(NotebookPicture):
    """A curve and the config that it comes from; a notebook draws it.

    A schedule with a ``plateau`` depends on a metric: its curve is the warmup and the rate at the start, and the
    reductions are decided during training.

    Args:
        curve: Rate at each update.
        suite: Name of the suite in `paddle_lrkit.suites.table`.
        length: The run; ``steps_per_epoch`` is None when nothing depends on it, or when it changes in the run.
        name: Name of the schedule in the config.
        file: Path of the config.
        warmup_updates: Updates of warmup at the start.
        plateau: The rule, if the rate depends on a metric.
        variant: The program of the suite that reads the config, if there are several.
        rate_factor: Factor on the rates of the config from batch scaling.
        stepped: When the suite moves the rate: every ``update``, ``epoch`` or ``evaluation``.
        entry: The program or optimizer of the suite, if there are several.
        assumed: What the config does not say and was assumed, as sentences without a full stop.
        unit: What the curve counts: ``update``; for a script whose updates are not known ``epoch``, or ``call`` for the
            calls of ``step()``.
        pretraining: Whether the config says that it pre-trains a language model.
        groups: Groups of parameters with a rate, a freeze window or a weight decay of their own.

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
    stepped: str = "update"
    entry: str | None = None
    assumed: tuple[str, ...] = ()
    unit: str = "update"
    pretraining: bool = False
    groups: tuple[ScheduleGroup, ...] = ()

    @property
    def total_updates(self) -> int:
        """Updates in the run; 0 if unknown."""
        return self.length.total_updates or 0

    @property
    def steps_per_epoch(self) -> int | None:
        """Updates in an epoch; None if unknown."""
        return self.length.steps_per_epoch

    @property
    def batch_size(self) -> int | None:
        """Samples per process and forward pass; None if unknown."""
        return self.length.batch_size

    @property
    def world_size(self) -> int:
        """Number of processes."""
        return self.length.world_size

    @cached_property
    def peak_lr(self) -> float:
        """Largest rate over the run."""
        return self.curve.peak(self.total_updates)

    def epoch_text(self, update: int) -> str | None:
        """The epochs before an update as text, cut and not rounded; None if the length of an epoch is unknown."""
        if self.length.plan is None:
            return format_epoch(update, self.steps_per_epoch) if self.steps_per_epoch else None
        epoch = self.epoch(update)
        return None if epoch is None else format_epoch(round(epoch * _PARTS), _PARTS)

    def epoch(self, update: int) -> float | None:
        """Epochs before an update, as a fraction; None if the length of an epoch is unknown."""
        plan = self.length.plan
        if plan is not None:
            return None if plan.num_samples is None else plan.epoch(update)
        return update / self.steps_per_epoch if self.steps_per_epoch else None
