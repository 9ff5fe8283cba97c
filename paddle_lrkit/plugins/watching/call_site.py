"""Which line of the user's program called a function of Paddle."""

from __future__ import annotations

import os
import site
import sys
import sysconfig
from functools import lru_cache
from types import FrameType
from typing import NamedTuple

_HERE = os.path.dirname(os.path.abspath(__file__)) + os.sep
_MOST_FRAMES = 60


class CallSite(NamedTuple):
    """A line of the program that led to a call.

    Args:
        file: The file.
        line: The line.
        by: ``paddle.Model.fit`` where that made the call for the program; empty otherwise.
        path: All lines of the program above it, which tell two calls of one helper function apart.
    """

    file: str
    line: int
    by: str = ""
    path: tuple[tuple[str, int], ...] = ()


def call_site(frame: FrameType | None, with_path: bool = False) -> CallSite:
    """The innermost line that is the program's own; of a library other than Paddle where the program has none.

    Args:
        frame: Where to begin.
        with_path: Whether `CallSite.path` is needed.
    """
    foreign: tuple[str, int] | None = None
    own: list[tuple[str, int]] = []
    by = ""
    for _ in range(_MOST_FRAMES):
        if frame is None:
            break
        code = frame.f_code
        kind = kind_of(code.co_filename)
        if kind == "own":
            own.append((code.co_filename, frame.f_lineno))
            if not with_path:
                break
        elif kind == "library" and foreign is None:
            foreign = (code.co_filename, frame.f_lineno)
        elif code.co_name == "fit" and code.co_filename.endswith(_HAPI) and not own:
            by = "paddle.Model.fit"
        frame = frame.f_back
    file, line = own[0] if own else foreign or ("", 0)
    return CallSite(file, line, by, tuple(own))


_HAPI = os.path.join("paddle", "hapi", "model.py")


@lru_cache(maxsize=4096)
def kind_of(file: str) -> str:
    """``own`` for a file of the program, ``library``, or ``hidden``: Paddle, this package, Python's own start."""
    if file.startswith(_HERE) or file.startswith("<frozen") or file.startswith("<decorator"):
        return "hidden"
    paddle = sys.modules.get("paddle")
    root = os.path.dirname(getattr(paddle, "__file__", None) or "")
    if root and file.startswith(root + os.sep):
        return "hidden"
    if any(file.startswith(folder) for folder in _library_folders()):
        return "library"
    return "own"


@lru_cache(maxsize=1)
def _library_folders() -> tuple[str, ...]:
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    folders = {sysconfig.get_paths()[name] for name in names}
    folders.update(getattr(site, "getsitepackages", list)())
    user = site.getusersitepackages() if getattr(site, "ENABLE_USER_SITE", False) else ""
    return tuple(folder + os.sep for folder in {*folders, user} if folder)
