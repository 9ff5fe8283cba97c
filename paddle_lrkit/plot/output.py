"""Writing a picture in the format that the suffix of the file names."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from paddle_lrkit.errors import UsageError, did_you_mean
from paddle_lrkit.plot.words import ENGLISH, Words

if TYPE_CHECKING:
    from paddle_lrkit.plot.scene import Scene

SUFFIXES = (".svg", ".png", ".html")


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
        raise UsageError(f"{os.fspath(path)}: a picture ends in {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}{hint}")
    return suffix


def write_picture(picture: Scene, path: str | os.PathLike[str], words: Words = ENGLISH) -> None:
    """Writes a picture as SVG, PNG or HTML; if that fails, an old file is unchanged.

    Raises:
        UsageError: The suffix is unknown, or the file cannot be written.
        LrkitError: A PNG is asked for without matplotlib.
    """
    suffix = picture_suffix(path)
    _replace(os.fspath(path), _content(picture, suffix, words))


def _content(picture: Scene, suffix: str, words: Words) -> bytes:
    if suffix == ".png":
        from paddle_lrkit.plot.png import png

        return png(picture)
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
        raise UsageError(f"{path}: cannot be written: {error.strerror or error}") from error
