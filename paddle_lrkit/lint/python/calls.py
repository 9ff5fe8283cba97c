"""The schedules that a script builds, in the order of its statements."""

from __future__ import annotations

import ast
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from paddle_lrkit.lint.python.binding import bound, dotted_name, parameters, stored
from paddle_lrkit.lint.python.imports import Imports, is_optimizer_class
from paddle_lrkit.lint.python.scheduler_call import SchedulerCall
from paddle_lrkit.lint.python.values import UNKNOWN, evaluate
from paddle_lrkit.suites.paddle.table import CLASSES

Names = ChainMap[str, Any]


@dataclass(frozen=True)
class OptimizerCall:
    """A call of an optimizer class.

    Args:
        name: The class.
        line: Where the call begins.
        rate: The expression of its rate; None without one.
        value: The value of ``rate``: a number, a `SchedulerCall`, or `UNKNOWN`.
    """

    name: str
    line: int
    rate: ast.expr | None
    value: Any


@dataclass
class NameScope:
    """A module or function, with the values of its names.

    Args:
        body: The statements.
        names: Name -> value after the last statement; of a name with several values `UNKNOWN`.
        calls: The schedules, outermost only.
        optimizers: The optimizers.
        owner: The class that a method belongs to.
        outside: Name -> value of what is known in the whole class.
        defaults: Name -> value before a branch changes it.
        function: Name of the function; empty for the module.
        parameters: Its parameters.
    """

    body: list[ast.stmt]
    names: Mapping[str, Any]
    calls: list[SchedulerCall]
    optimizers: list[OptimizerCall] = field(default_factory=list)
    owner: ast.ClassDef | None = None
    outside: Mapping[str, Any] = field(default_factory=dict)
    defaults: dict[str, Any] = field(default_factory=dict)
    function: str = ""
    parameters: set[str] = field(default_factory=set)

    def stepping(self, call: SchedulerCall) -> tuple[list[ast.stmt], Mapping[str, Any]]:
        """The statements that may step a schedule, and the names known there; an attribute is of the whole class."""
        if self.owner is not None and call.variable.startswith("self."):
            return self.owner.body, self.outside
        return self.body, self.names


def scopes(tree: ast.Module, imports: Imports, most: int = 1000) -> list[NameScope]:
    """The module and each function that builds a schedule or an optimizer; a function sees the module's names.

    Args:
        tree: The script.
        imports: Its imports.
        most: Most functions.
    """
    module = _scope(tree.body, ChainMap(), imports)
    unsure = {name for node in ast.walk(tree) if isinstance(node, ast.Global) for name in node.names}
    holders = set[ast.AST]()
    _note_holders(tree, (), imports, holders)
    inner = _functions(tree, without(module.names, unsure), imports, None, holders)
    return [module, *islice(inner, most)]


def _note_holders(node: ast.AST, around: tuple[ast.AST, ...], imports: Imports, holders: set[ast.AST]) -> None:
    """Notes the functions and classes around each call that builds a schedule or an optimizer."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        around = (*around, node)
    elif isinstance(node, ast.Call) and (imports.scheduler(node.func) or is_optimizer_class(imports.path(node.func))):
        holders.update(around)
    for child in ast.iter_child_nodes(node):
        _note_holders(child, around, imports, holders)


def _functions(
    node: ast.AST, known: Names, imports: Imports, owner: ast.ClassDef | None, holders: set[ast.AST]
) -> Iterator[NameScope]:
    """The functions below a node; an inner function sees the names that the outer one does not bind."""
    children = list(ast.iter_child_nodes(node))
    hidden = stored(owner) if owner is not None and any(child in holders for child in children) else set()
    for child in children:
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
            if child not in holders:
                continue
            taken = parameters(child)
            scope = _scope(child.body, without(known, taken), imports)
            scope.owner, scope.function, scope.parameters = owner, child.name, taken
            scope.outside = known if owner is None else without(known, hidden)
            yield scope
            yield from _functions(child, without(known, stored(child)), imports, None, holders)
        elif not isinstance(child, ast.ClassDef):
            yield from _functions(child, known, imports, owner, holders)
        elif child in holders:
            yield from _functions(child, known, imports, child, holders)


def without(names: Names | Mapping[str, Any], hidden: Iterable[str]) -> Names:
    """The names that are not hidden by others of an inner function."""
    outer = names.maps if isinstance(names, ChainMap) else [dict(names)]
    return ChainMap(dict.fromkeys(hidden, UNKNOWN), *outer)


def _scope(body: list[ast.stmt], names: Names, imports: Imports) -> NameScope:
    reader = _CallReader(imports, names.new_child())
    reader.block(body, certain=True)
    calls = [call for call in reader.calls if not call.inner]
    known = without(reader.names, reader.changed)
    return NameScope(body, known, calls, reader.optimizers, defaults=reader.defaults)


class _CallReader:
    def __init__(self, imports: Imports, names: Names) -> None:
        self.imports, self.names, self.calls = imports, names, list[SchedulerCall]()
        self.optimizers: list[OptimizerCall] = []
        self.variables: dict[str, list[SchedulerCall]] = {}
        self.defaults: dict[str, Any] = {}
        self.changed: set[str] = set()
        self.homes: dict[str, int] = {}
        self.lists: dict[int, list[str]] = {}

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
                own = self.lists.pop(id(value), None)
                for name in list(self.names) if own is None else own:
                    if self.names[name] is value:
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
                        self.variables.setdefault(name, []).append(call)
            for name, part in self._unpacked(target, statement.value):
                self._bind(name, part, certain, block)

    def _unpacked(self, target: ast.expr, value: ast.expr | None) -> list[tuple[str, Any]]:
        """The names that a target such as ``epochs, rate`` binds, with what is known of each."""
        if not isinstance(target, (ast.Tuple, ast.List)):
            return []
        parts = value.elts if isinstance(value, (ast.Tuple, ast.List)) else []
        if len(parts) == len(target.elts) and all(isinstance(part, ast.Name) for part in target.elts):
            return [(dotted_name(part), self._known(given)) for part, given in zip(target.elts, parts, strict=True)]
        return [(part.id, UNKNOWN) for part in ast.walk(target) if isinstance(part, ast.Name)]

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
        if isinstance(self.names[name], list):
            self.lists.setdefault(id(value), []).append(name)

    def _is_another(self, name: str, value: Any) -> bool:
        """Whether a branch gives a known name another value; a schedule that contains the old one does not count."""
        if name not in self.homes:
            return False
        if isinstance(value, SchedulerCall):
            return self.names[name] not in value.arguments.values()
        return value is UNKNOWN or self.names[name] is UNKNOWN or self.names[name] != value

    def _search(self, part: ast.AST) -> None:
        if isinstance(part, ast.Call) and self.imports.scheduler(part.func):
            self._value(part)
            return
        if isinstance(part, ast.Call) and is_optimizer_class(self.imports.path(part.func)):
            rate = _rate(part)
            value = UNKNOWN if rate is None else self._known(rate)
            self.optimizers.append(
                OptimizerCall(self.imports.path(part.func).rpartition(".")[2], part.lineno, rate, value)
            )
        for child in ast.iter_child_nodes(part):
            self._search(child)

    def _value(self, node: ast.expr | None) -> Any:
        name = self.imports.scheduler(node.func) if isinstance(node, ast.Call) else None
        if name is None or not isinstance(node, ast.Call):
            if node is not None:
                self._search(node)
            return self._known(node)
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

    def _known(self, node: ast.expr | None) -> Any:
        variable = dotted_name(node)
        return self.names.get(variable, UNKNOWN) if variable else evaluate(node, self.names)

    def _argument(self, call: SchedulerCall, name: str, node: ast.expr) -> None:
        value, variable = self._value(node), dotted_name(node)
        used = [value] if isinstance(value, SchedulerCall) else []
        if variable and value is UNKNOWN:
            used = self.variables.pop(variable, [])
        for made in used:
            made.inner = True
        call.arguments[name] = value
        call.lines[name], call.nodes[name] = node.lineno, node


def _is_main(statement: ast.stmt) -> bool:
    """Whether a statement is ``if __name__ == "__main__":``."""
    test = statement.test if isinstance(statement, ast.If) else None
    return isinstance(test, ast.Compare) and dotted_name(test.left) == "__name__"


def _rate(call: ast.Call) -> ast.expr | None:
    """The expression of an optimizer's rate."""
    for keyword in call.keywords:
        if keyword.arg in ("learning_rate", None):
            return keyword.value
    return call.args[0] if call.args else None


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
