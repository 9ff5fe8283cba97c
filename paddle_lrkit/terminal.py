"""The terminal's streams without control characters: what a file says cannot move the cursor or set a title."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from paddle_lrkit.printable import printable


class TerminalStream:
    """A text stream that writes control characters and direction marks as visible codes.

    Line ends and tabs stay. Characters that the encoding lacks are replaced. It has no ``buffer``, which would be a way
    around it.

    Args:
        stream: Where the text goes.

    Example:
        >>> import io
        >>> page = io.StringIO()
        >>> TerminalStream(page).write("a\\x1b]0;title\\x07\\n")
        12
        >>> page.getvalue()
        'a\\\\x1b]0;title\\\\x07\\n'
    """

    def __init__(self, stream: Any) -> None:
        self.unfiltered = stream

    def write(self, text: str) -> int:
        """Writes a text and returns its length."""
        shown = printable(text, lines=True)
        try:
            self.unfiltered.write(shown)
        except UnicodeEncodeError:
            encoding = self.unfiltered.encoding
            self.unfiltered.write(shown.encode(encoding, "replace").decode(encoding))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Writes several texts."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        if name == "buffer":
            raise AttributeError(name)
        return getattr(self.unfiltered, name)


def unfiltered(stream: Any) -> Any:
    """The stream below a `TerminalStream`, for codes of our own; any other stream as it is."""
    return stream.unfiltered if isinstance(stream, TerminalStream) else stream


def filter_streams() -> None:
    """Makes standard output and standard error `TerminalStream` objects."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is not None and not isinstance(stream, TerminalStream):
            setattr(sys, name, TerminalStream(stream))


@contextmanager
def filtered_streams() -> Iterator[None]:
    """Inside the block, standard output and standard error are `TerminalStream` objects."""
    before = sys.stdout, sys.stderr
    filter_streams()
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


@contextmanager
def unfiltered_streams() -> Iterator[None]:
    """Inside the block, another program writes to standard output and standard error as it likes."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = map(unfiltered, before)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before
