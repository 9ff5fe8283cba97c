"""A schedule class of a suite, as its configs name it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from paddle_lrkit.suites.shape import ShapeName

T = TypeVar("T")


@dataclass(frozen=True, eq=False, repr=False)
class ScheduleClass(Generic[T]):
    """The mirror of a class and what the linter has to know of it.

    Args:
        build: Takes the arguments of the class and raises a ConfigError where the class fails.
        shape: Shape of the schedule.
        ignores_unknown: Whether the class ignores keys that it does not take instead of refusing them.
    """

    build: Callable[..., T]
    shape: ShapeName = "other"
    ignores_unknown: bool = False

    @cached_property
    def parameters(self) -> Mapping[str, Any]:
        """Key -> default; ``inspect.Parameter.empty`` for a key that must be given."""
        return {name: parameter.default for name, parameter in inspect.signature(self.build).parameters.items()}


def class_shape(name: Any, classes: Mapping[str, ScheduleClass[Any]]) -> ShapeName:
    """The shape of a class; ``other`` when ``classes`` does not have it."""
    found = classes.get(name) if isinstance(name, str) else None
    return "other" if found is None else found.shape
