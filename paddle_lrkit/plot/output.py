"""Writing a picture in the format that the suffix of the file names."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from paddle_lrkit.errors import UsageError, did_you_mean, os_reason
from paddle_lrkit.messages import tr
from paddle_lrkit.plot.words import ENGLISH, Words
from paddle_lrkit.text import join_names

if TYPE_CHECKING:
    from paddle_lrkit.plot.scene import Scene

SUFFIXES = (".svg", ".png", ".pdf", ".html")

_DRAWN = (".png", ".pdf")
"""Pictures that need fonts of this machine; the others use those of the reader's."""


def lacks_font(path: str | os.PathLike[str], words: Words) -> bool:
    """Whether a picture in this language needs a font that this machine does not have."""
    if words.code == ENGLISH.code or os.path.splitext(path)[1].lower() not in _DRAWN:
        return False
    from paddle_lrkit.plot.figure import can_write_chinese

    return not can_write_chinese()


def picture_suffix(path: str | os.PathLike[str]) -> str:
    """The suffix of a picture file in lower case.

    Raises:
        UsageError: It is not one of `SUFFIXES`.

    Example:
        >>> picture_suffix("out/Schedule.SVG")
        '.svg'
    """
    suffix = os.path.splitext(path)[1].lower()
    if suffix not in SUFFIXES:
        hint = did_you_mean(suffix, SUFFIXES) if suffix else ""
        raise UsageError(tr("{}: a picture ends in {}{}", os.fspath(path), join_names(SUFFIXES, "or"), hint))
    return suffix


def write_picture(picture: Scene, path: str | os.PathLike[str], words: Words = ENGLISH) -> None:
    """Writes a picture as SVG, PNG, PDF or HTML; if that fails, an old file is unchanged.

    Raises:
        UsageError: The suffix is unknown, or the file cannot be written.
        LrkitError: A PNG or PDF is asked for without matplotlib.
    """
    suffix = picture_suffix(path)
    _replace(os.fspath(path), _content(picture, suffix, words))


def _content(picture: Scene, suffix: str, words: Words) -> bytes:
    if suffix in _DRAWN:
        from paddle_lrkit.plot import figure

        return figure.pdf(picture) if suffix == ".pdf" else figure.png(picture)
    if suffix == ".html":
        from paddle_lrkit.plot.html import html

        return html(picture, words).encode()
    from paddle_lrkit.plot.svg import svg

    return svg(picture).encode()


def _replace(path: str, content: bytes) -> None:
    target = os.path.realpath(path)
    folder, name = os.path.split(target)
    temporary = os.path.join(folder, f".{name}.{os.getpid()}.tmp")
    try:
        with open(temporary, "wb") as stream:
            stream.write(content)
        os.replace(temporary, target)
    except OSError as error:
        with suppress(FileNotFoundError):
            os.unlink(temporary)
        raise UsageError(tr("{}: cannot be written: {}", path, os_reason(error))) from error
