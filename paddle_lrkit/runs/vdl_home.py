"""A home directory that Paddle and VisualDL can write to while they are imported."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path


def home_is_writable() -> bool:
    """Whether ``~/.visualdl/conf``, which VisualDL makes when it is imported, can be made and written."""
    try:
        directory = Path.home() / ".visualdl" / "conf"
    except RuntimeError:
        return False
    while not directory.exists() and directory != directory.parent:
        directory = directory.parent
    return directory.is_dir() and os.access(directory, os.W_OK | os.X_OK)


@contextlib.contextmanager
def importable_home() -> Iterator[None]:
    """Points HOME to a temporary directory for the time of the block when the real one cannot be written.

    VisualDL reads HOME only during its import, to create its settings; only its upload service needs the files that it
    writes there.
    """
    if home_is_writable():
        yield
        return
    before = os.environ.get("HOME")
    with tempfile.TemporaryDirectory(prefix="lrkit-home-") as directory:
        os.environ["HOME"] = directory
        try:
            yield
        finally:
            if before is None:
                del os.environ["HOME"]
            else:
                os.environ["HOME"] = before
