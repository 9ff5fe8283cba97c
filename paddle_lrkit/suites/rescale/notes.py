"""Facts about a rescaled config that its numbers do not show."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from paddle_lrkit.config.document import dotted
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
        yield "the optimizer is not named in the config; linear holds for SGD, for Adam give --rule sqrt"
    learned = change.chosen_rule(fields.optimizer) == "none"
    if learned and times != 1:
        yield f"{fields.optimizer} learns its rate, so the rate of the config stays"
    if change.batch is not None and fields.batch is None and not fields.batch_changes:
        yield "the batch size is not in the config: change it where it is"
    count = named_devices(fields)
    if fields.devices is not None and count not in (None, change.gpus.before, change.gpus.after):
        yield f"{dotted(fields.devices.path)} is {fields.devices.value}, which is left as it is"
    if times > 1 and not learned and not warmup_updates and warmup_quantity(fields) is None:
        yield "there is no warmup; a larger rate may need one"


def number_notes(numbers: list[ScaledNumber], factors: Factors, name: str) -> Iterator[str]:
    """Keys whose factor is not that of the rates, and lengths that could not be divided exactly."""
    for number in numbers:
        kind = number.quantity.kind
        if number.edit is None:
            continue
        if kind in RATES and kind != "rate":
            power = -0.5 if kind == "root rate" else number.quantity.exponent
            own = factors.rate * float(factors.samples) ** power
            yield (
                f"{number.name} is multiplied by {own:.4g} = {factors.rate:.4g} x {float(factors.samples):g} ** "
                f"{power:g}, because the rate of {name} goes with the update to the power {power:g}; with this and "
                f"the new lengths each rate is {factors.rate:.4g} times the one at the same samples before"
            )
        if kind in ("factor", "per update") and number.quantity.interval is None:
            how = "taken to the power" if kind == "factor" else "multiplied by"
            yield f"{number.name} belongs to one update, so it is {how} {float(factors.samples):g}"
        if number.stretch > _LEAST_STRETCH:
            yield (
                f"{number.name} is rounded to whole updates, so what it repeats comes {number.stretch:.2%} earlier or "
                "later"
            )


def far_note(reason: str, rate_factor: float) -> str:
    """The warning about a rate that is not known to be good."""
    return (
        f"warning: {reason}; the linear rule was shown up to about 8,192 images in an update with 5 epochs of warmup "
        f"(arXiv 1706.02677), and neither rule is known to hold beyond: {rate_factor:.4g} times the rate may diverge "
        "or give NaN, so find the rate with a range test (lrkit find) and watch the first updates"
    )


def warmup_note(name: str, before: Schedule, plain: Schedule, longer: Schedule) -> str:
    """What the longer warmup is and what it changes."""
    old, updates = before.warmup_updates, longer.warmup_updates
    limit = "" if updates >= old else ", which is as far as a quarter of the run allows"
    return (
        f"{name}: the warmup has {format_count(updates)} updates of {format_count(longer.total_updates)} (before: "
        f"{format_count(old)}){limit}, not the {format_count(plain.warmup_updates)} that have as many samples; up to "
        "its end, and in what counts from its end, the curve is not the one before"
    )


def length_notes(before: Schedule, after: Schedule, times: Fraction, certainty: str) -> Iterator[str]:
    """The samples that an epoch gains or loses because it has a whole number of updates."""
    if certainty == "assumed" or not before.total_updates or not after.total_updates:
        return
    share = float(after.total_updates * times / before.total_updates)
    if abs(share - 1) >= _LEAST_SHARE:
        number = f", here {after.steps_per_epoch}" if after.steps_per_epoch else ""
        yield (
            f"an epoch has a whole number of updates{number}, so the run takes {share:.0%} of "
            "the samples that it took before"
        )
