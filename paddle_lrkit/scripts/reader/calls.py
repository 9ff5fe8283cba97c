"""Calls of functions, classes and methods."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.library.base import LIBRARY, Arguments, Described, External, LibraryObject
from paddle_lrkit.scripts.reader.attributes import attribute
from paddle_lrkit.scripts.reader.escapes import handed_over
from paddle_lrkit.scripts.reader.objects import BoundFunction, Function, Instance, Module, Namespace, Super, UserClass
from paddle_lrkit.scripts.reader.relevance import is_beside_the_point
from paddle_lrkit.scripts.reader.source_text import text_of
from paddle_lrkit.scripts.unknown import Unknown

if TYPE_CHECKING:
    from paddle_lrkit.scripts.reader.machine import Machine

_MOST_RECURSION = 4
_LOADS = ("set_state_dict", "set_dict", "load_dict", "load_state_dict")


def call_expression(machine: Machine, node: ast.Call, space: Namespace) -> Any:
    """The value of ``function(...)``."""
    from paddle_lrkit.scripts.reader.expressions import evaluate

    if (
        isinstance(node.func, ast.Name)
        and node.func.id in ("super", "locals", "globals")
        and space.holder(node.func.id) is None
    ):
        return _own_space(machine, node, space)
    holder = evaluate(machine, node.func.value, space) if isinstance(node.func, ast.Attribute) else None
    if isinstance(node.func, ast.Attribute):
        function = attribute(machine, holder, node.func.attr, machine.place(node.func))
    else:
        function = evaluate(machine, node.func, space)
    given = _arguments(machine, node, space)
    given.text = text_of(node.func)
    if isinstance(node.func, ast.Attribute):
        machine.unread.steps(holder, node.func.attr, text_of(node.func.value), given)
    found = call_value(machine, function, given)
    if isinstance(found, dict) and function is LIBRARY.get("dict"):
        machine.key_places.update({(id(found), name): place for name, place in given.places.items()})
    return found


def _own_space(machine: Machine, node: ast.Call, space: Namespace) -> Any:
    if node.func.id == "super":  # type: ignore[attr-defined]
        around: Namespace | None = space
        while around is not None and around.owner is None:
            around = around.outer
        if around is None or around.owner is None:
            return machine.unknown("super()", place=machine.place(node))
        return Super(around.owner, around.instance)
    return space.variables if node.func.id == "locals" else space.module.variables  # type: ignore[attr-defined]


def _arguments(machine: Machine, node: ast.Call, space: Namespace) -> Arguments:
    from paddle_lrkit.scripts.reader.expressions import evaluate

    given = Arguments([], {}, machine.place(node), machine, {}, {})
    for part in node.args:
        if isinstance(part, ast.Starred):
            many = machine.items(evaluate(machine, part.value, space))
            given.incomplete |= many is None
            given.positional += many or []
            continue
        given.places[len(given.positional)], given.texts[len(given.positional)] = machine.place(part), text_of(part)
        given.positional.append(evaluate(machine, part, space))
    for keyword in node.keywords:
        value = evaluate(machine, keyword.value, space)
        if keyword.arg is not None:
            given.places[keyword.arg], given.texts[keyword.arg] = machine.place(keyword.value), text_of(keyword.value)
            given.named[keyword.arg] = value
            continue
        mapping = value if isinstance(value, dict) else getattr(value, "mapping", None)
        mapping = mapping if isinstance(mapping, dict) else _entries(machine, value)
        given.incomplete |= mapping is None
        for name in mapping or {}:
            if isinstance(name, str):
                given.named[name] = mapping[name]  # type: ignore[index]
                given.places[name] = machine.key_place(mapping, name, machine.place(keyword.value))
                given.texts[name] = text_of(keyword.value)
    return given


def _entries(machine: Machine, value: Any) -> dict[Any, Any] | None:
    """The items of an object of a library that is a kind of ``dict``."""
    if not isinstance(value, LibraryObject):
        return None
    keys = machine.items(value.iterable(machine, machine.place(ast.Pass())))
    if keys is None:
        return None
    return {key: value.item(key, machine, machine.place(ast.Pass())) for key in keys if isinstance(key, str)}


def call_value(machine: Machine, function: Any, given: Arguments) -> Any:
    """Calls a value with arguments."""
    from paddle_lrkit.scripts.reader.classes import instance_of

    machine.spend()
    if isinstance(function, Function):
        return call_function(machine, function, given)
    if isinstance(function, BoundFunction):
        given.positional.insert(0, function.instance)
        given.places = {key + 1 if isinstance(key, int) else key: place for key, place in given.places.items()}
        given.texts = {key + 1 if isinstance(key, int) else key: text for key, text in given.texts.items()}
        return call_function(machine, function.function, given, function.instance)
    if isinstance(function, UserClass):
        return instance_of(machine, function, given)
    if isinstance(function, Described):
        return function.function(given)
    if isinstance(function, External):
        return call_external(machine, function, given)
    if isinstance(function, LibraryObject):
        return function.call(given)
    if isinstance(function, Instance):
        own = function.kind.find("__call__")
        if isinstance(own, Function):
            return call_value(machine, BoundFunction(own, function), given)
        if function.base is not None:
            return function.base.call(given)
        return machine.derived(machine.opaque(function, given.place), ("call", given.place.line), f"{given.text}()")
    if isinstance(function, Unknown):
        return _unknown_call(machine, function, given)
    if isinstance(function, (Module, Super)):
        return machine.unknown(f"{given.text}()", place=given.place)
    return machine.unknown(f"{given.text}()", place=given.place)


def call_external(machine: Machine, function: External, given: Arguments) -> Any:
    """Calls something outside the project, by its description where there is one."""
    described = LIBRARY.get(function.path)
    if isinstance(described, Described):
        given.text = given.text or function.path
        return described.function(given)
    arguments = ", ".join(given.texts.get(index, "...") for index in range(len(given.positional)))
    made = machine.unknown(f"{given.text or function.path}({arguments})", place=given.place)
    machine.unread.made(made, function.path, given)
    return made


def _unknown_call(machine: Machine, function: Unknown, given: Arguments) -> Any:
    if given.text.rpartition(".")[2] in _LOADS:
        machine.loaded("weights", None, given.place)
    if not given.positional and not given.named:
        return machine.derived(function, "call", f"{function.text}()")
    key = ("call", given.place, *sorted(given.texts.items(), key=str))
    made = machine.derived(function, key, f"{function.text}({', '.join(given.texts.values())})")
    machine.unread.made(made, function.text, given)
    return made


def call_function(machine: Machine, function: Function, given: Arguments, instance: Any = None) -> Any:
    """Calls a function of the script."""
    from paddle_lrkit.scripts.reader.expressions import evaluate
    from paddle_lrkit.scripts.reader.machine import MOST_DEPTH
    from paddle_lrkit.scripts.reader.statements import run_body

    machine.called.add(id(function.node))
    if machine.depth >= MOST_DEPTH or machine.calls.count(function.node) >= _MOST_RECURSION:
        return machine.unknown(f"{function.name}()", tr("calls itself too deeply"), given.place)
    if machine.loops and is_beside_the_point(function, given):
        unknown = next(each for each in (*given.positional, *given.named.values()) if isinstance(each, Unknown))
        return machine.derived(unknown, ("call", id(function.node)), f"{function.name}({unknown.text})")
    space = Namespace({}, function.space.module, function.space, owner=function.owner, instance=instance)
    machine.journal.created(space.variables)
    problem = _bind(machine, function, given, space)
    if problem is not None:
        return problem
    if is_generator(function.node):
        handed_over(machine, function.name, given)
        return machine.derived(machine.generator(function), ("call", given.place), f"{function.name}()")
    outer_module = machine.module
    machine.module, machine.depth = function.space.module, machine.depth + 1
    machine.calls.append(function.node)
    try:
        if isinstance(function.node, ast.Lambda):
            return evaluate(machine, function.node.body, space)
        return run_body(machine, function.node, space)
    finally:
        machine.module = outer_module
        machine.depth -= 1
        machine.calls.pop()


def _bind(machine: Machine, function: Function, given: Arguments, space: Namespace) -> Any:
    """Gives the parameters their values; a value that is not known when the arguments do not fit."""
    arguments, values = function.node.args, space.variables
    by_position = [part.arg for part in (*arguments.posonlyargs, *arguments.args)]
    by_name = {*by_position, *(part.arg for part in arguments.kwonlyargs)}
    for name, value in zip(by_position, given.positional, strict=False):
        values[name] = value
    if arguments.vararg is not None:
        values[arguments.vararg.arg] = tuple(given.positional[len(by_position) :])
    extra: dict[str, Any] = machine.journal.created({})
    for name, value in given.named.items():
        if name in by_name:
            values[name] = value
        else:
            extra[name] = value
            if name in given.places:
                machine.key_places[id(extra), name] = given.places[name]
    if arguments.kwarg is not None:
        values[arguments.kwarg.arg] = extra
    for name in by_name - values.keys():
        if name in function.defaults and not given.incomplete:
            values[name] = function.defaults[name]
        else:
            values[name] = machine.unknown(
                name, tr("is a parameter of {}() that is not given", function.name), given.place
            )
    for name in by_name:
        machine.named(values[name], name)
    return None


def is_generator(node: ast.AST) -> bool:
    """Whether a function has a ``yield`` of its own."""
    found = getattr(node, "_is_generator", None)
    if found is None:
        found = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and any(_yields(part) for part in node.body)
        node._is_generator = found  # type: ignore[attr-defined]
    return bool(found)


def _yields(node: ast.AST) -> bool:
    if isinstance(node, (ast.Yield, ast.YieldFrom)):
        return True
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
        return False
    return any(_yields(part) for part in ast.iter_child_nodes(node))
