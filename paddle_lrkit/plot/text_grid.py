"""A page of styled characters."""

from __future__ import annotations

from itertools import groupby

from paddle_lrkit.printable import printable
from paddle_lrkit.text import cells

BOLD, DIM, WARM = "1", "2", "33"
SERIES = ("36", "31", "32", "35", "34", "33", "96", "91")


class TextGrid:
    """Rows of character cells; a wide character takes two.

    Args:
        columns: Width; text beyond it is left out.

    Example:
        >>> grid = TextGrid(10)
        >>> grid.put(1, 2, "ab")
        >>> grid.text()
        '\\n  ab'
    """

    def __init__(self, columns: int) -> None:
        self.columns = columns
        self._cells: dict[tuple[int, int], tuple[str, str]] = {}

    def put(self, row: int, column: int, text: str, style: str = "") -> None:
        """Writes a text that begins in a cell; ``style`` is the number of an ANSI escape."""
        for letter in printable(text):
            width = cells(letter)
            if width and 0 <= column <= self.columns - width:
                self._cut(row, column)
                self._cut(row, column + width - 1)
                self._cells[row, column] = (letter, style)
                for extra in range(1, width):
                    self._cells[row, column + extra] = ("", style)
            column += width

    def put_right(self, row: int, end: int, text: str, style: str = "") -> None:
        """Writes a text that ends before column ``end``."""
        self.put(row, end - cells(text), text, style)

    def put_centred(self, row: int, middle: int, text: str, style: str = "") -> None:
        """Writes a text around a column; at the edges of the page it is moved inside."""
        begin = min(middle - (cells(text) - 1) // 2, self.columns - cells(text))
        self.put(row, max(begin, 0), text, style)

    def is_free(self, row: int, begin: int, end: int) -> bool:
        """Whether the cells from ``begin`` to before ``end`` are empty."""
        return not any((row, column) in self._cells for column in range(begin, end))

    def text(self, color: bool = False) -> str:
        """The page as text, without spaces at the ends of rows.

        Args:
            color: Whether to write the styles as ANSI escapes.
        """
        rows = max((row for row, _ in self._cells), default=-1) + 1
        return "\n".join(self._row(row, color) for row in range(rows))

    def _cut(self, row: int, column: int) -> None:
        """Clears a wide character of which one half will be overwritten."""
        letter, _ = self._cells.get((row, column), (" ", ""))
        other = column - 1 if not letter else column + cells(letter) - 1
        if other != column:
            self._cells[row, column] = self._cells[row, other] = (" ", "")

    def _row(self, row: int, color: bool) -> str:
        end = max((column for at, column in self._cells if at == row), default=-1) + 1
        line = [self._cells.get((row, column), (" ", "")) for column in range(end)]
        if not color:
            return "".join(letter for letter, _ in line).rstrip()
        parts = []
        for style, group in groupby(line, key=lambda cell: cell[1]):
            text = "".join(letter for letter, _ in group)
            parts.append(f"\x1b[{style}m{text}\x1b[0m" if style else text)
        return "".join(parts)
