"""A longer warmup for rates that are far above those that the config was made for.

The linear rule was shown up to about 8,192 images in an update, with 5 epochs of warmup (P. Goyal et al., arXiv
1706.02677). Beyond it a warmup takes as many updates as before, which are more samples, instead of as many samples,
which are too few updates for a rate that large. It takes at most a quarter of the run.
"""

from __future__ import annotations

import math
from fractions import Fraction

from paddle_lrkit.config.edit.edit import Edit
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.quantity import Quantity
from paddle_lrkit.suites.rescale.batch_change import BatchChange, samples_after
from paddle_lrkit.suites.rescale.law import CurveMismatch, largest_difference
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.schedule_fields import ScheduleFields

KNOWN_IMAGES = 8192
"""Images in an update up to which the linear rule was shown."""
KNOWN_FACTOR = 8
"""Factor up to which a config is rescaled without a warning when the samples in an update are not too many."""
_NODE, _NODE_FACTOR = 8, 4
_MOST = Fraction(1, 4)


def far_reason(fields: ScheduleFields, change: BatchChange, times: Fraction) -> str:
    """Why the new update has so many more samples that the rate is not known to be good; empty when it has not."""
    samples = samples_after(fields, change)
    if times <= 1:
        return ""
    if samples is not None and samples > KNOWN_IMAGES:
        return tr("{:,} samples in an update", samples)
    if times > KNOWN_FACTOR:
        return tr("{:g} times the samples in an update", float(times))
    if times > _NODE_FACTOR and change.gpus.after > _NODE:
        return tr("{:g} times the samples in an update, on {} GPUs", float(times), change.gpus.after)
    return ""


def warmup_quantity(fields: ScheduleFields) -> Quantity | None:
    """The length of a warmup in updates, by the name of its key, also of a class that is a warmup or has one."""
    for quantity in fields.quantities:
        key = (quantity.item.key_path or ("",))[-1]
        if quantity.is_length and "warmup" in str(key) and quantity.item.value not in (0, "0"):
            return quantity
    return None


def longer_warmup(before: Schedule, after: Schedule, fields: ScheduleFields) -> Edit | None:
    """The edit that gives a warmup the updates it had before; None where it has them, or has no key for them.

    Args:
        before: The schedule before.
        after: The schedule afterwards, with a warmup of as many samples as before.
        fields: The parts of the schedule before.
    """
    plain, total, steps = after.warmup_updates, after.total_updates, after.steps_per_epoch
    wanted = min(before.warmup_updates, math.floor(total * _MOST))
    if wanted <= plain:
        return None
    item, unit = fields.warmup, fields.warmup_unit
    if item is None and (quantity := warmup_quantity(fields)) is not None:
        item, unit = quantity.item, quantity.unit
    if item is None or item.key_path is None:
        return None
    if unit == "text" or item.text is not None:
        return Edit(item.key_path, f"{wanted}it")
    if unit == "it":
        return Edit(item.key_path, wanted)
    if unit == "%":
        return Edit(item.key_path, float(f"{(wanted + 0.5) / total:.6g}"))
    if not steps:
        return None
    epochs = min(-(-wanted // steps), math.floor(total * _MOST / steps))
    return Edit(item.key_path, epochs) if epochs * steps > plain else None


def difference_after_warmup(plain: Schedule, longer: Schedule) -> CurveMismatch | None:
    """The largest difference, after the longer warmup, to the schedule with the warmup of as many samples as before.

    What follows a warmup counts from the run's start, from the warmup's end, or fills the rest of the run, so that it
    comes up to as many updates later as the warmup has more.
    """
    begin, more = longer.warmup_updates, longer.warmup_updates - plain.warmup_updates
    return largest_difference(plain, longer, Fraction(1), 1.0, begin=begin, later=more)
