"""Statements that cannot matter to a learning rate: they only print, log or save."""

from __future__ import annotations

import ast
from collections.abc import Sequence

_NAMES = frozenset(
    ("print", "info", "debug", "warning", "warn", "write", "flush", "close", "makedirs", "mkdir", "dump")
)
_BEGINNINGS = ("save", "log", "print", "plot", "add_", "set_description", "set_postfix", "vis")


def is_inert(node: ast.If) -> bool:
    """Whether an ``if`` only decides about printing, logging and saving.

    Example:
        >>> is_inert(ast.parse("if i % 100 == 0: print(i)").body[0])
        True
        >>> is_inert(ast.parse("if i % 4 == 3: optimizer.step()").body[0])
        False
    """
    known: bool | None = getattr(node, "_is_inert", None)
    if known is None:
        known = _all(node.body) and _all(node.orelse) and not _calls_step(node)
        node._is_inert = known  # type: ignore[attr-defined]
    return known


def _all(statements: Sequence[ast.stmt]) -> bool:
    for statement in statements:
        if isinstance(statement, ast.Pass):
            continue
        if isinstance(statement, ast.If):
            if not is_inert(statement):
                return False
            continue
        if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)):
            return False
        name = _last(statement.value.func)
        if name not in _NAMES and not name.lower().startswith(_BEGINNINGS):
            return False
    return True


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _calls_step(node: ast.If) -> bool:
    return any(isinstance(part, ast.Call) and _last(part.func) in ("step", "minimize") for part in ast.walk(node))
