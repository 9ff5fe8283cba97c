"""The value of an expression of a script."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.library.base import LIBRARY, External
from paddle_lrkit.scripts.library.uneven import is_number
from paddle_lrkit.scripts.reader.attributes import attribute, item
from paddle_lrkit.scripts.reader.branches import chosen
from paddle_lrkit.scripts.reader.calls import call_expression
from paddle_lrkit.scripts.reader.comprehensions import comprehension
from paddle_lrkit.scripts.reader.objects import ABSENT, Function, Namespace
from paddle_lrkit.scripts.reader.operations import arithmetic, compared, negated, tested
from paddle_lrkit.scripts.reader.source_text import text_of
from paddle_lrkit.scripts.unknown import Unknown, assumed, rests_on
from paddle_lrkit.units import LONGEST

if TYPE_CHECKING:
    from paddle_lrkit.scripts.reader.machine import Machine

_BUILTINS = frozenset(dir(__builtins__) if not isinstance(__builtins__, dict) else __builtins__)


def evaluate(machine: Machine, node: ast.expr, space: Namespace) -> Any:
    """The value of an expression.

    Args:
        machine: The reading.
        node: The expression.
        space: The names that it sees.
    """
    machine.work += 1
    function = _KINDS.get(type(node))
    return function(machine, node, space) if function is not None else _unknown(machine, node)


def _unknown(machine: Machine, node: ast.AST) -> Unknown:
    return machine.unknown(text_of(node), place=machine.place(node))


def _constant(machine: Machine, node: ast.Constant, space: Namespace) -> Any:
    if isinstance(node.value, int) and abs(node.value) > LONGEST:
        return machine.unknown(tr("a number"), tr("is too large"), machine.place(node))
    return node.value


def name_value(machine: Machine, name: str, space: Namespace, node: ast.AST) -> Any:
    """The value of a name."""
    holder = space.holder(name)
    if holder is not None:
        return holder.variables[name]
    from paddle_lrkit.scripts.reader.modules import star_name

    found = star_name(space.module, name)
    if found is not ABSENT:
        return found
    if name in LIBRARY:
        return LIBRARY[name]
    if name in ("__file__", "__name__"):
        return space.module.file if name == "__file__" else space.module.name
    if name in _BUILTINS:
        return External(name)
    return machine.derived(_nothing(machine), ("name", space.module.file, name), name)


def _nothing(machine: Machine) -> Unknown:
    if machine.undefined is None:
        machine.undefined = machine.unknown(tr("a name"), tr("is not defined in the script"))
    return machine.undefined


def _name(machine: Machine, node: ast.Name, space: Namespace) -> Any:
    return name_value(machine, node.id, space, node)


def _attribute(machine: Machine, node: ast.Attribute, space: Namespace) -> Any:
    return attribute(machine, evaluate(machine, node.value, space), node.attr, machine.place(node))


def _items(machine: Machine, nodes: list[ast.expr], space: Namespace) -> list[Any]:
    found: list[Any] = []
    for node in nodes:
        if isinstance(node, ast.Starred):
            many = machine.items(evaluate(machine, node.value, space))
            found += many if many is not None else [_unknown(machine, node)]
        else:
            found.append(evaluate(machine, node, space))
    return found


def _list(machine: Machine, node: ast.List, space: Namespace) -> Any:
    return machine.journal.created(_items(machine, node.elts, space))


def _tuple(machine: Machine, node: ast.Tuple, space: Namespace) -> Any:
    return tuple(_items(machine, node.elts, space))


def _set(machine: Machine, node: ast.Set, space: Namespace) -> Any:
    try:
        return set(_items(machine, node.elts, space))
    except TypeError:
        return _unknown(machine, node)


def _dict(machine: Machine, node: ast.Dict, space: Namespace) -> Any:
    found: dict[Any, Any] = machine.journal.created({})
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:
            more = evaluate(machine, value, space)
            more = (more if isinstance(more, dict) else getattr(more, "mapping", None)) or {}
            for name in more:
                found[name] = more[name]
                machine.key_places[id(found), name] = machine.key_place(more, name, machine.place(value))
            continue
        name = evaluate(machine, key, space)
        try:
            found[name] = evaluate(machine, value, space)
        except TypeError:
            return _unknown(machine, node)
        machine.key_places[id(found), name] = machine.place(value)
    return found


def _binary(machine: Machine, node: ast.BinOp, space: Namespace) -> Any:
    left = evaluate(machine, node.left, space)
    return arithmetic(machine, node.op, left, evaluate(machine, node.right, space), node)


def _unary(machine: Machine, node: ast.UnaryOp, space: Namespace) -> Any:
    value = evaluate(machine, node.operand, space)
    if isinstance(node.op, ast.Not):
        return negated(machine, value, node)
    if isinstance(value, Unknown):
        return value
    if not is_number(value):
        return _unknown(machine, node)
    if isinstance(node.op, ast.USub):
        return assumed(-value, rests_on(value))
    return value if isinstance(node.op, ast.UAdd) else ~value if isinstance(value, int) else _unknown(machine, node)


def _compare(machine: Machine, node: ast.Compare, space: Namespace) -> Any:
    left = evaluate(machine, node.left, space)
    found: Any = True
    for kind, right_node in zip(node.ops, node.comparators, strict=True):
        right = evaluate(machine, right_node, space)
        found = compared(machine, kind, left, right, right_node, node)
        if found is False or isinstance(found, Unknown):
            return found
        left = right
    return found


def _and_or(machine: Machine, node: ast.BoolOp, space: Namespace) -> Any:
    stops_at = isinstance(node.op, ast.Or)
    first_unknown: Any = None
    value: Any = None
    for part in node.values:
        value = evaluate(machine, part, space)
        holds = tested(machine, value, part)
        if holds is None:
            first_unknown = first_unknown if first_unknown is not None else value
        elif holds == stops_at:
            if first_unknown is None or isinstance(value, bool):
                return value
            return machine.derived(first_unknown, ("or", id(node)), text_of(node))
    if first_unknown is None:
        return value
    return first_unknown if isinstance(first_unknown, Unknown) else _unknown(machine, node)


def _conditional(machine: Machine, node: ast.IfExp, space: Namespace) -> Any:
    test = evaluate(machine, node.test, space)
    holds = tested(machine, test, node.test)
    if holds is not None:
        return evaluate(machine, node.body if holds else node.orelse, space)
    first, second = evaluate(machine, node.body, space), evaluate(machine, node.orelse, space)
    return chosen(machine, (first, second), test, node.test)


def _lambda(machine: Machine, node: ast.Lambda, space: Namespace) -> Any:
    from paddle_lrkit.scripts.reader.classes import defaults_of

    return Function(node, space, "<lambda>", defaults_of(machine, node.args, space))


def _subscript(machine: Machine, node: ast.Subscript, space: Namespace) -> Any:
    value = evaluate(machine, node.value, space)
    return item(machine, value, _key(machine, node.slice, space), node)


def _key(machine: Machine, node: ast.expr, space: Namespace) -> Any:
    if not isinstance(node, ast.Slice):
        return evaluate(machine, node, space)
    ends = [None if part is None else evaluate(machine, part, space) for part in (node.lower, node.upper, node.step)]
    unknown = next((end for end in ends if isinstance(end, Unknown)), None)
    return slice(*ends) if unknown is None else unknown


def _text_with_values(machine: Machine, node: ast.JoinedStr, space: Namespace) -> Any:
    parts = []
    for part in node.values:
        value = evaluate(machine, part.value, space) if isinstance(part, ast.FormattedValue) else part.value  # type: ignore[attr-defined]
        plain = isinstance(value, (str, int, float)) and not (isinstance(part, ast.FormattedValue) and part.format_spec)
        if not plain:
            return _unknown(machine, node)
        parts.append(str(value))
    return "".join(parts)


def _assigned(machine: Machine, node: ast.NamedExpr, space: Namespace) -> Any:
    from paddle_lrkit.scripts.reader.targets import assign

    value = evaluate(machine, node.value, space)
    assign(machine, node.target, value, space)
    return value


def _starred(machine: Machine, node: ast.Starred, space: Namespace) -> Any:
    return evaluate(machine, node.value, space)


def _awaited(machine: Machine, node: ast.Await, space: Namespace) -> Any:
    return evaluate(machine, node.value, space)


_KINDS: dict[type[ast.expr], Callable[[Machine, Any, Namespace], Any]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.List: _list,
    ast.Tuple: _tuple,
    ast.Set: _set,
    ast.Dict: _dict,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.Compare: _compare,
    ast.BoolOp: _and_or,
    ast.IfExp: _conditional,
    ast.Lambda: _lambda,
    ast.Subscript: _subscript,
    ast.JoinedStr: _text_with_values,
    ast.NamedExpr: _assigned,
    ast.ListComp: comprehension,
    ast.SetComp: comprehension,
    ast.GeneratorExp: comprehension,
    ast.DictComp: comprehension,
    ast.Call: call_expression,
    ast.Starred: _starred,
    ast.Await: _awaited,
}
