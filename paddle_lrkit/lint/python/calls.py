"""The schedules that a script builds, in the order of its statements."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from paddle_lrkit.lint.python.binding import bound, dotted_name, parameters, stored
from paddle_lrkit.lint.python.imports import Imports
from paddle_lrkit.lint.python.values import UNKNOWN, evaluate
from paddle_lrkit.suites.paddle.table import CLASSES


@dataclass(eq=False)
class SchedulerCall:
    """A call of a scheduler class.

    Args:
        name: The class.
        line: Where the call begins.
        arguments: Argument -> value, another call, or `UNKNOWN`.
        lines: Argument -> line.
        variable: The name that it is bound to, such as ``scheduler`` or ``self.scheduler``.
        open: Whether there are arguments of unknown names, such as ``**options``.
        inner: Whether it is an argument of another one.
        node: The call in the syntax tree.
        nodes: Argument -> its expression.
    """

    name: str
    line: int
    arguments: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    variable: str = ""
    open: bool = False
    inner: bool = False
    node: ast.Call | None = None
    nodes: dict[str, ast.expr] = field(default_factory=dict)


@dataclass
class NameScope:
    """A module or function, with the values of its names.

    Args:
        body: The statements.
        names: Name -> value after the last statement.
        calls: The schedules, outermost only.
        owner: The class that a method belongs to.
        outside: Name -> value of what is known in the whole class.
        defaults: Name -> value before a branch changes it.
        function: Name of the function; empty for the module.
        parameters: Its parameters.
    """

    body: list[ast.stmt]
    names: dict[str, Any]
    calls: list[SchedulerCall]
    owner: ast.ClassDef | None = None
    outside: dict[str, Any] = field(default_factory=dict)
    defaults: dict[str, Any] = field(default_factory=dict)
    function: str = ""
    parameters: set[str] = field(default_factory=set)

    def stepping(self, call: SchedulerCall) -> tuple[list[ast.stmt], dict[str, Any]]:
        """The statements that may step a schedule, and the names known there; an attribute is of the whole class."""
        if self.owner is not None and call.variable.startswith("self."):
            return self.owner.body, self.outside
        return self.body, self.names


def scopes(tree: ast.Module, imports: Imports) -> list[NameScope]:
    """The module and each of its functions, which see the module's names."""
    module = _scope(tree.body, {}, imports)
    unsure = {name for node in ast.walk(tree) if isinstance(node, ast.Global) for name in node.names}
    return [module, *_functions(tree, _without(module.names, unsure), imports, None)]


def _functions(
    node: ast.AST, known: dict[str, Any], imports: Imports, owner: ast.ClassDef | None
) -> Iterator[NameScope]:
    """The functions below a node; an inner function sees the names that the outer one does not bind."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
            scope = _scope(child.body, _without(known, parameters(child)), imports)
            scope.owner, scope.function, scope.parameters = owner, child.name, parameters(child)
            scope.outside = known if owner is None else _without(known, stored(owner))
            yield scope
            yield from _functions(child, _without(known, stored(child)), imports, None)
        else:
            yield from _functions(child, known, imports, child if isinstance(child, ast.ClassDef) else owner)


def _without(names: Mapping[str, Any], hidden: Collection[str]) -> dict[str, Any]:
    return {name: value for name, value in names.items() if name not in hidden}


def _scope(body: list[ast.stmt], names: dict[str, Any], imports: Imports) -> NameScope:
    reader = _CallReader(imports, dict(names))
    reader.block(body, certain=True)
    calls = [call for call in reader.calls if not call.inner]
    return NameScope(body, _without(reader.names, reader.changed), calls, defaults=reader.defaults)


class _CallReader:
    def __init__(self, imports: Imports, names: dict[str, Any]) -> None:
        self.imports, self.names, self.calls = imports, names, list[SchedulerCall]()
        self.defaults: dict[str, Any] = {}
        self.changed: set[str] = set()
        self.homes: dict[str, int] = {}

    def block(self, body: list[ast.stmt], certain: bool) -> None:
        for statement in body:
            self._forget_changed(statement)
            if isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
                self._assign(statement, certain, id(body))
                continue
            if not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                for part in _own_parts(statement):
                    self._search(part)
            for name in bound(statement):
                self._bind(name, UNKNOWN, certain, id(body))
            for inner in _blocks(statement):
                self.block(inner, certain and (isinstance(statement, (ast.With, ast.AsyncWith)) or _is_main(statement)))

    def _forget_changed(self, statement: ast.stmt) -> None:
        """Lists that a statement changes in place, such as ``marks.append(3)``, are unknown from then on."""
        for part in _own_parts(statement):
            for node in ast.walk(part):
                inside = isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load)
                called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
                owner = node.value if inside else node.func.value if called else None  # type: ignore[attr-defined]
                value = self.names.get(owner.id) if isinstance(owner, ast.Name) else None
                if not isinstance(value, list):
                    continue
                for name in [name for name, other in self.names.items() if other is value]:
                    self.names[name] = UNKNOWN

    def _assign(self, statement: ast.Assign | ast.AnnAssign | ast.AugAssign, certain: bool, block: int) -> None:
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        before = len(self.calls)
        value = self._value(statement.value) if statement.value is not None else UNKNOWN
        for target in targets:
            name = dotted_name(target)
            if name:
                plain = isinstance(target, ast.Name) or isinstance(value, SchedulerCall)
                known = plain and not isinstance(statement, ast.AugAssign)
                self._bind(name, value if known else UNKNOWN, certain, block)
                for call in self.calls[before:] if isinstance(statement.value, ast.IfExp) else [value]:
                    if isinstance(call, SchedulerCall):
                        call.variable = name
            for part in ast.walk(target) if isinstance(target, (ast.Tuple, ast.List)) else ():
                if isinstance(part, ast.Name):
                    self._bind(part.id, UNKNOWN, certain, block)

    def _bind(self, name: str, value: Any, certain: bool, block: int) -> None:
        """Gives a name a value; a loop before the last of several values sees another than a loop behind it."""
        another = self._is_another(name, value)
        if another and (certain or self.homes.get(name) == block):
            self.changed.add(name)
            self.defaults.pop(name, None)
        elif another and self.names[name] is not UNKNOWN and not isinstance(self.names[name], SchedulerCall):
            self.defaults.setdefault(name, self.names[name])
        self.homes.setdefault(name, block)
        self.names[name] = UNKNOWN if another and not certain else value

    def _is_another(self, name: str, value: Any) -> bool:
        """Whether a branch gives a known name another value; a schedule that contains the old one does not count."""
        if name not in self.names:
            return False
        if isinstance(value, SchedulerCall):
            return self.names[name] not in value.arguments.values()
        return value is UNKNOWN or self.names[name] is UNKNOWN or self.names[name] != value

    def _search(self, part: ast.AST) -> None:
        if isinstance(part, ast.Call) and self.imports.scheduler(part.func):
            self._value(part)
            return
        for child in ast.iter_child_nodes(part):
            self._search(child)

    def _value(self, node: ast.expr | None) -> Any:
        name = self.imports.scheduler(node.func) if isinstance(node, ast.Call) else None
        if name is None or not isinstance(node, ast.Call):
            if node is not None:
                self._search(node)
            variable = dotted_name(node)
            return self.names.get(variable, UNKNOWN) if variable else evaluate(node, self.names)
        call = SchedulerCall(name, node.lineno, node=node)
        takes = list(CLASSES[name].parameters)
        for position, part in enumerate(node.args):
            if isinstance(part, ast.Starred) or position >= len(takes):
                call.open = True
                break
            self._argument(call, takes[position], part)
        for keyword in node.keywords:
            if keyword.arg is None:
                call.open = True
            else:
                self._argument(call, keyword.arg, keyword.value)
        self.calls.append(call)
        return call

    def _argument(self, call: SchedulerCall, name: str, node: ast.expr) -> None:
        value, variable = self._value(node), dotted_name(node)
        for made in self.calls:
            if made is value or (variable and made.variable == variable and value is UNKNOWN):
                made.inner = True
        call.arguments[name] = value
        call.lines[name], call.nodes[name] = node.lineno, node


def _is_main(statement: ast.stmt) -> bool:
    """Whether a statement is ``if __name__ == "__main__":``."""
    test = statement.test if isinstance(statement, ast.If) else None
    return isinstance(test, ast.Compare) and dotted_name(test.left) == "__name__"


def _own_parts(statement: ast.stmt) -> Iterator[ast.AST]:
    """The parts of a statement that are not statements."""
    for child in ast.iter_child_nodes(statement):
        if not isinstance(child, (ast.stmt, ast.ExceptHandler, ast.match_case)):
            yield child


def _blocks(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return
    for name in ("body", "orelse", "finalbody"):
        inner = getattr(statement, name, None)
        if isinstance(inner, list) and inner and isinstance(inner[0], ast.stmt):
            yield inner
    for part in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
        yield part.body
