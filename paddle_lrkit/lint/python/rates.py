"""The rates that a script gives its optimizers."""

from __future__ import annotations

import ast
from collections.abc import Collection, Sequence

from paddle_lrkit.lint.file_report import NotUnderstood, UnderstoodSchedule
from paddle_lrkit.lint.python.binding import dotted_name
from paddle_lrkit.lint.python.calls import NameScope, OptimizerCall
from paddle_lrkit.lint.python.imports import Imports
from paddle_lrkit.lint.python.values import UNKNOWN, short

_DEFAULT = 0.001
_CHANGES = ("set_lr", "set_lr_scheduler")


def constant_rates(
    tree: ast.Module, imports: Imports, scopes: Sequence[NameScope], lines: Collection[int | None] = ()
) -> tuple[list[UnderstoodSchedule], list[NotUnderstood]]:
    """The optimizers with a plain number as their rate, and those whose rate is not known.

    Args:
        tree: The script.
        imports: Its imports.
        scopes: Its module and functions.
        lines: Lines with schedules that are reported as not understood.
    """
    known = {call.variable.rpartition(".")[2] for scope in scopes for call in scope.calls if call.variable}
    changes = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and node.value.lineno in lines:
            known.update(dotted_name(target).rpartition(".")[2] for target in node.targets)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CHANGES:
            changes.append(NotUnderstood(node.lineno, f"`{short(node)}` changes the rate, which is not followed"))
    constants, unknown = [], []
    for optimizer in (optimizer for scope in scopes for optimizer in scope.optimizers):
        value = _DEFAULT if optimizer.rate is None else optimizer.value
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            constants.append(UnderstoodSchedule(optimizer.line, "constant", float(value), None, None, None))
        elif value is UNKNOWN and not _is_schedule(optimizer.rate, known, imports):
            unknown.append(NotUnderstood(optimizer.line, _why(optimizer)))
    return ([] if changes else constants), [*unknown, *changes]


def _is_schedule(rate: ast.expr | None, known: set[str], imports: Imports) -> bool:
    """Whether a rate is a schedule that is reported on its own."""
    return any(
        dotted_name(part).rpartition(".")[2] in known
        or (isinstance(part, ast.Call) and imports.scheduler(part.func) is not None)
        for part in (ast.walk(rate) if rate is not None else ())
        if isinstance(part, (ast.Name, ast.Attribute, ast.Call))
    )


def _why(optimizer: OptimizerCall) -> str:
    rate = optimizer.rate
    if isinstance(rate, ast.Call):
        return f"the rate of {optimizer.name} is built by {short(rate.func)}(), which is not followed"
    return f"the rate of {optimizer.name} comes from {short(rate or '')}, which is not known without running the script"
