"""Rates and lengths for another number of GPUs or another batch size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from paddle_lrkit.config.document import dotted
from paddle_lrkit.config.edit.edit import Edit
from paddle_lrkit.errors import UsageError
from paddle_lrkit.suites.config_value import ConfigValue
from paddle_lrkit.suites.lrkit.batch_scaling import rate_factor
from paddle_lrkit.suites.scaling_rule import scaling_rule
from paddle_lrkit.suites.schedule_fields import ScheduleFields
from paddle_lrkit.suites.source import Source
from paddle_lrkit.suites.table import reader_of

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


@dataclass(frozen=True)
class Rescaling:
    """The changes of a schedule for another global batch.

    Args:
        factor: Samples in an update afterwards, divided by those before.
        rule: ``linear`` or ``sqrt``.
        rate_factor: Factor of the rates.
        edits: The changes of the config.
        notes: Facts that the config does not tell.
    """

    factor: float
    rule: str
    rate_factor: float
    edits: tuple[Edit, ...]
    notes: tuple[str, ...]


def rescaling(
    source: Source, fields: ScheduleFields | None, gpus: Change, batch: Change | None, rule: str = "auto"
) -> Rescaling:
    """The changes that keep a schedule the same over the samples seen.

    Rates are multiplied by ``k`` (linear) or ``sqrt(k)``, lengths in updates divided by ``k``; lengths in epochs and
    shares of the run do not change.

    Args:
        source: The config.
        fields: The parts of its schedule.
        gpus: Processes.
        batch: Samples per process; None when they do not change.
        rule: ``auto`` takes ``sqrt`` for the Adam family and ``linear`` for others.

    Raises:
        UsageError: The config has no schedule, scales its rate itself, or has another batch size than the one that
            was given.
    """
    if fields is None or fields.rate is None:
        raise UsageError("the config has no rate to rescale")
    if fields.batch_scaling is not None:
        raise UsageError(f"{dotted(fields.batch_scaling.path)} scales the rate of this config when it is read")
    if batch is not None and fields.batch is not None and fields.batch.number not in (None, batch.before):
        raise UsageError(f"the batch size is {fields.batch.value}, not {batch.before}: {dotted(fields.batch.path)}")
    factor = gpus.after / gpus.before * (batch.after / batch.before if batch else 1.0)
    chosen = scaling_rule(fields.optimizer) if rule == "auto" else rule
    times = rate_factor(chosen, factor)
    edits = [*_rates(fields, times), *_lengths(fields, factor)]
    if batch and batch.before != batch.after and fields.batch and fields.batch.number is not None:
        edits.append(Edit(fields.batch.path, batch.after))
    return Rescaling(factor, chosen, times, tuple(edits), tuple(_notes(source, fields, factor, rule, batch)))


def _rates(fields: ScheduleFields, factor: float) -> list[Edit]:
    items = [fields.values if fields.values is not None else fields.rate]
    items += [None if fields.floor_relative else fields.floor, None if fields.start_relative else fields.start]
    items += [*fields.other_rates, fields.default_floor if fields.floor is None else None]
    return [edit for part in items if (edit := _edit(part, factor, whole=False)) is not None]


def _lengths(fields: ScheduleFields, factor: float) -> list[Edit]:
    items = [fields.run] if fields.run_unit == "it" else []
    items += [fields.warmup] if fields.warmup_unit == "it" else []
    items += [fields.milestones, fields.step_size, fields.span] if fields.unit == "it" else []
    items += fields.other_lengths
    return [edit for part in items if (edit := _edit(part, 1 / factor, whole=True)) is not None]


def _edit(item: ConfigValue | None, factor: float, whole: bool) -> Edit | None:
    """The item times ``factor``; None when it is not in the config, has a unit, or is unchanged."""
    if item is None or item.text is not None or item.key_path is None:
        return None
    value = item.value
    if isinstance(value, (list, tuple)):
        numbers = item.numbers
        after: Any = [_times(number, factor, whole) for number in numbers]
    elif item.number is None:
        return None
    else:
        after = _times(item.number, factor, whole)
    return None if after == value or (isinstance(after, list) and not after) else Edit(item.key_path, after)


def _times(number: float, factor: float, whole: bool) -> float | int:
    if not whole:
        return float(f"{number * factor:.12g}")
    return max(round(number * factor), 1) if number > 0 else int(number)


def _notes(source: Source, fields: ScheduleFields, factor: float, rule: str, batch: Change | None) -> list[str]:
    notes = []
    if rule == "auto" and not fields.optimizer:
        notes.append("the optimizer is not named in the config; linear holds for SGD, for Adam give --rule sqrt")
    if batch is not None and fields.batch is None:
        notes.append("the batch size is not in the config: change it where it is")
    if (count := reader_of(source.suite).optimizers(source.document)) > 1:
        notes.append(f"the config has {count} optimizers and only the first is rescaled: change the others alike")
    if factor > 8:
        notes.append("beyond 8 times neither rule is known to hold; find the rate with a range test")
    if factor > 1 and fields.warmup is None:
        notes.append("there is no warmup; a larger rate may need one")
    if factor != 1 and fields.shape == "exponential" and fields.unit == "it":
        notes.append(f"gamma is a factor for each update and was left: the same decay takes gamma ** {factor:.6g}")
    if factor != 1 and fields.shape == "other" and not fields.other_lengths:
        notes.append(
            f"the lengths of {fields.name} were left: divide those that are counted in updates by {factor:.6g}"
        )
    units = [item for item in (fields.warmup, fields.milestones, fields.step_size, fields.span) if item and item.text]
    if any("it" in (item.text or "") for item in units):
        notes.append("lengths with the unit it are counted in updates and were left: divide them, or give them in ep")
    if fields.rate is not None and fields.rate.default_key == "":
        notes.append("the rate is the suite's default and not in the config: write it down first")
    return notes
