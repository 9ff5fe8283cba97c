"""The schedules that a config can name: name -> factory of the curve.

A factory takes its durations in updates (annotated `Updates`, so that YAML may write them with any unit) and, when its
signature has ``length``, the updates from its own update 0 to the end of the run. Update 0 of a factory is the end of
the warmup when ``counts_from`` is ``"warmup"``, and the start of the run when it is ``"run"``: positions such as
milestones are positions in the run, shapes such as a cosine fill what the warmup leaves.
"""

from paddle_lrkit.curves.catalog import cosines, cycles, decays, modern, steps
from paddle_lrkit.curves.catalog.entry import Entry
from paddle_lrkit.errors import unknown_name

__all__ = ["ENTRIES", "Entry", "find", "names"]

ENTRIES: tuple[Entry, ...] = (
    *steps.ENTRIES,
    *decays.ENTRIES,
    *cosines.ENTRIES,
    *cycles.ENTRIES,
    *modern.ENTRIES,
)

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
