"""What a checkpoint of a suite's program says about the position of its run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paddle_lrkit.errors import CheckpointError, DataError
from paddle_lrkit.messages import tr
from paddle_lrkit.pickles.state import read_state

SCHEDULER = "LR_Scheduler"
"""Key of the scheduler's state in the state of a Paddle optimizer."""
WARMED = "LinearWarmup_LR"
"""Key of the inner scheduler's state in the state of a ``LinearWarmup``."""


@dataclass(frozen=True)
class SavedProgress:
    """The position of a run in a checkpoint.

    Args:
        schedulers: State of the scheduler of each optimizer; None for an optimizer with a fixed rate.
        epochs: Epochs after which the program continues; None when it counts updates, or when that is not known.
        updates: The same in updates, for a program that counts them.
    """

    schedulers: tuple[Mapping[str, Any] | None, ...]
    epochs: int | None = None
    updates: int | None = None


def optimizer_states(file: Path) -> list[Mapping[str, Any]]:
    """The states in a ``.pdopt`` file: that of one optimizer, or a list.

    Raises:
        CheckpointError: The file is not readable, or has something else.
    """
    found = plain_state(file)
    states = found if isinstance(found, (list, tuple)) else [found]
    if not states or not all(isinstance(state, Mapping) for state in states):
        raise CheckpointError(tr("{}: must be the state of an optimizer, a dict, got a {}", file, type(found).__name__))
    return list(states)


def scheduler_of(state: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The state of an optimizer's scheduler; None without one."""
    found = state.get(SCHEDULER)
    return found if isinstance(found, Mapping) else None


def plain_state(file: Path) -> Any:
    """The content of a pickle without its arrays; a CheckpointError when it is not readable."""
    try:
        return read_state(file)
    except DataError as error:
        raise CheckpointError(str(error)) from None


def count_in(state: Any, key: str, file: Path) -> int | None:
    """A whole number >= 0 in a state; None when the key is not there.

    Raises:
        CheckpointError: The key has something else.
    """
    value = state.get(key) if isinstance(state, Mapping) else None
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 0):
        raise CheckpointError(tr("{}: {} must be a whole number >= 0, got {!r:.60}", file, key, value))
    return value
