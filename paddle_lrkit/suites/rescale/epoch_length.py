"""The lengths of a run before and after: read from the config as its suite counts them, never divided by a factor."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.load import read_source
from paddle_lrkit.suites.rescale.batch_change import BatchChange, accumulated, batch_size
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.schedule_fields import ScheduleFields
from paddle_lrkit.suites.source import Source
from paddle_lrkit.suites.table import reader_of
from paddle_lrkit.units import LengthOptions

NOMINAL_STEPS = 1000
_FEWEST_NOMINAL = 100
_ANY_SIZE = 1024
"""Samples in a batch where they are not known; the number of batches hardly depends on it."""


@dataclass(frozen=True)
class EpochLength:
    """How the updates in an epoch were found.

    Args:
        options: The options that the schedule was read with.
        steps: Updates in an epoch, or batches where the suite counts those; None where nothing depends on them.
        certainty: ``exact``, ``given`` by the caller without the number of images, or ``assumed``.
        lowest: Fewest updates that an epoch may have.
        highest: Most updates that an epoch may have.
        schedules: The schedule of each optimizer.
        unit: What ``steps`` counts: ``updates`` or ``batches``.
    """

    options: LengthOptions
    steps: int | None = None
    certainty: str = "exact"
    lowest: int | None = None
    highest: int | None = None
    schedules: tuple[Schedule, ...] = ()
    unit: str = "updates"

    @property
    def is_range(self) -> bool:
        """Whether the updates in an epoch are only known as a range."""
        return self.lowest != self.highest


def length_before(
    source: Source, fields: ScheduleFields, change: BatchChange, given: LengthOptions, times: Fraction, count: int
) -> EpochLength:
    """The length of an epoch before.

    Args:
        source: The config.
        fields: The parts of its schedule.
        change: What changes.
        given: ``steps_per_epoch`` and ``images`` of the caller.
        times: Samples in an update afterwards, divided by those before.
        count: Number of optimizers.

    Raises:
        ConfigError: The schedule cannot be read whatever the length of an epoch is.
    """
    size = change.batch.before if change.batch and not fields.batch_changes else None
    counted = LengthOptions(None, given.images, size, change.gpus.before)
    try:
        found = schedules(source, counted, count)
        steps = found[0].steps_per_epoch
        if given.steps_per_epoch is None or steps in (None, given.steps_per_epoch):
            return EpochLength(counted, steps, schedules=found)
    except ConfigError:
        if fields.uneven_epochs or (given.steps_per_epoch is None and given.images is not None):
            raise
    certainty = "given"
    steps, batches = given.steps_per_epoch, reader_of(source.suite).counts_batches
    if steps is None:
        certainty, steps = "assumed", nominal_steps(times) * (accumulated(fields) if batches else 1)
    options = LengthOptions(steps, None, size, change.gpus.before)
    found, unit = schedules(source, options, count), "batches" if batches else "updates"
    return EpochLength(options, steps, certainty, schedules=found, unit=unit)


def nominal_steps(times: Fraction) -> int:
    """A round number of updates in an epoch that ``times`` divides, so that both epochs have the same samples.

    Example:
        >>> nominal_steps(Fraction(1, 8)), nominal_steps(Fraction(6)), nominal_steps(Fraction(384))
        (1000, 1002, 38400)
    """
    return times.numerator * max(-(-NOMINAL_STEPS // times.numerator), _FEWEST_NOMINAL)


def length_after(
    before: EpochLength, source: Source, after: Source, fields: ScheduleFields, change: BatchChange, times: Fraction
) -> EpochLength:
    """The length of an epoch afterwards, as the suite counts it for the new config.

    Args:
        before: The length before.
        source: The config before.
        after: The config afterwards.
        fields: The parts of its schedule before.
        change: What changes.
        times: Samples in an update afterwards, divided by those before.
    """
    size = change.batch.after if change.batch and not fields.batch_changes else None
    count = len(before.schedules)
    options = LengthOptions(None, before.options.images, size, change.gpus.after)
    if before.certainty == "exact":
        read = schedules(after, options, count)
        return EpochLength(options, read[0].steps_per_epoch, schedules=read)
    steps = before.steps or 1
    if before.unit == "batches":
        times = change.batches_factor
    if before.certainty == "assumed":
        found = [int(steps / times)]
    else:
        found = _counted(before, source, after, fields, change) or _divided(steps, times)
    chosen = LengthOptions(found[0], None, size, change.gpus.after)
    read, ends = schedules(after, chosen, count), (min(found), max(found))
    return EpochLength(chosen, found[0], before.certainty, *ends, read, before.unit)


def _counted(
    before: EpochLength, source: Source, after: Source, fields: ScheduleFields, change: BatchChange
) -> list[int]:
    """Updates in an epoch afterwards for the numbers of images that give those before; empty when nothing counts them.

    The first one is for full batches only, the others are for the fewest and the most images.
    """
    steps = before.steps or 1
    if before.unit == "batches" and (accumulated(fields) != 1 or change.accumulate not in (None, 1)):
        return []
    old, new = batch_size(fields, change)
    old, new = (old, new) if old else (_ANY_SIZE, _ANY_SIZE)
    whole = steps * old * change.gpus.before * accumulated(fields)
    one, batch = whole // steps, old * change.gpus.before
    least = (whole - one + 1, whole - batch + 1, whole - change.gpus.before + 1)
    most = (whole + one - change.gpus.before, whole + one - batch)
    try:
        return [
            _steps(after, images, new, change.gpus.after)
            for images in (whole, *least, *most)
            if images > 0 and _steps(source, images, old, change.gpus.before) == steps
        ]
    except ConfigError:
        return []


def _divided(steps: int, times: Fraction) -> list[int]:
    """The same where the suite cannot count them, such as with a sampler of its own."""
    nearest = max(math.floor(steps / times + Fraction(1, 2)), 1)
    return [nearest, max(math.floor((steps - 1) / times), 1), math.ceil((steps + 1) / times)]


def _steps(source: Source, images: int, size: int | None, gpus: int) -> int:
    steps = read_source(source, LengthOptions(None, images, size, gpus)).steps_per_epoch
    if steps is None:
        raise ConfigError(tr("the schedule does not depend on the images"))
    return steps


def schedules(source: Source, options: LengthOptions, count: int) -> tuple[Schedule, ...]:
    """The schedules of all optimizers of a config."""
    return tuple(read_source(source, options, index) for index in range(count))
