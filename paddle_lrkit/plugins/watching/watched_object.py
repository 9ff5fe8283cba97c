"""A schedule or an optimizer that is watched, and what is asked of one."""

from __future__ import annotations

import os
import sys
import weakref
from typing import Any

from paddle_lrkit.plugins.watching.rate_runs import RateRuns


class WatchedObject:
    """A schedule or an optimizer of the program; one number for all that a line builds one after the other.

    Args:
        number: Its number.
        kind: ``"schedule"`` or ``"optimizer"``.

    Attributes:
        events: Steps or updates so far.
        rates: The rate after each step, or at each update.
        position: ``last_epoch`` of a schedule after the last event.
        held: What an optimizer holds.
        held_line: What the record says about it.
        applied: The number that an optimizer applies, when it holds a number.
        read_back: What it held when that was read.
        skipped: Updates that a loss scaler skipped.
        set_calls: Calls of ``set_lr``.
        inside: Whether a schedule is a part of another one.
        step_arguments: Of the numbers that steps are called with: the first, the last, whether they count up by one,
            whether they are the same.
    """

    def __init__(self, number: int, kind: str) -> None:
        self.number, self.kind = number, kind
        self.events = 0
        self.rates = RateRuns(number, kind)
        self.position: Any = None
        self.held: Any = None
        self.held_line: dict[str, Any] = {}
        self.applied = 0.0
        self.read_back: Any = None
        self.skipped = 0
        self.set_calls = 0
        self.inside = False
        self.step_arguments: dict[str, Any] = {}


def reference(thing: Any, numbers: dict[int, Any]) -> Any:
    """A weak reference to a thing that takes its number away with it."""
    key = id(thing)
    try:
        return weakref.ref(thing, lambda _: numbers.pop(key, None))
    except TypeError:
        return lambda: thing


def class_path(cls: type) -> str:
    """A class with its module; for the program itself the script's name instead of ``__main__``."""
    module = cls.__module__
    if module == "__main__":
        module = os.path.splitext(os.path.basename(sys.argv[0] or "__main__"))[0]
    elif module.startswith("paddle.optimizer.") and not module.startswith("paddle.optimizer.lr"):
        module = "paddle.optimizer"
    return f"{module}.{cls.__qualname__}"


def group_factors(optimizer: Any) -> list[float]:
    """Factors of the learning rate that the parameter groups of an optimizer have."""
    groups = getattr(optimizer, "_param_groups", None) or []
    found = [group.get("learning_rate", 1.0) for group in groups if isinstance(group, dict)]
    return [float(factor) for factor in found if isinstance(factor, (int, float))]


def rate_of(schedule: Any) -> float:
    """The current rate of a schedule, as an optimizer asks for it."""
    try:
        return float(schedule())
    except Exception:
        return float("nan")
