"""The schedules that a config can name: name -> factory of the curve.

A factory takes its durations in updates (annotated `Updates`, so that YAML may write them with any unit) and, when its
signature has ``length``, the updates from its own update 0 to the end of the run. Update 0 of a factory is the end of
the warmup when ``counts_from`` is ``"warmup"``, and the start of the run when it is ``"run"``: positions such as
milestones are positions in the run, shapes such as a cosine fill what the warmup leaves.
"""

from paddle_lrkit.curves.catalog import cosines, cycles, decays, modern, ramps, steps
from paddle_lrkit.curves.catalog.entry import Entry
from paddle_lrkit.curves.catalog.options import OPTIONS
from paddle_lrkit.errors import unknown_name

__all__ = ["ENTRIES", "OPTIONS", "RAMPS", "Entry", "find", "find_ramp", "names"]

ENTRIES: tuple[Entry, ...] = (
    *steps.ENTRIES,
    *decays.ENTRIES,
    *cosines.ENTRIES,
    *cycles.ENTRIES,
    *modern.ENTRIES,
)

RAMPS = ramps.ENTRIES
"""Schedules of other quantities than the rate."""

_BY_NAME = {name: entry for entry in ENTRIES for name in (entry.name, *entry.aliases)}


def names() -> list[str]:
    """All names that a config may use, aliases included."""
    return sorted(_BY_NAME)


def find(name: str) -> Entry:
    """The entry of a name or an alias.

    Raises:
        ConfigError: The catalogue has no such name; the nearest one is named.
    """
    if name not in _BY_NAME:
        raise unknown_name("schedule", name, names(), key="name")
    return _BY_NAME[name]


def find_ramp(name: str) -> Entry:
    """The schedule of another quantity than the rate.

    Raises:
        ConfigError: There is no such name; the nearest one is named.
    """
    known = {entry.name: entry for entry in RAMPS}
    if name not in known:
        raise unknown_name("schedule", name, known, key="name")
    return known[name]
