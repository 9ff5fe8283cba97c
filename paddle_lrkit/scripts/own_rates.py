"""The rates of a schedule that no optimizer holds, or that a program only builds: over calls of ``step()``."""

from __future__ import annotations

import math
from collections.abc import Iterator

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.built_rates import built_rates
from paddle_lrkit.scripts.program import BuiltSchedule
from paddle_lrkit.scripts.usage import Usage
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import LONGEST, RunLength

_STAIRS = 4
_AFTER_LAST = 1.25
_TIMES = {
    **dict.fromkeys(("T_max", "decay_steps", "total_steps", "decay_step", "T_0"), 1.0),
    **dict.fromkeys(("milestones", "boundaries"), _AFTER_LAST),
    "step_size": _STAIRS,
}
_MOST_NESTED = 8


def own_rates(usage: Usage) -> Schedule:
    """The rates of a schedule over the calls of ``step()`` in the run, else over as many as show the whole schedule.

    Raises:
        ConfigError: An argument is not known, the class refuses it, or nothing says how long it is.
    """
    made = usage.schedule
    try:
        rates = built_rates(made)
    except ConfigError as error:
        raise ConfigError(error.message, key=error.key, file=made.place.file, line=made.place.line) from None
    steps = None if usage.uncertain or usage.steps_guessed else usage.steps
    total = steps or own_length(made, rates.curve.length, rates.warmup)
    if not total:
        unknown = tr("it has no end, and how often step() is called is not known")
        raise ConfigError(unknown, file=made.place.file, line=made.place.line)
    length = RunLength(min(total, LONGEST))
    return Schedule(rates.curve, "python", length, made.name, made.place.file, rates.warmup, rates.plateau, unit="call")


def own_length(made: BuiltSchedule, length: int | None = None, warmup: int = 0) -> int | None:
    """Calls of ``step()`` that show a whole schedule; None when it has no end.

    Args:
        made: The schedule.
        length: Length of its curve.
        warmup: Length of its warmup.
    """
    longest = max(_lengths(made), default=0.0)
    return length or (min(math.ceil(longest), LONGEST) + warmup if longest > 0 else None)


def _lengths(made: BuiltSchedule, depth: int = 0) -> Iterator[float]:
    for name, value in made.arguments.items():
        if isinstance(value, BuiltSchedule) and depth < _MOST_NESTED:
            yield from _lengths(value, depth + 1)
        times = _TIMES.get(name, 0.0)
        for part in value if isinstance(value, (list, tuple)) else (value,):
            if times and isinstance(part, (int, float)) and not isinstance(part, bool) and part < LONGEST:
                yield times * part
