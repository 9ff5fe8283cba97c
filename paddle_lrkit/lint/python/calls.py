"""The schedules that a script builds, in the order of its statements."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from paddle_lrkit.lint.python.imports import Imports
from paddle_lrkit.lint.python.values import UNKNOWN, evaluate
from paddle_lrkit.suites.paddle_lr.table import CLASSES


@dataclass(eq=False)
class Call:
    """A call of a scheduler class.

    Args:
        name: The class.
        line: Where the call begins.
        arguments: Argument -> value, another call, or `UNKNOWN`.
        lines: Argument -> line.
        variable: The name that it is bound to.
        open: Whether there are arguments that nobody can name, such as ``**options``.
        inner: Whether it is an argument of another one.
        node: The call in the syntax tree.
    """

    name: str
    line: int
    arguments: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    variable: str = ""
    open: bool = False
    inner: bool = False
    node: ast.Call | None = None


@dataclass
class Scope:
    """A module or function: its statements and what was known where it begins.

    Args:
        body: The statements.
        names: Name -> value after the last statement.
        calls: The schedules, outermost only.
    """

    body: list[ast.stmt]
    names: dict[str, Any]
    calls: list[Call]


def scopes(tree: ast.Module, imports: Imports) -> list[Scope]:
    """The module and each of its functions, which see the module's names."""
    module = _scope(tree.body, {}, imports)
    result = [module]
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            given = node.args
            hidden = {part.arg for part in (*given.posonlyargs, *given.args, *given.kwonlyargs)}
            known = {name: value for name, value in module.names.items() if name not in hidden}
            result.append(_scope(node.body, known, imports))
    return result


def _scope(body: list[ast.stmt], names: dict[str, Any], imports: Imports) -> Scope:
    reader = _Reader(imports, dict(names))
    reader.block(body, certain=True)
    return Scope(body, reader.names, [call for call in reader.calls if not call.inner])


class _Reader:
    def __init__(self, imports: Imports, names: dict[str, Any]) -> None:
        self.imports, self.names, self.calls = imports, names, list[Call]()

    def block(self, body: list[ast.stmt], certain: bool) -> None:
        for statement in body:
            if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                continue
            if isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
                self._assign(statement, certain)
                continue
            for expression in _own_expressions(statement):
                self._search(expression)
            for name in _bound(statement):
                self.names[name] = UNKNOWN
            for inner in _blocks(statement):
                self.block(inner, certain and isinstance(statement, ast.With))

    def _assign(self, statement: ast.Assign | ast.AnnAssign | ast.AugAssign, certain: bool) -> None:
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        value = self._value(statement.value) if statement.value is not None else UNKNOWN
        for target in targets:
            if isinstance(target, ast.Name):
                changes = not certain and target.id in self.names and not isinstance(value, Call)
                unknown = changes or isinstance(statement, ast.AugAssign)
                self.names[target.id] = UNKNOWN if unknown else value
            if isinstance(value, Call) and isinstance(target, (ast.Name, ast.Attribute)):
                value.variable = ast.unparse(target)
            for name in ast.walk(target) if isinstance(target, (ast.Tuple, ast.List)) else ():
                if isinstance(name, ast.Name):
                    self.names[name.id] = UNKNOWN

    def _search(self, expression: ast.expr) -> None:
        for node in ast.walk(expression):
            if isinstance(node, ast.Call) and self.imports.scheduler(node.func):
                self._value(node)
                return

    def _value(self, node: ast.expr | None) -> Any:
        if not isinstance(node, ast.Call):
            return evaluate(node, self.names)
        name = self.imports.scheduler(node.func)
        if name is None:
            for part in (*node.args, *(keyword.value for keyword in node.keywords)):
                self._search(part)
            return evaluate(node, self.names)
        call = Call(name, node.lineno, node=node)
        parameters = list(inspect.signature(CLASSES[name]).parameters)
        for position, part in enumerate(node.args):
            if isinstance(part, ast.Starred) or position >= len(parameters):
                call.open = True
                break
            self._argument(call, parameters[position], part)
        for keyword in node.keywords:
            if keyword.arg is None:
                call.open = True
            else:
                self._argument(call, keyword.arg, keyword.value)
        self.calls.append(call)
        return call

    def _argument(self, call: Call, name: str, node: ast.expr) -> None:
        value = self._value(node)
        if isinstance(value, Call):
            value.inner = True
        call.arguments[name] = value
        call.lines[name] = node.lineno


def _own_expressions(statement: ast.stmt) -> Iterator[ast.expr]:
    for child in ast.iter_child_nodes(statement):
        if isinstance(child, ast.expr):
            yield child


def _blocks(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        inner = getattr(statement, name, None)
        if isinstance(inner, list) and inner and isinstance(inner[0], ast.stmt):
            yield inner
    for handler in getattr(statement, "handlers", ()):
        yield handler.body


def _bound(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, (ast.For, ast.AsyncFor)):
        yield from (node.id for node in ast.walk(statement.target) if isinstance(node, ast.Name))
