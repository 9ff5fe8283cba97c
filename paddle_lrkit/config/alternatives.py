"""Keys of which a config gives only one: an override, or a config over its base, replaces the others by its own."""

from __future__ import annotations

from paddle_lrkit.config.document import Path

RUN_LENGTHS = ("epochs", "updates", "samples")
"""Keys of ``Global`` of which one gives the length of the run."""
WARMUP_STARTS = ("warmup_start_lr", "warmup_start_factor")
"""Keys of a schedule of which at most one gives the first rate."""
_SECTIONS = {
    "Optimizer": ("LearningRate", "OptimizerBuilder"),
    "LearningRate": ("Optimizer",),
    "OptimizerBuilder": ("Optimizer",),
}


def alternatives(path: Path) -> tuple[Path, ...]:
    """The paths that a value at a path excludes.

    Example:
        >>> alternatives(("Global", "updates"))
        (('Global', 'epochs'), ('Global', 'samples'))
    """
    *section, key = path
    for names in (RUN_LENGTHS, WARMUP_STARTS):
        if key in names and (names is WARMUP_STARTS or section == ["Global"]):
            return tuple((*section, name) for name in names if name != key)
    return tuple((name,) for name in _SECTIONS.get(str(key), ())) if not section else ()
