"""Every change of a value while a script is read, so that changes can be taken back and rounds of a loop compared."""

from __future__ import annotations

from typing import Any

_MISSING: Any = object()
Change = tuple[Any, Any, Any]


class Journal:
    """The changes of containers, in the order of time.

    A container is a ``dict`` or a ``list``; the key None stands for its whole content.
    """

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self._births: dict[int, tuple[Any, int]] = {}

    def created(self, container: Any) -> Any:
        """Notes that a container begins to exist now."""
        self._births[id(container)] = (container, len(self.changes))
        return container

    def write(self, container: Any, key: Any, value: Any) -> None:
        """``container[key] = value``; for the key None its whole content becomes ``value``."""
        if key is None:
            old = container.copy()
            container.clear()
            (container.update if isinstance(container, dict) else container.extend)(value)
        elif isinstance(container, list):
            old, container[key] = container[key], value
        else:
            old = container.get(key, _MISSING)
            container[key] = value
        self.changes.append((container, key, old))

    def delete(self, container: dict[Any, Any], key: Any) -> None:
        """``del container[key]``."""
        self.changes.append((container, key, container.pop(key)))

    def undo(self, mark: int) -> None:
        """Takes back every change since a mark, which is a length of ``changes``."""
        while len(self.changes) > mark:
            container, key, old = self.changes.pop()
            if key is None:
                container.clear()
                (container.update if isinstance(container, dict) else container.extend)(old)
            elif old is _MISSING:
                del container[key]
            else:
                container[key] = old

    def written(self, mark: int) -> dict[tuple[int, Any], tuple[Any, Any, Any]]:
        """What was changed since a mark in containers that are older: place -> container, key and value now."""
        found: dict[tuple[int, Any], tuple[Any, Any, Any]] = {}
        for container, key, _ in self.changes[mark:]:
            birth = self._births.get(id(container))
            if birth is not None and birth[0] is container and birth[1] >= mark:
                continue
            value = container if key is None else container[key] if isinstance(container, list) else container.get(key)
            found[id(container), _hashable(key)] = (container, key, value)
        return found


def _hashable(key: Any) -> Any:
    try:
        hash(key)
    except TypeError:
        return repr(key)
    return key
