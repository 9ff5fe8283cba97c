"""Text files in UTF-8, with errors that name the file."""

from __future__ import annotations

import os
from pathlib import Path

from paddle_lrkit.errors import DataError, os_reason
from paddle_lrkit.messages import tr


def read_utf8(path: str | os.PathLike[str], kind: str) -> str:
    """The text of a file, without a byte order mark.

    Args:
        path: The file.
        kind: What the file is, for messages, such as ``the label list``.

    Raises:
        DataError: The file cannot be read or is not UTF-8.
    """
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise DataError(tr("{}: {} cannot be read: {}", os.fspath(path), kind, os_reason(error))) from None
    except UnicodeDecodeError:
        raise DataError(tr("{}: {} is not UTF-8 text", os.fspath(path), kind)) from None
