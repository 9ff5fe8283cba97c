"""The optimizers of a script, and schedules that are stepped before them."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from paddle_lrkit.lint.python.binding import dotted_name
from paddle_lrkit.lint.python.imports import Imports, is_optimizer_class

LOOPS = (ast.For, ast.AsyncFor, ast.While)


def optimizers_of(tree: ast.AST, imports: Imports) -> set[str]:
    """The variables that hold an optimizer of Paddle."""
    return {
        dotted_name(target)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        for target in node.targets
        if is_optimizer_class(imports.path(node.value.func))
    } - {""}


def is_optimizer(name: str, optimizers: Collection[str]) -> bool:
    """Whether a variable holds an optimizer, or is named so."""
    return name in optimizers or "opt" in name.lower().rpartition(".")[2]


def early_steps(body: list[ast.stmt], variable: str, optimizers: Collection[str]) -> Iterator[tuple[int, str]]:
    """Line and variable of each ``variable.step()`` that is a statement of a loop before the optimizer's ``step``.

    A call with an argument is left out: ``step(epoch)`` sets the position itself and belongs at the begin of an epoch.

    Args:
        body: The statements of a module, function or class.
        variable: The variable that holds the schedule.
        optimizers: Variables that hold an optimizer, besides those that are named so.
    """
    loops = (node for part in body for node in ast.walk(part) if isinstance(node, LOOPS))
    for loop in loops:
        own = [
            (statement.lineno, statement.col_offset)
            for statement in loop.body
            if isinstance(statement, ast.Expr) and _is_plain_step(statement.value, variable)
        ]
        others = [
            (node.lineno, node.col_offset)
            for node in (ast.walk(loop) if own else ())
            if isinstance(node, ast.Call) and not is_step(node, variable) and _is_optimizer_step(node, optimizers)
        ]
        if own and others and max(own) < min(others):
            yield own[0][0], variable


def is_step(node: ast.AST, variable: str) -> bool:
    """Whether a node is a call of ``variable.step``."""
    called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "step"
    return called and dotted_name(node.func.value) == variable  # type: ignore[attr-defined]


def _is_plain_step(node: ast.AST, variable: str) -> bool:
    """Whether a node is ``variable.step()`` without arguments."""
    return isinstance(node, ast.Call) and is_step(node, variable) and not node.args and not node.keywords


def _is_optimizer_step(node: ast.Call, optimizers: Collection[str]) -> bool:
    """Whether a call is ``optimizer.step()``, ``optimizer.minimize(loss)`` or ``scaler.step(optimizer)``."""
    if not isinstance(node.func, ast.Attribute) or node.func.attr not in ("step", "minimize"):
        return False
    return any(is_optimizer(ast.unparse(part), optimizers) for part in (node.func.value, *node.args[:1]))
