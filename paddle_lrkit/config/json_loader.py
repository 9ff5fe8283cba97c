"""Loads JSON, with the line of every key."""

from __future__ import annotations

import json

from paddle_lrkit.config.document import Document, NoMappingError
from paddle_lrkit.config.yaml11 import parse_yaml11
from paddle_lrkit.errors import ConfigError, shown
from paddle_lrkit.messages import Message, tr

_PROBLEMS = (
    Message("Expecting value"),
    Message("Expecting ',' delimiter"),
    Message("Expecting ':' delimiter"),
    Message("Expecting property name enclosed in double quotes"),
    Message("Unterminated string starting at"),
    Message("Invalid control character at"),
    Message("Invalid \\escape"),
    Message("Invalid \\uXXXX escape"),
    Message("Extra data"),
)
"""What Python says of a text that is not JSON."""


def parse_json(text: str, file: str) -> Document:
    """Loads a JSON text; ``file`` is named in errors and marks.

    Raises:
        ConfigError: The text is not JSON or not a mapping.

    Example:
        >>> parse_json('{"learning_rate": 1e-4}', "a.json").data
        {'learning_rate': 0.0001}
        >>> parse_json("{// the peak", "a.json")
        Traceback (most recent call last):
        paddle_lrkit.errors.ConfigError: a.json:1: not valid JSON: comments are not allowed in JSON
    """
    if not text.strip():
        return Document({}, {}, file)
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise ConfigError(tr("not valid JSON: {}", _problem(error)), file=file, line=error.lineno) from None
    except RecursionError:
        raise ConfigError(tr("not valid JSON: nested too deeply"), file=file, line=1) from None
    except ValueError as error:
        raise ConfigError(tr("not valid JSON: {}", error), file=file) from None
    if not isinstance(data, dict):
        raise NoMappingError(tr("a config must be a mapping of keys, got {}", shown(data)), file=file)
    try:
        marks = parse_yaml11(text, file).marks
    except ConfigError:
        marks = {}
    return Document(data, marks, file)


def _problem(error: json.JSONDecodeError) -> str:
    rest = error.doc[error.pos :].lstrip()
    if rest.startswith(("//", "/*", "#")):
        return tr("comments are not allowed in JSON")
    if rest.startswith(("}", "]")) and error.doc[: error.pos].rstrip().endswith(","):
        return tr("there is a comma before the closing bracket")
    return tr("{} in column {}", tr(error.msg), error.colno)
