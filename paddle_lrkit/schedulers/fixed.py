"""An attribute of a scheduler that is set once."""

from __future__ import annotations

from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class Fixed(Generic[T]):
    """An attribute that the constructor sets and nothing changes later, because the curve is made from it.

    A check in ``__setattr__`` would cost each update a call for ``last_epoch`` and one for ``last_lr``.

    Raises:
        AttributeError: Another value is assigned.

    Example:
        >>> class Stairs:
        ...     gamma = Fixed[float]()
        >>> stairs = Stairs()
        >>> stairs.gamma = 0.5
        >>> stairs.gamma = 0.1
        Traceback (most recent call last):
        AttributeError: gamma belongs to the curve and cannot be changed; make a new Stairs
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self._name, self._kept = name, f"_{name}"

    @overload
    def __get__(self, one: None, owner: type) -> Fixed[T]: ...
    @overload
    def __get__(self, one: object, owner: type) -> T: ...
    def __get__(self, one: Any, owner: type) -> Any:
        return self if one is None else getattr(one, self._kept)

    def __set__(self, one: Any, value: T) -> None:
        if getattr(one, self._kept, value) != value:
            raise AttributeError(
                f"{self._name} belongs to the curve and cannot be changed; make a new {type(one).__name__}"
            )
        setattr(one, self._kept, value)
