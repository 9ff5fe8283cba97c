"""The text of a config file, or one sentence about why there is none."""

from __future__ import annotations

import os

from paddle_lrkit.errors import ConfigError, did_you_mean

MAX_BYTES = 4 * 1024 * 1024


def read_text(file: str) -> str:
    """The text of a config file; never more than `MAX_BYTES` are read, also of a device or a pipe."""
    try:
        with open(file, "rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        near = _nearest_file(file) if isinstance(error, FileNotFoundError) else ""
        raise ConfigError(f"cannot be read: {reason}{near}", file=file) from None
    if len(content) > MAX_BYTES:
        raise ConfigError(f"a config may have {MAX_BYTES // 2**20} MiB at most", file=file)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        hint = "; it reads as GBK, so save it as UTF-8" if _is_gbk(content) else ""
        raise ConfigError(f"not a text file in UTF-8 (byte {error.start}){hint}", file=file, line=line) from None


def _nearest_file(file: str) -> str:
    """The file of the folder whose name is nearest, among those of the same suffix."""
    folder, name = os.path.split(file)
    try:
        names = os.listdir(folder or ".")
    except OSError:
        return ""
    return did_you_mean(name, [one for one in names if os.path.splitext(one)[1] == os.path.splitext(name)[1]])


def _is_gbk(content: bytes) -> bool:
    """Whether bytes are Chinese text in the encoding that is usual on Windows."""
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return all(letter.isprintable() or letter in "\t\r\n" for letter in text)
