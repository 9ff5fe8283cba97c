"""The rates of parameter groups in a run of our own, beside their plan."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from paddle_lrkit.curves import Curve
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.text import format_rate, plural

_APPLIED = "rate/applied/"
_ROUNDING = 1e-6


class GroupRates(NamedTuple):
    """What a log shows of a group.

    Args:
        text: A sentence.
        differing: The updates with another rate than the plan.
    """

    text: str
    differing: tuple[int, ...] = ()


def group_rates(rows: Iterable[Mapping[str, Any]], schedule: Schedule) -> Iterator[GroupRates]:
    """Each group of a log; a factor on all rates of a group, from layer-wise decay, is no difference.

    Args:
        rows: The rows of ``log.jsonl``.
        schedule: The plan.
    """
    logged: dict[str, dict[int, float]] = {}
    for row in rows:
        for key, value in row.items():
            if key.startswith(_APPLIED):
                logged.setdefault(key.removeprefix(_APPLIED), {})[row["update"]] = float(value)
    for name, applied in logged.items():
        curve = _planned(name, schedule)
        if curve is not None:
            yield _compared(name, applied, curve)


def _planned(name: str, schedule: Schedule) -> Curve | None:
    """The rate of a group; of ``a + b``, where the first group has the rate and the second one the window."""
    groups = [group for group in schedule.groups if group.name in (name, *name.split(" + "))]
    if not groups or (schedule.plateau is not None and groups[0].curve is None):
        return None
    rated = next((group for group in groups if group.curve is not None or group.scale is not None), groups[0])
    window = next((group.frozen for group in groups if group.frozen is not None), None)
    return replace(rated, frozen=window).rates(schedule.curve)


def _compared(name: str, applied: Mapping[int, float], curve: Curve) -> GroupRates:
    moving = [update for update, rate in applied.items() if rate > 0 and curve(update) > 0]
    factor = applied[moving[0]] / curve(moving[0]) if moving else 1.0
    factor = 1.0 if math.isclose(factor, 1.0, rel_tol=_ROUNDING) or factor > 1 else factor
    differing = [
        update
        for update, rate in applied.items()
        if not math.isclose(rate, factor * curve(update), rel_tol=_ROUNDING, abs_tol=1e-37)
    ]
    if differing:
        first = differing[0]
        shown = first, name, format_rate(applied[first]), format_rate(factor * curve(first))
        return GroupRates(tr("Update {:,} of the group {} has the rate {}, the plan {}.", *shown), tuple(differing))
    by = "" if factor == 1 else tr(" times {:.4g}, as layer_decay or a rollback makes them", factor)
    return GroupRates(tr("The {} of the group {} are the planned ones{}.", plural(len(applied), "rate"), name, by))
