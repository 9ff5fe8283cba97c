"""What a statement of a script does."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.library.base import LibraryObject
from paddle_lrkit.scripts.reader.branches import both_ways, chosen
from paddle_lrkit.scripts.reader.classes import class_statement, function_statement
from paddle_lrkit.scripts.reader.expressions import evaluate
from paddle_lrkit.scripts.reader.flow import BREAK, CONTINUE, Flow, Return
from paddle_lrkit.scripts.reader.inert import is_inert
from paddle_lrkit.scripts.reader.loops import for_statement, while_statement
from paddle_lrkit.scripts.reader.modules import import_from_statement, import_statement
from paddle_lrkit.scripts.reader.objects import BoundFunction, Function, Instance, Namespace
from paddle_lrkit.scripts.reader.operations import arithmetic, tested
from paddle_lrkit.scripts.reader.resumes import fresh_way, maybe_resume
from paddle_lrkit.scripts.reader.source_text import text_of
from paddle_lrkit.scripts.reader.targets import assign
from paddle_lrkit.scripts.unknown import Unknown

if TYPE_CHECKING:
    from paddle_lrkit.scripts.reader.machine import Machine


def run(machine: Machine, statements: Sequence[ast.stmt], space: Namespace) -> Flow:
    """Reads a block of statements."""
    for statement in statements:
        machine.spend()
        function = _KINDS.get(type(statement))
        flow = function(machine, statement, space) if function is not None else None
        if flow is not None:
            return flow
    return None


def run_body(machine: Machine, node: Any, space: Namespace) -> Any:
    """Reads the body of a function, and gives its result."""
    machine.returns.append([])
    try:
        flow = run(machine, node.body, space)
    except BaseException:
        machine.returns.pop()
        raise
    others = machine.returns.pop()
    value = flow.value if isinstance(flow, Return) else None
    others = [(result, test, place) for result, test, place in others if result is not None or value is None]
    if not others:
        return value
    return chosen(machine, [value, *(result for result, _, _ in others)], others[0][1], others[0][2])


def _expression(machine: Machine, node: ast.Expr, space: Namespace) -> Flow:
    evaluate(machine, node.value, space)
    return None


def _assign(machine: Machine, node: ast.Assign, space: Namespace) -> Flow:
    value = evaluate(machine, node.value, space)
    for target in node.targets:
        assign(machine, target, value, space)
    return None


def _typed(machine: Machine, node: ast.AnnAssign, space: Namespace) -> Flow:
    if node.value is not None:
        assign(machine, node.target, evaluate(machine, node.value, space), space)
    if space.class_body and isinstance(node.target, ast.Name):
        space.variables.setdefault("__annotations__", []).append(node.target.id)
    return None


def _changed(machine: Machine, node: ast.AugAssign, space: Namespace) -> Flow:
    source = ast.copy_location(_as_load(node.target), node.target)
    old, value = evaluate(machine, source, space), evaluate(machine, node.value, space)
    if isinstance(old, list) and isinstance(node.op, ast.Add):
        more = machine.items(value)
        if more is not None:
            machine.journal.write(old, None, [*old, *more])
            return None
    assign(machine, node.target, arithmetic(machine, node.op, old, value, node), space)
    return None


def _as_load(target: ast.expr) -> ast.expr:
    found = getattr(target, "_as_load", None)
    if found is None:
        if isinstance(target, ast.Name):
            found = ast.Name(target.id, ast.Load())
        elif isinstance(target, ast.Attribute):
            found = ast.Attribute(target.value, target.attr, ast.Load())
        else:
            found = ast.Subscript(target.value, target.slice, ast.Load())  # type: ignore[attr-defined]
        target._as_load = found  # type: ignore[attr-defined]
    return found


def _if(machine: Machine, node: ast.If, space: Namespace) -> Flow:
    if machine.loops and is_inert(node):
        return None
    test = evaluate(machine, node.test, space)
    holds = tested(machine, test, node.test)
    if holds is None:
        fresh = fresh_way(machine, node, space)
        if fresh is not None:
            return run(machine, fresh, space)
        return both_ways(
            machine,
            test,
            node.test,
            lambda: run(machine, node.body, space),
            (lambda: run(machine, node.orelse, space)) if node.orelse else None,
        )
    if not holds:
        maybe_resume(machine, node.body, space)
    return run(machine, node.body if holds else node.orelse, space)


def _with(machine: Machine, node: Any, space: Namespace) -> Flow:
    for part in node.items:
        value = evaluate(machine, part.context_expr, space)
        if part.optional_vars is not None:
            assign(machine, part.optional_vars, _entered(machine, value, part.context_expr), space)
        elif isinstance(value, Instance):
            _entered(machine, value, part.context_expr)
    return run(machine, node.body, space)


def _entered(machine: Machine, value: Any, node: ast.AST) -> Any:
    if isinstance(value, LibraryObject):
        return value.enter(machine, machine.place(node))
    if isinstance(value, Instance) and isinstance(enter := value.kind.find("__enter__"), Function):
        return machine.call(BoundFunction(enter, value), [], {}, machine.place(node))
    return value


def _try(machine: Machine, node: Any, space: Namespace) -> Flow:
    from paddle_lrkit.scripts.reader.machine import ProgramEndsError

    guards = bool(node.handlers)
    machine.guarded += guards
    try:
        missing = bool(node.handlers) and maybe_resume(machine, node.body, space)
        flow = run(machine, node.handlers[0].body if missing else node.body, space)
    except ProgramEndsError as ended:
        if ended.error == "SystemExit" or not node.handlers:
            run(machine, node.finalbody, space)
            raise
        flow = run(machine, _handler(node, ended.error).body, space)
    else:
        flow = flow if flow is not None else run(machine, node.orelse, space)
    finally:
        machine.guarded -= guards
    last = run(machine, node.finalbody, space)
    return last if last is not None else flow


def _handler(node: ast.Try, error: str) -> ast.ExceptHandler:
    named = [each for each in node.handlers if each.type is not None and error in text_of(each.type)]
    return (named or node.handlers)[0]


def _return(machine: Machine, node: ast.Return, space: Namespace) -> Flow:
    return Return(evaluate(machine, node.value, space) if node.value is not None else None)


def _raise(machine: Machine, node: ast.Raise, space: Namespace) -> Flow:
    text = text_of(node.exc) if node.exc is not None else tr("an exception")
    machine.stop(text.partition("(")[0], text, machine.place(node))
    return None


def _delete(machine: Machine, node: ast.Delete, space: Namespace) -> Flow:
    for target in node.targets:
        if isinstance(target, ast.Name) and target.id in space.variables:
            machine.journal.delete(space.variables, target.id)
        elif isinstance(target, ast.Subscript):
            holder, key = evaluate(machine, target.value, space), evaluate(machine, target.slice, space)
            if isinstance(holder, dict) and not isinstance(key, Unknown) and key in holder:
                machine.journal.delete(holder, key)
            elif isinstance(holder, list):
                _delete_item(machine, holder, key)
    return None


def _delete_item(machine: Machine, holder: list[Any], key: Any) -> None:
    """``del holder[key]``; another key than a number leaves a list of which nothing is known."""
    if isinstance(key, int) and -len(holder) <= key < len(holder):
        machine.journal.write(holder, None, [part for index, part in enumerate(holder) if index != key % len(holder)])
    else:
        machine.inexact[id(holder)] = holder


def _global(machine: Machine, node: ast.Global, space: Namespace) -> Flow:
    for name in node.names:
        space.shared[name] = space.module.namespace
    return None


def _nonlocal(machine: Machine, node: ast.Nonlocal, space: Namespace) -> Flow:
    for name in node.names:
        holder = space.outer.holder(name) if space.outer is not None else None
        if holder is not None:
            space.shared[name] = holder
    return None


def _match(machine: Machine, node: ast.Match, space: Namespace) -> Flow:
    subject = evaluate(machine, node.subject, space)
    for case in node.cases:
        fits = _fits(machine, case.pattern, subject, space)
        if fits is None:
            return both_ways(machine, subject, node.subject, lambda body=case.body: run(machine, body, space), None)  # type: ignore[misc]
        if fits and (case.guard is None or machine.truth(evaluate(machine, case.guard, space))):
            return run(machine, case.body, space)
    return None


def _fits(machine: Machine, pattern: ast.pattern, subject: Any, space: Namespace) -> bool | None:
    if isinstance(pattern, ast.MatchAs) and pattern.pattern is None:
        if pattern.name:
            machine.journal.write(space.variables, pattern.name, subject)
        return True
    if isinstance(subject, Unknown):
        return None
    if isinstance(pattern, ast.MatchValue):
        return bool(evaluate(machine, pattern.value, space) == subject)
    if isinstance(pattern, ast.MatchSingleton):
        return subject is pattern.value
    if isinstance(pattern, ast.MatchOr):
        found = [_fits(machine, each, subject, space) for each in pattern.patterns]
        return True if True in found else None if None in found else False
    return None


_KINDS: dict[type[ast.stmt], Callable[[Machine, Any, Namespace], Flow]] = {
    ast.Expr: _expression,
    ast.Assign: _assign,
    ast.AnnAssign: _typed,
    ast.AugAssign: _changed,
    ast.If: _if,
    ast.For: for_statement,
    ast.AsyncFor: for_statement,
    ast.While: while_statement,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Try: _try,
    ast.Return: _return,
    ast.Raise: _raise,
    ast.Break: lambda machine, node, space: BREAK,
    ast.Continue: lambda machine, node, space: CONTINUE,
    ast.Delete: _delete,
    ast.Global: _global,
    ast.Nonlocal: _nonlocal,
    ast.Match: _match,
    ast.FunctionDef: function_statement,
    ast.AsyncFunctionDef: function_statement,
    ast.ClassDef: class_statement,
    ast.Import: import_statement,
    ast.ImportFrom: import_from_statement,
}
if hasattr(ast, "TryStar"):
    _KINDS[ast.TryStar] = _try
