"""JSON of a run's files, with one reason for every fault: damage, depth and numbers of any size."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NoReturn

from paddle_lrkit.messages import tr

_MOST_BYTES = 64 * 2**20
_MOST_DIGITS = 308
"""More do not fit in a float."""


def parse_json(content: bytes, *, strict: bool = False) -> Any:
    """The value that JSON text stands for.

    Args:
        content: UTF-8.
        strict: Whether to refuse the numbers NaN and Infinity, which are not JSON, and repeated keys.

    Raises:
        ValueError: With the reason.

    Example:
        >>> parse_json(b'{"update": 7}')
        {'update': 7}
        >>> parse_json(b"[" * 100_000)
        Traceback (most recent call last):
        ValueError: it is nested too deeply
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(tr("it is not UTF-8 text (byte {})", error.start)) from None
    options: dict[str, Any] = {"parse_constant": _refuse_constant, "object_pairs_hook": _unique} if strict else {}
    try:
        return json.loads(text, parse_int=_integer, **options)
    except json.JSONDecodeError as error:
        raise ValueError(tr("it is not JSON: {}", json_reason(error))) from None
    except RecursionError as error:
        raise ValueError(json_reason(error)) from None


def json_reason(error: Exception) -> str:
    """Why a text is not JSON, and where."""
    if isinstance(error, RecursionError):
        return tr("it is nested too deeply")
    if not isinstance(error, json.JSONDecodeError):
        return str(error)
    return tr("{}: line {} column {} (char {})", tr(error.msg), error.lineno, error.colno, error.pos)


def read_json(file: Path) -> Any:
    """The value in a file; see `parse_json`.

    Raises:
        ValueError: With the reason, also if the file is too large.
        OSError: The file cannot be read.
    """
    with file.open("rb") as stream:
        content = stream.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise ValueError(tr("it is larger than {} MiB", _MOST_BYTES >> 20))
    return parse_json(content)


def _integer(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise ValueError(tr("a whole number has {} characters", len(digits)))
    return int(digits)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(tr('{0} is not a JSON number; write it as "{0}"', name))


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(tr("a key appears twice"))
    return found
