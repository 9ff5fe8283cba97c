"""Replacing a file in one step."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from paddle_lrkit.errors import LrkitError, os_reason
from paddle_lrkit.messages import tr


def replace_file(path: Path, content: bytes) -> None:
    """Gives a file new content, or leaves the old one when anything goes wrong on the way.

    The temporary file's name does not contain the old one, so that no program that searches a run directory by
    file name takes it for a log.

    Raises:
        LrkitError: The directory cannot be written.
    """
    temporary = path.with_name(f".lrkit-{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(path, temporary)
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise LrkitError(tr("{}: cannot be rewritten: {}", path, os_reason(error))) from error
