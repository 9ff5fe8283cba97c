"""The defaults in a ``config.py`` of PaddleViT, read without running it.

Such a file is a list of assignments ``_C.TRAIN.BASE_LR = 4e-3``. Those of a literal, or of sums and products of
numbers, are read; the others are left out.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Iterator
from typing import Any

from paddle_lrkit.config.document import Document, Mark, Path
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr

NAME = "config.py"
_ROOT = "_C"
_LONGEST = 200_000
_DEEPEST = 8
_OPERATORS: dict[type, Any] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def python_defaults(text: str, file: str) -> Document | None:
    """The defaults as a document with a mark for each key; None for any other Python file.

    Raises:
        ConfigError: The file is not Python, or too long for one of defaults.

    Example:
        >>> python_defaults("_C = CN()\\n_C.TRAIN = CN()\\n_C.TRAIN.BASE_LR = 5e-4\\n", "config.py").data
        {'TRAIN': {'BASE_LR': 0.0005}}
    """
    if len(text) > _LONGEST:
        raise ConfigError(tr("must be a list of defaults, and is longer than {} characters", _LONGEST), file=file)
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise ConfigError(tr("is not Python: {}", error), file=file) from None
    found = Document({}, {}, file)
    for path, value, line in _assignments(body):
        if not path:
            continue
        place = found.get(path[:-1])
        known, result = _value(value)
        if isinstance(place, dict) and known:
            place[path[-1]] = result
            found.marks[path] = Mark(file, line)
    return found if isinstance(found.get(("TRAIN",)), dict) else None


def _assignments(body: list[ast.stmt]) -> Iterator[tuple[Path, ast.expr, int]]:
    for statement in body:
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            path = _path(statement.targets[0])
            if path is not None:
                yield path, statement.value, statement.lineno


def _path(target: ast.expr) -> Path | None:
    """``("TRAIN", "BASE_LR")`` of ``_C.TRAIN.BASE_LR``; None for the attribute of another name."""
    names: list[str | int] = []
    while isinstance(target, ast.Attribute) and len(names) < _DEEPEST:
        names.insert(0, target.attr)
        target = target.value
    return tuple(names) if isinstance(target, ast.Name) and target.id == _ROOT else None


def _value(node: ast.expr) -> tuple[bool, Any]:
    """Whether a value is known, and the value; a call without arguments begins a section."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and not node.args and not node.keywords, {}
    try:
        if isinstance(node, ast.BinOp):
            (left_known, left), (right_known, right) = _value(node.left), _value(node.right)
            numbers = left_known and right_known and all(type(one) in (int, float) for one in (left, right))
            if not numbers or type(node.op) not in _OPERATORS:
                return False, None
            return True, _OPERATORS[type(node.op)](left, right)
        return True, ast.literal_eval(node)
    except (ValueError, TypeError, ArithmeticError, RecursionError, MemoryError):
        return False, None
