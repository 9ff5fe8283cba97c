"""One change of a YAML file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from paddle_lrkit.config.document import Path


@dataclass(frozen=True)
class Edit:
    """A change of a file that is certain to be what was meant.

    Args:
        path: Key whose value is replaced.
        value: The new value; None with ``remove``.
        remove: Whether the key is taken out instead.
    """

    path: Path
    value: Any = None
    remove: bool = False
