"""The learning rate at single updates, as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from paddle_lrkit.curves.values import single_rates
from paddle_lrkit.suites.schedule import Schedule


def rate_csv(schedule: Schedule, updates: Iterable[int]) -> str:
    """A head and a row for each update, with rates in full.

    The columns: ``update`` (``epoch`` or ``call`` where the schedule counts these); ``epoch`` as a fraction, where the
    length of an epoch is known; ``batch_size`` and ``samples`` before the update, where the batch size changes; ``lr``;
    and the rate of each group of parameters that has its own, under its name.

    Args:
        schedule: The schedule.
        updates: Updates.

    Example:
        >>> from paddle_lrkit.curves import linear
        >>> from paddle_lrkit.units import RunLength
        >>> print(rate_csv(Schedule(linear(0.5, 0.0, 4), "lrkit", RunLength(4, 2)), [0, 1]), end="")
        update,epoch,lr
        0,0.0,0.5
        1,0.5,0.375
    """
    asked, plan = list(updates), schedule.length.plan
    columns: dict[str, Iterable[object]] = {schedule.unit: asked}
    if schedule.unit == "update" and schedule.epoch(0) is not None:
        columns["epoch"] = [schedule.epoch(update) for update in asked]
    if plan is not None:
        columns["batch_size"] = [plan.global_batch(update) for update in asked]
        columns["samples"] = [plan.samples(update) for update in asked]
    columns["lr"] = single_rates(schedule.curve, asked)
    for group in schedule.groups:
        if group.has_rate:
            columns[f"lr of {group.name}"] = single_rates(group.rates(schedule.curve), asked)
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return page.getvalue()
