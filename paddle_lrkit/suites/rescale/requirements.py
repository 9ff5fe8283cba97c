"""What a config must have to be rescaled."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.config.document import Path, dotted
from paddle_lrkit.errors import UsageError, shown
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.quantity import RATES
from paddle_lrkit.suites.rescale.batch_change import BatchChange
from paddle_lrkit.suites.rescale.scaled_numbers import Factors, ScaledNumber
from paddle_lrkit.suites.schedule_fields import ScheduleFields
from paddle_lrkit.suites.source import Source
from paddle_lrkit.suites.table import detector_of


def check_fields(source: Source, fields: ScheduleFields | None, change: BatchChange) -> ScheduleFields:
    """The fields of a config that can be rescaled.

    Raises:
        UsageError: The config has no rate of its own, scales its rate itself, or has another batch size or
            accumulation than it was said to have.
    """
    title = detector_of(source.suite).title
    if fields is None or not any(part.kind in RATES for part in fields.quantities):
        raise UsageError(tr("the config has no rate to rescale{}", _automatic(source.document.data)))
    if fields.rate is not None and fields.rate.default_key == "":
        raise UsageError(
            tr(
                "the config has no rate to rescale: {} would take its default of {:g} or one from the command line; "
                "write the rate into the config first",
                title,
                fields.rate.value,
            )
        )
    if fields.batch_scaling is not None and change.samples_factor(fields) != 1:
        key = fields.batch_scaling.key_path or fields.batch_scaling.path
        raise UsageError(tr("{} scales the rate of this config when it is read", dotted(key)))
    if change.batch and fields.batch is not None and fields.batch.number not in (None, change.batch.before):
        raise UsageError(
            tr("the batch size is {}, not {}: {}", fields.batch.value, change.batch.before, dotted(fields.batch.path))
        )
    if change.batch is not None and fields.batch_changes:
        _check_sizes(fields, change.batch.before)
    if change.accumulate is not None:
        _check_accumulation(title, fields)
    return fields


def _check_sizes(fields: ScheduleFields, before: int) -> None:
    """A batch size that changes is given by one of its values, such as the largest."""
    items = [one.item for one in fields.quantities if one.kind == "batch" and one.item.path[-1] != "increment"]
    values = [value for item in items for value in (item.value if isinstance(item.value, list) else [item.value])]
    if before not in values:
        raise UsageError(
            tr(
                "the batch size changes in the run ({}), and {} is none of its values; give one of them before the "
                "colon, all are multiplied alike",
                tr(", ").join(map(shown, values)),
                before,
            )
        )


def _automatic(data: Any, path: Path = ()) -> str:
    """Which key leaves a number to another program, as DeepSpeed's files do; empty when none does."""
    if data == "auto":
        return tr(": {} is 'auto', which the program that reads it replaces; write the numbers", dotted(path))
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return max((_automatic(part, (*path, key)) for key, part in items), key=lambda text: "lr" in text, default="")


def _check_accumulation(title: str, fields: ScheduleFields) -> None:
    if fields.behaviour.accumulates_by:
        raise UsageError(f"--accumulate: {fields.behaviour.accumulates_by}")
    if not fields.accumulation_key:
        raise UsageError(
            tr(
                "--accumulate: {} has no key for it, its trainer makes an update of each batch; leave --accumulate "
                "out to change the rate instead",
                title,
            )
        )
    given = fields.accumulation
    if given is not None and (given.number is None or given.number < 1 or given.number % 1):
        raise UsageError(tr("{} must be a whole number >= 1, got {}", dotted(given.path), shown(given.value)))


def check_numbers(source: Source, numbers: list[ScaledNumber], factors: Factors) -> None:
    """Refuses a number that must change and that no key holds.

    Raises:
        UsageError: There is one.
    """
    if factors.changes_nothing:
        return
    for number in numbers:
        if number.is_changed and number.quantity.item.key_path is None:
            what = tr("rate") if number.quantity.kind in RATES else tr("length in updates")
            base = source.selection.base
            if base is not None:
                raise UsageError(
                    tr(
                        "{} is a {} that only the base config holds, and {} keeps it: write {} instead of {} into a "
                        "copy of the base config, then rescale with --base",
                        number.name,
                        what,
                        detector_of(source.suite).title,
                        shown(number.value),
                        shown(number.quantity.item.value),
                    )
                )
            raise UsageError(
                tr(
                    "{}: the default {} is a {} that no key of this config changes; write the section out first",
                    number.name,
                    shown(number.quantity.item.value),
                    what,
                )
            )
