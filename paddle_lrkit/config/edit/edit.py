"""One change of a YAML file."""

from __future__ import annotations

from typing import Any, NamedTuple

from paddle_lrkit.config.document import Path


class Edit(NamedTuple):
    """A change of a file that is certain to be what was meant.

    Args:
        path: Key whose value is replaced.
        value: The new value; None with ``remove``.
        remove: Whether the key is taken out instead.
    """

    path: Path
    value: Any = None
    remove: bool = False
