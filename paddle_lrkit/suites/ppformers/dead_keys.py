"""Keys that a Trainer of PaddleFormers, ERNIEKit or ERNIE knows and that a schedule does not use."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from paddle_lrkit.suites.config_value import ConfigValue, SectionValues
from paddle_lrkit.suites.schedule_fields import DeadKey

_READERS: dict[str, tuple[Any, str]] = {
    "min_lr": (0.0, "only a cosine, a wsd and the stages dsv3_pretrain and auto-parallel have a floor"),
    "num_cycles": (0.5, "only a cosine of the Trainer has cycles"),
    "lr_end": (1e-7, "only polynomial reads it"),
    "power": (1.0, "only polynomial reads it"),
    "decay_steps": (None, "this schedule ends with the run"),
    "decay_function": ("half_life", "only a wsd reads it"),
    "lr_scheduler": ("cosine", "lr_scheduler_type names the schedule of this stage"),
    "lr_scheduler_type": ("linear", "lr_scheduler names the schedule of this stage"),
}
"""Key -> its default, and who reads it."""
_NAMES = ("lr_scheduler", "lr_scheduler_type")


def dead_keys(at: SectionValues, live: Collection[str], schedule: str) -> Iterator[DeadKey]:
    """The keys of a schedule that is another one.

    Args:
        at: The section with the arguments.
        live: The keys that the schedule uses.
        schedule: The schedule as a clause, such as ``lr_scheduler_type is linear``.
    """
    for key, (default, reason) in _READERS.items():
        item = at(key)
        if item is None or key in live or item.value in (None, 0):
            continue
        if key in _NAMES:
            same = schedule.endswith(f" is {item.value}")
            yield DeadKey(item, f"{reason}: {schedule}", _renamed(item, schedule), same)
        else:
            yield DeadKey(item, f"{reason}, and {schedule}", harmless=item.number == default or item.value == default)


def _renamed(item: ConfigValue, schedule: str) -> str:
    """The line with the key that is read, where that is not given."""
    used = schedule.partition(" ")[0]
    return "remove the line" if schedule.endswith(f" is {item.value}") else f"{used}: {item.value}"


def keys_of_run(at: SectionValues) -> Iterator[DeadKey]:
    """``num_train_epochs`` beside ``max_steps``."""
    most, epochs = at("max_steps"), at("num_train_epochs")
    if most is not None and most.is_positive and epochs is not None and epochs.number != 1:
        yield DeadKey(epochs, f"max_steps is {most.value}", harmless=True)
