"""The rates that a script gives its optimizers."""

from __future__ import annotations

import ast
from collections.abc import Collection, Sequence

from paddle_lrkit.lint.file_report import NotUnderstood, UnderstoodSchedule
from paddle_lrkit.lint.python.binding import dotted_name
from paddle_lrkit.lint.python.calls import NameScope
from paddle_lrkit.lint.python.imports import HOMES, Imports
from paddle_lrkit.lint.python.optimizers import OPTIMIZER_MODULES
from paddle_lrkit.lint.python.values import UNKNOWN, evaluate, short

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
    schedules = {call.variable.rpartition(".")[2] for scope in scopes for call in scope.calls if call.variable}
    constants, unknown, changes = [], [], []
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and node.value.lineno in lines:
            schedules.update(dotted_name(target).rpartition(".")[2] for target in node.targets)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute) and node.func.attr in _CHANGES:
            changes.append(NotUnderstood(node.lineno, f"`{short(node)}` changes the rate, which is not followed"))
        name = _optimizer(node, imports)
        if not name:
            continue
        rate = _rate(node)
        value = _DEFAULT if rate is None else evaluate(rate, _names(scopes, node))
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            constants.append(UnderstoodSchedule(node.lineno, "constant", float(value), None, None, None))
        elif rate is not None and value is UNKNOWN and not _is_schedule(rate, schedules, imports):
            unknown.append(NotUnderstood(node.lineno, _why(name, rate, imports)))
    return ([] if changes else constants), [*unknown, *changes]


def _optimizer(node: ast.AST, imports: Imports) -> str:
    """The class of an optimizer that a node builds, or an empty text."""
    home, _, name = imports.path(node.func).rpartition(".") if isinstance(node, ast.Call) else ("", "", "")
    if home == "paddle_lrkit" or home not in OPTIMIZER_MODULES or not name[:1].isupper():
        return ""
    return name


def _rate(call: ast.Call) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg in ("learning_rate", None):
            return keyword.value
    return call.args[0] if call.args else None


def _names(scopes: Sequence[NameScope], node: ast.Call) -> dict[str, object]:
    """The names known where an optimizer is built: of the innermost scope that holds it."""
    inner = [scope for scope in scopes[1:] if scope.body[0].lineno <= node.lineno <= (scope.body[-1].end_lineno or 0)]
    names = min(inner, key=lambda scope: len(scope.body), default=scopes[0]).names if inner else scopes[0].names
    return {} if inner and not names else names


def _is_schedule(rate: ast.expr, schedules: set[str], imports: Imports) -> bool:
    """Whether a rate is a schedule that is reported on its own."""
    return any(
        dotted_name(part).rpartition(".")[2] in schedules
        or (isinstance(part, ast.Call) and imports.scheduler(part.func) is not None)
        for part in ast.walk(rate)
        if isinstance(part, (ast.Name, ast.Attribute, ast.Call))
    )


def _why(name: str, rate: ast.expr, imports: Imports) -> str:
    if isinstance(rate, ast.Call) and imports.path(rate.func).rpartition(".")[0] not in HOMES:
        return f"the rate of {name} is built by {short(rate.func)}(), which is not followed"
    return f"the rate of {name} comes from {short(rate)}, which is not known without running the script"
