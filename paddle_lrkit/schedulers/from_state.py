"""An attribute of a scheduler that is a field of its rule's state."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class FromState(Generic[T]):
    """An attribute of Paddle's class whose value is a field of the state.

    Args:
        field: Name of the field.
    """

    def __init__(self, field: str) -> None:
        self._field = field

    @overload
    def __get__(self, one: None, owner: type) -> FromState[T]: ...
    @overload
    def __get__(self, one: object, owner: type) -> T: ...
    def __get__(self, one: Any, owner: type) -> Any:
        return self if one is None else getattr(one._state, self._field)

    def __set__(self, one: Any, value: T) -> None:
        one._state = replace(one._state, **{self._field: value})
