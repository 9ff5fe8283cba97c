"""How a block of statements ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, eq=False)
class Return:
    """``return value``."""

    value: Any


@dataclass(frozen=True)
class BlockEnd:
    """``break``, ``continue`` or the end of the program."""

    name: str


BREAK, CONTINUE, RAISE = BlockEnd("break"), BlockEnd("continue"), BlockEnd("raise")
Flow = Return | BlockEnd | None
"""None when the next statement of the block follows."""
