"""Lines of dots in character cells: braille, or ASCII where a terminal lacks it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

_BRAILLE = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
_ASCII = {1: "'", 2: "-", 4: ".", 3: "'", 6: ".", 5: "|", 7: "|"}


class Canvas:
    """A grid of cells, each 2 by 4 dots in braille and 1 by 3 in ASCII. Rows count downwards.

    Args:
        columns: Cells across.
        rows: Cells down.
        ascii_only: Whether to keep to ASCII characters.

    Example:
        >>> canvas = Canvas(4, 1)
        >>> canvas.line([(0.0, 0.0), (1.0, 1.0)])
        >>> "".join(canvas.character(0, column) for column in range(4))
        '⣀⠤⠒⠉'
    """

    def __init__(self, columns: int, rows: int, ascii_only: bool = False) -> None:
        self.columns, self.rows, self.ascii_only = columns, rows, ascii_only
        self.across, self.down = (1, 3) if ascii_only else (2, 4)
        self._bits: dict[tuple[int, int], int] = {}
        self._owners: dict[tuple[int, int], int] = {}

    def line(self, places: Iterable[tuple[float, float]], owner: int = 0) -> None:
        """Draws a line.

        Args:
            places: Positions across and upwards, between 0 and 1.
            owner: Number of the line; a cell belongs to the line that was drawn in it last.
        """
        dots = [self._dot(*place) for place in places]
        for dot in dots[:1]:
            self._set(*dot, owner)
        for start, end in pairwise(dots):
            for dot in _straight(start, end):
                self._set(*dot, owner)

    def cell(self, across: float, up: float) -> tuple[int, int]:
        """Row and column of the cell at a position."""
        x, y = self._dot(across, up)
        return y // self.down, x // self.across

    def character(self, row: int, column: int) -> str:
        """Character of a cell; a space in an empty one."""
        bits = self._bits.get((row, column), 0)
        if not bits:
            return " "
        return _ASCII[bits] if self.ascii_only else chr(0x2800 + bits)

    def owner(self, row: int, column: int) -> int | None:
        """Number of the line that a cell belongs to; None for an empty cell."""
        return self._owners.get((row, column))

    def _dot(self, across: float, up: float) -> tuple[int, int]:
        width, height = self.columns * self.across - 1, self.rows * self.down - 1
        return round(across * width), height - round(up * height)

    def _set(self, x: int, y: int, owner: int) -> None:
        cell = y // self.down, x // self.across
        bit = 1 << y % self.down if self.ascii_only else _BRAILLE[x % 2][y % 4]
        self._bits[cell] = self._bits.get(cell, 0) | bit
        self._owners[cell] = owner


def _straight(start: tuple[int, int], end: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """All dots from one to another."""
    (x, y), (right, low) = start, end
    steps = max(abs(right - x), abs(low - y), 1)
    for step in range(steps + 1):
        yield x + _share(right - x, step, steps), y + _share(low - y, step, steps)


def _share(whole: int, step: int, steps: int) -> int:
    """``whole * step / steps`` rounded half up, in integers."""
    return (2 * whole * step + steps) // (2 * steps)
