"""The loops of a script: where a schedule is stepped, and how often."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from paddle_lrkit.lint.python.values import evaluate


@dataclass(frozen=True)
class Script:
    """What a script does with one schedule.

    Args:
        epochs: Rounds of the outer loop; None when nobody knows.
        ticks: Calls of ``step``; None when nobody knows.
        step: Line of the call, and whether it stands in the loop over batches; None without a call.
        early_steps: Line and variable of each call before the optimizer's.
        fit: Whether it is ``paddle.Model.fit`` that calls ``step``; the line is that of ``fit``.
        stepper: Line of ``fit`` and ``by_step``, where its callback has the same ``by_step`` and ``by_epoch``.
    """

    epochs: int | None = None
    ticks: int | None = None
    step: tuple[int, bool] | None = None
    early_steps: tuple[tuple[int, str], ...] = field(default=())
    fit: bool = False
    stepper: tuple[int, bool] | None = None


def script_of(body: list[ast.stmt], variable: str, names: Mapping[str, Any]) -> Script:
    """What the loops in ``body`` do with the schedule called ``variable``."""
    for outer in (node for statement in body for node in ast.walk(statement) if isinstance(node, ast.For)):
        calls = list(_steps(outer, variable, [outer]))
        if not calls:
            continue
        rounds = _rounds(outer, names)
        line, inside = calls[0]
        in_batches = len(inside) > 1
        counts = [_rounds(loop, names) for loop in inside]
        ticks = None
        if len(calls) == 1 and all(count is not None for count in counts):
            ticks = 1
            for count in counts:
                ticks *= count or 0
        nested = in_batches or any(isinstance(node, ast.For) for part in outer.body for node in ast.walk(part))
        epochs = rounds if nested or "epoch" in ast.unparse(outer.target).lower() else None
        step = (line, in_batches) if len(calls) == 1 else None
        return Script(epochs, ticks, step, tuple(_early(outer, variable)))
    return Script()


def _steps(node: ast.AST, variable: str, loops: list[ast.For]) -> Iterator[tuple[int, list[ast.For]]]:
    """Each call of ``variable.step()`` below a node, with the loops around it."""
    for child in ast.iter_child_nodes(node):
        if _is_step(child, variable):
            yield child.lineno, loops  # type: ignore[attr-defined]
        elif isinstance(child, ast.For):
            yield from _steps(child, variable, [*loops, child])
        elif not isinstance(child, (ast.FunctionDef, ast.ClassDef, ast.Lambda)):
            yield from _steps(child, variable, loops)


def _is_step(node: ast.AST, variable: str) -> bool:
    called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "step"
    return called and bool(variable) and ast.unparse(node.func.value) == variable  # type: ignore[attr-defined]


def _rounds(loop: ast.For, names: Mapping[str, Any]) -> int | None:
    """Rounds of a loop over ``range``."""
    call = loop.iter
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.func.id != "range":
        return None
    values = [evaluate(part, names) for part in call.args]
    if not values or not all(isinstance(value, int) for value in values):
        return None
    try:
        return len(range(*values)) or None
    except (TypeError, ValueError, OverflowError):
        return None


def _early(outer: ast.For, variable: str) -> Iterator[tuple[int, str]]:
    """Calls that stand plainly in a loop before the optimizer's ``step`` of the same loop."""
    for loop in (node for node in ast.walk(outer) if isinstance(node, ast.For)):
        own = [
            statement.lineno
            for statement in loop.body
            if isinstance(statement, ast.Expr) and _is_step(statement.value, variable)
        ]
        others = [node.lineno for node in ast.walk(loop) if isinstance(node, ast.Call) and _is_optimizer_step(node)]
        if own and others and max(own) < min(others):
            yield own[0], variable


def _is_optimizer_step(node: ast.Call) -> bool:
    if not isinstance(node.func, ast.Attribute) or node.func.attr != "step":
        return False
    return "opt" in ast.unparse(node.func.value).lower().rpartition(".")[2]
