"""The loops of a script: where a schedule is stepped, and how often."""

from __future__ import annotations

import ast
import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from paddle_lrkit.lint.python.binding import dotted_name, parameters, stored
from paddle_lrkit.lint.python.calls import SchedulerCall
from paddle_lrkit.lint.python.imports import Imports
from paddle_lrkit.lint.python.values import evaluate

Loop = ast.For | ast.AsyncFor | ast.While
Function = ast.FunctionDef | ast.AsyncFunctionDef
_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_BRANCHES = (ast.If, ast.IfExp, ast.Try, ast.Match)


@dataclass(frozen=True)
class ScriptLoops:
    """How a script steps one schedule.

    Args:
        epochs: Rounds of the outer loop; None where unknown.
        ticks: Calls of ``step``; None where unknown.
        step: Line of the call, and whether it is in the loop over batches; None without a call.
        early_steps: Line and variable of each call before the optimizer's.
        fit: Whether ``paddle.Model.fit`` calls ``step``; the line is then that of ``fit``.
        stepper: Line of ``fit`` and ``by_step``, where its callback has the same ``by_step`` and ``by_epoch``.
    """

    epochs: int | None = None
    ticks: int | None = None
    step: tuple[int, bool] | None = None
    early_steps: tuple[tuple[int, str], ...] = field(default=())
    fit: bool = False
    stepper: tuple[int, bool] | None = None


@dataclass(frozen=True)
class _StepCall:
    """A call of ``step``.

    Args:
        call: The call.
        loops: The loops around it, outermost first.
        branched: Whether a condition is between the outermost loop and the call.
        function: The function inside the scope that holds the call.
    """

    call: ast.Call
    loops: tuple[Loop, ...] = ()
    branched: bool = False
    function: Function | None = None


_NOWHERE = _StepCall(ast.Call(func=ast.Constant(None), args=[], keywords=[]))


def optimizers_of(tree: ast.AST, imports: Imports) -> set[str]:
    """The variables that hold an optimizer of Paddle."""
    return {
        dotted_name(target)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        for target in node.targets
        if imports.path(node.value.func).rpartition(".")[0] in ("paddle.optimizer", "paddle_lrkit.optimizers")
    } - {""}


def script_of(
    body: list[ast.stmt], made: SchedulerCall, names: Mapping[str, Any], optimizers: Collection[str] = ()
) -> ScriptLoops:
    """How the loops in ``body`` step a schedule.

    The number of calls is known when there is one call of ``step()`` without arguments, in loops over ``range``
    without an early exit, and not in a function that is called more than once.

    Args:
        body: The statements of a module, function or class.
        made: The schedule.
        names: Name -> value of what is known.
        optimizers: Variables that hold an optimizer, besides those that are named so.
    """
    if not made.variable:
        return ScriptLoops()
    early = tuple(_early(body, made.variable, optimizers))
    steps = [step for statement in body for step in _steps(statement, made.variable, _NOWHERE)]
    if len(steps) != 1 or steps[0].call.args or steps[0].call.keywords:
        return ScriptLoops(early_steps=early)
    (step,) = steps
    if step.function is not None:
        if _is_repeated(step.function, body):
            return ScriptLoops(early_steps=early)
        names = {name: value for name, value in names.items() if name not in _local(step.function)}
    loops = [loop for loop in step.loops if all(node is not made.node for node in ast.walk(loop))]
    return replace(_counted(step, loops, names), early_steps=early) if loops else ScriptLoops(early_steps=early)


def _counted(step: _StepCall, loops: list[Loop], names: Mapping[str, Any]) -> ScriptLoops:
    outer, in_batches = loops[0], len(loops) > 1
    counts = [None if _is_left(loop) else _rounds(loop, names) for loop in loops]
    known = not step.branched and all(count is not None for count in counts)
    ticks = math.prod(count or 0 for count in counts) if known else None
    nested = any(isinstance(node, _LOOPS) for part in outer.body for node in ast.walk(part))
    named = isinstance(outer, (ast.For, ast.AsyncFor)) and "epoch" in ast.unparse(outer.target).lower()
    epochs = _rounds(outer, names) if nested or named else None
    place = None if in_batches and step.branched else (step.call.lineno, in_batches)
    return ScriptLoops(epochs, ticks, place)


def _steps(node: ast.AST, variable: str, around: _StepCall) -> Iterator[_StepCall]:
    """Each call of ``variable.step()`` in a node, with the loops and branches around it."""
    if isinstance(node, ast.Call) and _is_step(node, variable):
        yield replace(around, call=node)
        return
    if isinstance(node, _LOOPS):
        around = replace(around, loops=(*around.loops, node))
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        around = replace(around, function=node)
    elif isinstance(node, _BRANCHES) and around.loops:
        around = replace(around, branched=True)
    for child in ast.iter_child_nodes(node):
        yield from _steps(child, variable, around)


def _is_repeated(function: Function, body: list[ast.stmt]) -> bool:
    """Whether a function is called more than once, or in a loop."""
    found = [list(_calls(statement, function.name, False)) for statement in body]
    calls = [in_loop for part in found for in_loop in part]
    return len(calls) > 1 or any(calls)


def _calls(node: ast.AST, name: str, in_loop: bool) -> Iterator[bool]:
    """For each call of a function or of a method of ``self``, whether it is in a loop."""
    if isinstance(node, ast.Call) and dotted_name(node.func).removeprefix("self.") == name:
        yield in_loop
    loops = (*_LOOPS, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
    for child in ast.iter_child_nodes(node):
        yield from _calls(child, name, in_loop or isinstance(node, loops))


def _local(function: Function) -> set[str]:
    return stored(function) | parameters(function)


def _is_left(loop: Loop) -> bool:
    """Whether ``break``, ``continue`` or ``return`` may end a loop or one of its rounds early."""
    return any(isinstance(node, (ast.Break, ast.Continue, ast.Return)) for node in ast.walk(loop))


def _is_step(node: ast.AST, variable: str) -> bool:
    called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "step"
    return called and dotted_name(node.func.value) == variable  # type: ignore[attr-defined]


def _rounds(loop: Loop, names: Mapping[str, Any]) -> int | None:
    """Rounds of a loop over ``range``."""
    call = loop.iter if isinstance(loop, ast.For) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.func.id != "range":
        return None
    values = [evaluate(part, names) for part in call.args]
    if not values or not all(isinstance(value, int) for value in values):
        return None
    try:
        return len(range(*values)) or None
    except (TypeError, ValueError, OverflowError):
        return None


def _early(body: list[ast.stmt], variable: str, optimizers: Collection[str]) -> Iterator[tuple[int, str]]:
    """Calls that are statements of a loop before the optimizer's ``step`` of the same loop."""
    loops = (node for part in body for node in ast.walk(part) if isinstance(node, _LOOPS))
    for loop in loops:
        own = [
            (statement.lineno, statement.col_offset)
            for statement in loop.body
            if isinstance(statement, ast.Expr) and _is_step(statement.value, variable)
        ]
        others = [
            (node.lineno, node.col_offset)
            for node in ast.walk(loop)
            if isinstance(node, ast.Call) and not _is_step(node, variable) and _is_optimizer_step(node, optimizers)
        ]
        if own and others and max(own) < min(others):
            yield own[0][0], variable


def _is_optimizer_step(node: ast.Call, optimizers: Collection[str]) -> bool:
    """Whether a call is ``optimizer.step()``, ``optimizer.minimize(loss)`` or ``scaler.step(optimizer)``."""
    if not isinstance(node.func, ast.Attribute) or node.func.attr not in ("step", "minimize"):
        return False
    return any(_is_optimizer(part, optimizers) for part in (node.func.value, *node.args[:1]))


def _is_optimizer(node: ast.expr, optimizers: Collection[str]) -> bool:
    name = ast.unparse(node)
    return name in optimizers or "opt" in name.lower().rpartition(".")[2]
