"""The text of a script, in the encoding that it declares."""

from __future__ import annotations

import io
import tokenize

from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.errors import ConfigError


def read_script(file: str, files: ConfigFiles) -> str:
    """The text of a Python file; without ``# -*- coding: ... -*-`` it is UTF-8.

    Raises:
        ConfigError: The file cannot be opened, is too large, or is not what its encoding says.
    """
    try:
        return files.text(file)
    except ConfigError as error:
        problem = error
    content = files.content(file)
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        return content.decode(encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError):
        raise problem from None
