"""Schedules and optimizers that are handed to code which is not followed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.library.base import Arguments, LibraryObject
from paddle_lrkit.scripts.program import BuiltOptimizer, BuiltSchedule, NotKnown
from paddle_lrkit.scripts.reader.objects import Instance

if TYPE_CHECKING:
    from paddle_lrkit.scripts.reader.machine import Machine

_HARMLESS = frozenset(
    (
        *("print", "len", "isinstance", "type", "id", "str", "repr", "hasattr", "getattr", "format", "deepcopy"),
        *("save", "dump", "write", "save_checkpoint", "state_dict", "set_state_dict", "load_state_dict", "set_dict"),
        *("info", "debug", "warning", "error", "log", "add_scalar", "summary", "watch", "append", "extend"),
    )
)
_MOST_PARTS = 50


def handed_over(machine: Machine, function: str, given: Arguments) -> list[NotKnown]:
    """Notes each schedule and optimizer among the arguments of a function that is not followed."""
    if function.rpartition(".")[2] in _HARMLESS:
        return []
    notes = []
    for built in built_in(given):
        kind = "schedule" if isinstance(built, BuiltSchedule) else "optimizer"
        why = tr("the {} is handed to {}(), which is not followed", kind, function)
        machine.note(given.place, why, built.number, kind)
        notes.append(NotKnown(given.place, why, built.number, kind))
    return notes


def built_in(given: Arguments) -> list[BuiltSchedule | BuiltOptimizer]:
    """The schedules and optimizers among the arguments of a call, also in lists and dicts."""
    return [part for value in (*given.positional, *given.named.values()) for part in parts_of(value)]


def parts_of(value: Any, depth: int = 0) -> list[BuiltSchedule | BuiltOptimizer]:
    """The schedules and optimizers in a value."""
    if isinstance(value, Instance):
        value = value.scheduler
    if isinstance(value, LibraryObject):
        built = getattr(value, "built", None)
        return [built] if isinstance(built, (BuiltSchedule, BuiltOptimizer)) else []
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)) and depth < 3:
        return [part for each in value[:_MOST_PARTS] for part in parts_of(each, depth + 1)]
    return []
