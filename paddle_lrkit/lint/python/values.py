"""The value of an expression that is a literal, a known name or simple arithmetic."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

from paddle_lrkit.units import LONGEST

UNKNOWN: Any = object()
"""The value of what is not known without running the script."""

_LIMIT = 10**15
_OPERATIONS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}


def evaluate(node: ast.expr | None, names: Mapping[str, Any]) -> Any:
    """The value of an expression, or `UNKNOWN`.

    Args:
        node: The expression.
        names: Name -> value of what is known.

    Example:
        >>> evaluate(ast.parse("[2 * n, -1]", mode="eval").body, {"n": 4})
        [8, -1]
    """
    if isinstance(node, ast.Constant):
        return UNKNOWN if isinstance(node.value, int) and abs(node.value) > LONGEST else node.value
    if isinstance(node, ast.Name):
        return names.get(node.id, UNKNOWN)
    if isinstance(node, (ast.List, ast.Tuple)):
        values = [evaluate(part, names) for part in node.elts]
        return UNKNOWN if any(value is UNKNOWN for value in values) else values
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
        value = evaluate(node.operand, names)
        return (-value if isinstance(node.op, ast.USub) else value) if _number(value) else UNKNOWN
    if isinstance(node, ast.BinOp):
        return _computed(node.op, evaluate(node.left, names), evaluate(node.right, names))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("int", "float", "round"):
        return _cast(node, names)
    return UNKNOWN


def short(node: ast.AST | str, most: int = 60) -> str:
    """The text of an expression, cut to ``most`` letters."""
    try:
        text = node if isinstance(node, str) else ast.unparse(node)
    except ValueError:
        return "a number of thousands of digits"
    return text if len(text) <= most else f"{text[: most - 3]}..."


def _cast(node: ast.Call, names: Mapping[str, Any]) -> Any:
    value = evaluate(node.args[0], names) if len(node.args) == 1 and not node.keywords else UNKNOWN
    kind: Any = {"int": int, "float": float, "round": round}[node.func.id]  # type: ignore[attr-defined]
    return kind(value) if _number(value) else UNKNOWN


def _computed(operation: ast.operator, left: Any, right: Any) -> Any:
    if not _number(left) or not _number(right):
        return UNKNOWN
    if isinstance(operation, ast.Pow):
        return left**right if 0 < left <= 1e6 and -20 <= right <= 20 else UNKNOWN
    if type(operation) not in _OPERATIONS:
        return UNKNOWN
    try:
        return _OPERATIONS[type(operation)](left, right)
    except ArithmeticError:
        return UNKNOWN


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < _LIMIT
