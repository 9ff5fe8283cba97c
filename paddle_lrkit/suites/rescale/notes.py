"""Facts about a rescaled config that its numbers do not show."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from paddle_lrkit.config.document import dotted
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.quantity import RATES
from paddle_lrkit.suites.rescale.batch_change import BatchChange, named_devices
from paddle_lrkit.suites.rescale.scaled_numbers import Factors, ScaledNumber
from paddle_lrkit.suites.rescale.warmup import warmup_quantity
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.schedule_fields import ScheduleFields
from paddle_lrkit.text import format_count

_LEAST_STRETCH = 1e-6
_LEAST_SHARE = 0.02


def batch_notes(fields: ScheduleFields, change: BatchChange, times: Fraction, warmup_updates: int) -> Iterator[str]:
    """What the config does not tell about the batch and the optimizer."""
    if change.rule == "auto" and not fields.optimizer and times != 1:
        yield tr("the optimizer is not named in the config; linear holds for SGD, for Adam give --rule sqrt")
    learned = change.chosen_rule(fields.optimizer) == "none"
    if learned and times != 1:
        yield tr("{} learns its rate, so the rate of the config stays", fields.optimizer)
    if change.batch is not None and fields.batch is None and not fields.batch_changes:
        yield tr("the batch size is not in the config: change it where it is")
    count = named_devices(fields)
    if fields.devices is not None and count not in (None, change.gpus.before, change.gpus.after):
        yield tr("{} is {}, which is left as it is", dotted(fields.devices.path), fields.devices.value)
    if times > 1 and not learned and not warmup_updates and warmup_quantity(fields) is None:
        yield tr("there is no warmup; a larger rate may need one")


def number_notes(numbers: list[ScaledNumber], factors: Factors, name: str) -> Iterator[str]:
    """Keys whose factor is not that of the rates, and lengths that could not be divided exactly."""
    for number in numbers:
        kind = number.quantity.kind
        if number.edit is None:
            continue
        if kind in RATES and kind != "rate":
            power = -0.5 if kind == "root rate" else number.quantity.exponent
            own = factors.rate * float(factors.samples) ** power
            yield tr(
                "{0} is multiplied by {1:.4g} = {2:.4g} x {3:g} ** {4:g}, because the rate of {5} goes with the update "
                "to the power {4:g}; with this and the new lengths each rate is {2:.4g} times the one at the same "
                "samples before",
                number.name,
                own,
                factors.rate,
                float(factors.samples),
                power,
                name,
            )
        if kind == "factor" and number.quantity.interval is None:
            yield tr("{} belongs to one update, so it is taken to the power {:g}", number.name, float(factors.samples))
        if kind == "per update" and number.quantity.interval is None:
            yield tr("{} belongs to one update, so it is multiplied by {:g}", number.name, float(factors.samples))
        if number.stretch > _LEAST_STRETCH:
            yield tr(
                "{} is rounded to whole updates, so what it repeats comes {:.2%} earlier or later",
                number.name,
                number.stretch,
            )


def far_note(reason: str, rate_factor: float) -> str:
    """The warning about a rate that is not known to be good."""
    return tr(
        "warning: {}; the linear rule was shown up to about 8,192 images in an update with 5 epochs of "
        "warmup (arXiv 1706.02677), and neither rule is known to hold beyond: {:.4g} times the rate may "
        "diverge or give NaN, so find the rate with a range test (lrkit find) and watch the first updates",
        reason,
        rate_factor,
    )


def warmup_note(name: str, before: Schedule, plain: Schedule, longer: Schedule) -> str:
    """What the longer warmup is and what it changes."""
    old, updates = before.warmup_updates, longer.warmup_updates
    limit = "" if updates >= old else tr(", which is as far as a quarter of the run allows")
    return tr(
        "{}: the warmup has {} updates of {} (before: {}){}, not the {} that have as many samples; up to its "
        "end, and in what counts from its end, the curve is not the one before",
        name,
        format_count(updates),
        format_count(longer.total_updates),
        format_count(old),
        limit,
        format_count(plain.warmup_updates),
    )


def length_notes(before: Schedule, after: Schedule, times: Fraction, certainty: str) -> Iterator[str]:
    """The samples that an epoch gains or loses because it has a whole number of updates."""
    if certainty == "assumed" or not before.total_updates or not after.total_updates:
        return
    share = float(after.total_updates * times / before.total_updates)
    if abs(share - 1) >= _LEAST_SHARE:
        number = tr(", here {}", after.steps_per_epoch) if after.steps_per_epoch else ""
        yield tr(
            "an epoch has a whole number of updates{}, so the run takes {:.0%} of the samples that it took before",
            number,
            share,
        )
