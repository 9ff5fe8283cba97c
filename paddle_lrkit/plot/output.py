"""Writing a picture in the format that the suffix of the file names."""

from __future__ import annotations

import os
from pathlib import Path

from paddle_lrkit.errors import UsageError, did_you_mean
from paddle_lrkit.plot.scene import Scene
from paddle_lrkit.plot.words import ENGLISH, Words

SUFFIXES = (".svg", ".png", ".html")


def picture_suffix(path: str | os.PathLike[str]) -> str:
    """The suffix of a picture file in lower case.

    Raises:
        UsageError: It is not one of `SUFFIXES`.

    Example:
        >>> picture_suffix("out/Schedule.SVG")
        '.svg'
    """
    suffix = Path(path).suffix.lower()
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
    _replace(Path(path), _content(picture, suffix, words))


def _content(picture: Scene, suffix: str, words: Words) -> bytes:
    if suffix == ".png":
        from paddle_lrkit.plot.png import png

        return png(picture)
    if suffix == ".html":
        from paddle_lrkit.plot.html import html

        return html(picture, words).encode()
    from paddle_lrkit.plot.svg import svg

    return svg(picture).encode()


def _replace(path: Path, content: bytes) -> None:
    target = Path(os.path.realpath(path))
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(content)
        temporary.replace(target)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise UsageError(f"{path}: cannot be written: {error.strerror or error}") from error
