"""No story about the plan explains the rows."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from paddle_lrkit.messages import tr
from paddle_lrkit.runs.audit.compared import Compared
from paddle_lrkit.runs.audit.stories.story import Story
from paddle_lrkit.suites.log_format import PrintedDigits
from paddle_lrkit.text import format_count, format_rate

if TYPE_CHECKING:
    from paddle_lrkit.runs.audit.recognized import FittedNumber, Recognized


def other_schedule(compared: Compared) -> Iterator[Story]:
    """Another shape fits every row; without one, where the rows leave the plan and by which factor."""
    from paddle_lrkit.runs.audit.recognized import recognize

    seen = recognize(compared.rows, compared.digits)
    if seen is not None and seen.certainty != "low":
        if (story := _other_warmup(compared, seen)) is not None:
            yield story
            return
        text = tr("The rows are those of another schedule: {}.", seen.words)
        parameters = {"seen": seen.family, **seen.parameters}
        yield Story("other-schedule", text, parameters, certainty="medium")
        return
    at = compared.differing[0]
    rate, planned = compared.rows.rate[at], compared.planned[at]
    first = tr("by a factor of {:.4g}", rate / planned) if planned > 0 else tr("{} instead of 0", format_rate(rate))
    text = tr(
        "From update {} on the rows differ from the plan, first {}; no change of the plan that is known here gives "
        "these rows.",
        *(format_count(compared.rows.update[at]), first),
    )
    yield Story("other-schedule", text, {}, certainty="low")


def _other_warmup(compared: Compared, seen: Recognized) -> Story | None:
    """The planned shape, with the planned end, after another warmup."""
    from paddle_lrkit.runs.audit.recognized import recognize

    warmup = compared.warmup
    if warmup < 1 or compared.rows.update[0] >= warmup:
        return None
    plan = recognize(replace(compared.rows, rate=array("d", compared.planned)), PrintedDigits("exact"))
    if plan is None or plan.family != seen.family or not _alike(plan, seen):
        return None
    parameters: dict[str, Any] = {"planned_warmup": warmup}
    if seen.warmup is None:
        text = tr("The planned warmup of {} updates is missing: the run begins at the peak.", format_count(warmup))
        return Story("warmup-missing", text, parameters)
    length = seen.warmup.length
    if length.low <= warmup <= length.high:
        return None
    parameters |= {"seen_warmup": round(length.value), "seen_warmup_interval": [length.low, length.high]}
    text = tr("The warmup takes {} updates, and {} are planned.", length.words, format_count(warmup))
    return Story("warmup-length", text, parameters)


def _alike(one: Recognized, other: Recognized) -> bool:
    """Whether two shapes can have the same parameters."""
    mine, yours = _numbers(one), _numbers(other)
    return mine.keys() == yours.keys() and all(
        mine[name].low <= yours[name].high and yours[name].low <= mine[name].high for name in mine
    )


def _numbers(shape: Recognized) -> dict[tuple[str, int], FittedNumber]:
    each = {name: value if isinstance(value, tuple) else (value,) for name, value in shape.parameters.items()}
    return {(name, at): number for name, numbers in each.items() for at, number in enumerate(numbers)}
