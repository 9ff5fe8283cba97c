"""Keys that a Trainer of PaddleFormers, ERNIEKit or ERNIE knows and that a schedule does not use."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from paddle_lrkit.messages import Message, tr
from paddle_lrkit.suites.config_value import SectionValues
from paddle_lrkit.suites.ppformers.arguments import DEFAULTS
from paddle_lrkit.suites.ppformers.wsd import DECAYS
from paddle_lrkit.suites.schedule_fields import REMOVED, DeadKey

_READERS: dict[str, Message] = {
    "min_lr": Message("only a cosine, a wsd and the stages dsv3_pretrain and auto-parallel have a floor"),
    "num_cycles": Message("only a cosine of the Trainer has cycles"),
    "lr_end": Message("only polynomial reads it"),
    "power": Message("only polynomial reads it"),
    "decay_steps": Message("this schedule ends with the run"),
    "decay_function": Message("only a wsd reads it"),
    "lr_scheduler": Message("this stage reads lr_scheduler_type"),
    "lr_scheduler_type": Message("this stage reads lr_scheduler"),
}
"""Key -> who reads it."""
_DEFAULTS = {**DEFAULTS, "decay_function": DECAYS[0], "lr_scheduler": "cosine", "lr_scheduler_type": "linear"}
_NAMES = ("lr_scheduler", "lr_scheduler_type")


def dead_keys(at: SectionValues, live: Collection[str], used: str, name: str) -> Iterator[DeadKey]:
    """The keys of a schedule that is another one.

    Args:
        at: The section with the arguments.
        live: The keys that the schedule uses.
        used: The key that names the schedule, such as ``lr_scheduler_type``.
        name: The schedule, such as ``linear``.
    """
    for key, reason in _READERS.items():
        item, default = at(key), _DEFAULTS.get(key)
        if item is None or key in live or item.value in (None, 0):
            continue
        if key in _NAMES:
            same = item.value == name
            fix = REMOVED if same else tr("remove the line, because {} names the schedule", used)
            yield DeadKey(item, tr("{}, which is {}", reason, name), fix, same)
        else:
            fix = tr("lr_scheduler_type: cosine  # or remove the line") if key == "min_lr" else REMOVED
            clause = tr("{}, and {} is {}", reason, used, name)
            yield DeadKey(item, clause, fix, item.number == default or item.value == default)


def keys_of_run(at: SectionValues) -> Iterator[DeadKey]:
    """``num_train_epochs`` beside ``max_steps``."""
    most, epochs = at("max_steps"), at("num_train_epochs")
    if most is not None and most.is_positive and epochs is not None and epochs.number != 1:
        yield DeadKey(epochs, tr("max_steps is {}", most.value), harmless=True)
