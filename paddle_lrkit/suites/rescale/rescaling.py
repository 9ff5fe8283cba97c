"""Rescales a config: edits it, reads the result again, and compares both schedules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeVar

from paddle_lrkit.config.document import dotted
from paddle_lrkit.config.edit.edit import Edit
from paddle_lrkit.errors import ConfigError, UsageError
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.lrkit.batch_scaling import rate_factor
from paddle_lrkit.suites.quantity import Quantity
from paddle_lrkit.suites.rescale import notes, requirements, warmup
from paddle_lrkit.suites.rescale.batch_change import BatchChange, devices_after
from paddle_lrkit.suites.rescale.epoch_length import EpochLength, length_after, length_before, schedules
from paddle_lrkit.suites.rescale.law import CurveMismatch, largest_difference
from paddle_lrkit.suites.rescale.rounded_periods import largest_stretch
from paddle_lrkit.suites.rescale.scaled_numbers import Factors, ScaledNumber, scaled_number
from paddle_lrkit.suites.rescale.written_config import WrittenConfig, written_config
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.schedule_fields import ScheduleFields
from paddle_lrkit.suites.source import Source
from paddle_lrkit.suites.table import fields_of, reader_of
from paddle_lrkit.text import format_rate, join_names
from paddle_lrkit.units import LengthOptions

T = TypeVar("T")
_MOST_DRIFT = Fraction(1, 50)
_LIKELY_REASON = 0.005
_WARM = 0.9


@dataclass(frozen=True)
class Rescaling:
    """A config for other updates.

    Args:
        times: Samples in an update afterwards, divided by those before.
        rule: ``linear`` or ``sqrt``.
        rate_factor: Factor of the rates.
        config: The new config.
        fields: The parts of the schedule before.
        schedules: The schedule before and afterwards of each optimizer.
        length_before: The length of an epoch before.
        length_after: The length of an epoch afterwards.
        notes: Facts that the numbers do not show.
    """

    times: Fraction
    rule: str
    rate_factor: float
    config: WrittenConfig
    fields: ScheduleFields
    schedules: tuple[tuple[Schedule, Schedule], ...]
    length_before: EpochLength
    length_after: EpochLength
    notes: tuple[str, ...]


def rescaled(
    source: Source,
    name: str,
    change: BatchChange,
    given: LengthOptions | None = None,
    output: str | None = None,
) -> Rescaling:
    """The config that keeps a schedule the same over the samples seen.

    Args:
        source: The config.
        name: Its file, or ``FILE#section``.
        change: What changes about the samples in an update.
        given: ``steps_per_epoch`` before, and ``images``.
        output: The file that is going to be written.

    Raises:
        UsageError: The config has nothing to rescale, or the result would not be the same over the samples seen; the
            sentence has the largest difference.
        ConfigError: The schedule cannot be read, before or afterwards.
    """
    source = _of_every_optimizer(source)
    found = _all_fields(source, change)
    fields, times = found[0], change.samples_factor(found[0])
    rules = [change.chosen_rule(one.optimizer) for one in found]
    own = change.batch.factor if change.batch else Fraction(1)
    factors = [Factors(times, change.batches_factor, rate_factor(rule, float(times)), own) for rule in rules]
    before = length_before(source, fields, change, given or LengthOptions(), times, len(found))
    numbers = _numbers(found, factors)
    requirements.check_numbers(source, numbers, factors[0])
    edits = [*(edit for number in numbers if (edit := number.edit)), *_batch_edits(fields, change)]
    config = written_config(source, name, edits, output)
    after = _accepted(lambda: length_after(before, source, config.source, fields, change, times))
    runs = tuple(zip(before.schedules, after.schedules, strict=True))
    for (old, new), one in zip(runs, factors, strict=True):
        _check(old, new, one, numbers, config)
    said = list(notes.batch_notes(fields, change, times, before.schedules[0].warmup_updates))
    said += notes.number_notes(numbers, factors[0], fields.name)
    said += notes.length_notes(*runs[0], times, before.certainty)
    if len(runs) > 1 and before.schedules[0].entry:
        entries = [schedule.entry or "" for schedule in before.schedules]
        said.append(
            tr("the rates of {} move together; the numbers shown are those of {}", join_names(entries), entries[0])
        )
    if len(set(rules)) > 1:
        said.append(tr("the optimizers have different rules: {}", tr(", ").join(rules)))
    result = Rescaling(times, rules[0], factors[0].rate, config, fields, runs, before, after, tuple(said))
    if reason := warmup.far_reason(fields, change, times):
        said.append(notes.far_note(reason, factors[0].rate))
        result = replace(result, notes=tuple(said))
        longer = [edit for run, one in zip(runs, found, strict=True) if (edit := warmup.longer_warmup(*run, one))]
        if longer:
            kept = [edit for edit in edits if edit.path not in [one.path for one in longer]]
            return _warmed(result, written_config(source, name, [*kept, *longer], output), longer)
    return result


def _of_every_optimizer(source: Source) -> Source:
    """The config without the name of one of its optimizers, because their rates move together."""
    selection = source.selection
    names = reader_of(source.suite).optimizer_names(source.document, selection.entry)
    several = len(names) > 1 and selection.entry in names
    return replace(source, selection=replace(selection, entry=None)) if several else source


def _all_fields(source: Source, change: BatchChange) -> list[ScheduleFields]:
    """The fields of each optimizer of a config."""
    count = max(reader_of(source.suite).optimizers(source.document), 1)
    reader = fields_of(source.suite)
    found = [
        reader.read(source.document, replace(source.selection, optimizer_index=index), None) for index in range(count)
    ]
    return [requirements.check_fields(source, fields, change) for fields in found]


def _numbers(found: list[ScheduleFields], factors: list[Factors]) -> list[ScaledNumber]:
    """Each number once, with its new value."""
    numbers: dict[object, ScaledNumber] = {}
    for fields, own in zip(found, factors, strict=True):
        run = [Quantity(fields.run, "updates")] if fields.run is not None and fields.run_unit == "it" else []
        for quantity in (*run, *fields.quantities):
            item = quantity.item
            numbers.setdefault((item.path, item.default_key), scaled_number(quantity, own))
    return list(numbers.values())


def _batch_edits(fields: ScheduleFields, change: BatchChange) -> list[Edit]:
    edits = []
    batch = change.batch
    if batch and batch.before != batch.after and fields.batch and fields.batch.number is not None:
        edits.append(Edit(fields.batch.path, batch.after))
    devices = devices_after(fields, change)
    if fields.devices is not None and devices is not None:
        edits.append(Edit(fields.devices.path, devices))
    given = fields.accumulation.number if fields.accumulation is not None else None
    if change.accumulate is not None and change.accumulate != (given or 1):
        edits.append(Edit(fields.accumulation_key, change.accumulate))
    return edits


def _accepted(read: Callable[[], T]) -> T:
    """What is read from the new config.

    Raises:
        UsageError: The suite refuses it, such as two milestones at the same update.
    """
    try:
        return read()
    except ConfigError as error:
        key = error.key or tr("the config")
        raise UsageError(
            tr("nothing was written: the suite would refuse the rescaled config: {} {}", key, error.message)
        ) from None


def _check(
    before: Schedule, after: Schedule, factors: Factors, numbers: list[ScaledNumber], config: WrittenConfig
) -> None:
    total, coarse = before.total_updates, max(factors.samples, Fraction(1))
    rounded = max(numbers, key=lambda number: number.stretch, default=None)
    stretch = rounded.stretch if rounded is not None else 0.0
    if rounded is not None and stretch * total > max(coarse, _MOST_DRIFT * total):
        item = rounded.quantity.item
        raise UsageError(
            tr(
                "nothing was written: {} {} would have to be {} updates, and the whole number {} moves what it "
                "repeats by {:.0%}; choose GPUs or a batch size that divide it",
                rounded.name,
                item.value,
                _exact(rounded, factors),
                rounded.value,
                stretch,
            )
        )
    _check_length(before, after, factors.samples, config)
    stretch = largest_stretch(numbers, before.length, after.length)
    difference = largest_difference(before, after, factors.samples, factors.rate, stretch)
    if difference is not None:
        raise UsageError(_refusal(difference, factors, config, _reason(before, factors, numbers)))
    _check_plateau(before, after, factors.rate)


def _check_length(before: Schedule, after: Schedule, times: Fraction, config: WrittenConfig) -> None:
    """The updates of the run, up to the rounding of a run in updates or of each epoch before and afterwards."""
    steps = after.steps_per_epoch
    epochs = Fraction(after.total_updates, steps) if steps else Fraction(after.epoch(after.total_updates) or 0)
    wanted = before.total_updates / times
    if abs(after.total_updates - wanted) > 1 + (epochs + 1) * (1 + 1 / times):
        keys = tr(", ").join(dotted(edit.path) for edit in config.left)
        because = tr("; {} cannot be changed alone, because another key shares the value", keys) if keys else ""
        raise UsageError(
            tr(
                "nothing was written: the run would have {:,} updates instead of {:,.0f}{}",
                after.total_updates,
                float(wanted),
                because,
            )
        )


def _exact(number: ScaledNumber, factors: Factors) -> str:
    written = float(str(number.quantity.written).removesuffix("it"))
    return f"{written / float(factors.samples):g}"


def _reason(before: Schedule, factors: Factors, numbers: list[ScaledNumber]) -> str:
    """Why the schedules differ, as far as the numbers tell."""
    lengths = [number for number in numbers if number.quantity.is_length and number.rounding > _LIKELY_REASON]
    if not lengths:
        return tr("the formula of {} has no numbers that allow it", before.name or tr("this schedule"))
    worst = max(lengths, key=lambda number: number.rounding)
    value = worst.quantity.item.value
    if isinstance(value, (list, tuple)):
        return tr("{} takes whole updates only", worst.name)
    return tr("{} {} would have to be {} updates, and takes whole ones only", worst.name, value, _exact(worst, factors))


def _refusal(found: CurveMismatch, factors: Factors, config: WrittenConfig, because: str) -> str:
    if config.left:
        keys = tr(", ").join(dotted(edit.path) for edit in config.left)
        because = tr("{} cannot be changed alone, because another key shares the value", keys)
    return tr(
        "nothing was written: update {:,} would have the rate {} instead of {}, {:.4g} times the rate at the "
        "same samples before (update {:,}); {}",
        found.update,
        format_rate(found.rate),
        format_rate(found.expected),
        factors.rate,
        found.before,
        because,
    )


def _check_plateau(before: Schedule, after: Schedule, factor: float) -> None:
    """The rates of a rule that depends on a metric."""
    if before.plateau is None or after.plateau is None:
        return
    for key in ("learning_rate", "min_lr", "max_lr"):
        rate, wanted = vars(after.plateau).get(key, 0.0), factor * vars(before.plateau).get(key, 0.0)
        if abs(rate - wanted) > 1e-9 * abs(wanted):
            raise UsageError(
                tr("nothing was written: {} would be {} instead of {}", key, format_rate(rate), format_rate(wanted))
            )


def _drops_at_its_end(schedule: Schedule) -> bool:
    """Whether a milestone lies inside a warmup, so that the rate falls where the warmup ends."""
    end = schedule.warmup_updates
    return 0 < end < schedule.total_updates and schedule.curve(end) < _WARM * schedule.curve(end - 1)


def _warmed(plain: Rescaling, config: WrittenConfig, edits: list[Edit]) -> Rescaling:
    """The config with longer warmups.

    Raises:
        UsageError: More than the warmup and what counts from its end would change.
    """
    options = plain.length_after.options
    new = _accepted(lambda: schedules(config.source, options, len(plain.schedules)))
    if any(map(_drops_at_its_end, new)):
        kept = tr("the warmup was not made longer, because a milestone would lie inside it")
        return replace(plain, notes=(*plain.notes, kept))
    said = list(plain.notes)
    names = tr(", ").join(dotted(edit.path) for edit in edits)
    for (before, short), longer in zip(plain.schedules, new, strict=True):
        difference = warmup.difference_after_warmup(short, longer)
        if difference is not None:
            raise UsageError(
                tr(
                    "nothing was written: with a longer warmup, update {:,} would have the rate {} instead of {}",
                    difference.update,
                    format_rate(difference.rate),
                    format_rate(difference.expected),
                )
            )
        said.append(notes.warmup_note(names, before, short, longer))
    runs = tuple((before, longer) for (before, _), longer in zip(plain.schedules, new, strict=True))
    return replace(plain, config=config, schedules=runs, notes=tuple(dict.fromkeys(said)))
