"""Schedules and optimizers that are handed to code which is not followed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paddle_lrkit.scripts.library.base import Arguments, LibraryObject
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


def handed_over(machine: Machine, function: str, given: Arguments) -> None:
    """Notes each schedule and optimizer among the arguments of a function that is not followed."""
    if function.rpartition(".")[2] in _HARMLESS:
        return
    for value in (*given.positional, *given.named.values()):
        for kind, number in _parts(value, 0):
            why = f"the {kind} is handed to {function}(), which is not followed"
            machine.note(given.place, why, number, kind)


def _parts(value: Any, depth: int) -> list[tuple[str, int]]:
    if isinstance(value, Instance):
        value = value.base
    if isinstance(value, LibraryObject):
        for kind in ("schedule", "optimizer"):
            built = getattr(value, "built", None)
            if built is not None and type(built).__name__ == f"Built{kind.capitalize()}":
                return [(kind, built.number)]
        return []
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)) and depth < 3:
        return [part for each in value[:_MOST_PARTS] for part in _parts(each, depth + 1)]
    return []
