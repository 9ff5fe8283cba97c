"""Files that go with an exported model."""

from __future__ import annotations

from collections.abc import Iterable


def lines(names: Iterable[object]) -> str:
    """A name a line; the line's number is that of the class or token.

    Example:
        >>> lines(["cat", "dog"])
        'cat\\ndog\\n'
    """
    return "".join(f"{name}\n" for name in names)
