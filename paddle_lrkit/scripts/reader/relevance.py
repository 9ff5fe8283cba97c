"""Functions that cannot matter to a learning rate: they compute something from values that are not known."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from paddle_lrkit.scripts.library.base import Arguments
from paddle_lrkit.scripts.unknown import Unknown

if TYPE_CHECKING:
    from paddle_lrkit.scripts.reader.objects import Function

_WORDS = ("optim", "sched", "decay", "epoch", "step", "iter", "minimize", "state_dict", "load", "rate", "exit", "raise")
_CHANGES = frozenset(("append", "extend", "update", "insert", "pop", "add", "setdefault", "remove", "clear", "sort"))


def is_beside_the_point(function: Function, given: Arguments) -> bool:
    """Whether a call needs no reading: an argument is not known, and the function has no effect that could matter.

    Such a function names nothing of schedules and optimizers, calls only methods and functions outside the project,
    and changes nothing that is not its own.
    """
    if not any(isinstance(value, Unknown) for value in (*given.positional, *given.named.values())):
        return False
    node = function.node
    known: bool | None = getattr(node, "_is_pure", None)
    if known is None:
        known = not isinstance(node, ast.Lambda) and _is_pure(node)
        node._is_pure = known  # type: ignore[union-attr]
    if not known:
        return False
    names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
    return not any(hasattr(function.space.module.variables.get(name), "node") for name in names)


def _is_pure(node: ast.AST) -> bool:
    parameters = {part.arg for part in ast.walk(node) if isinstance(part, ast.arg)}
    for part in ast.walk(node):
        if isinstance(part, (ast.Global, ast.Nonlocal, ast.Raise, ast.Yield, ast.YieldFrom)):
            return False
        if isinstance(part, (ast.Attribute, ast.Subscript)) and not isinstance(part.ctx, ast.Load):
            return False
        name = part.id if isinstance(part, ast.Name) else part.attr if isinstance(part, ast.Attribute) else ""
        if name and (name == "lr" or any(word in name.lower() for word in _WORDS)):
            return False
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute):
            holder = part.func.value
            if isinstance(holder, ast.Name) and (
                holder.id in ("self", "cls") or (part.func.attr in _CHANGES and holder.id in parameters)
            ):
                return False
    return True
