"""Comprehensions: every item is read, up to a limit."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from paddle_lrkit.scripts.library.base import LibraryObject
from paddle_lrkit.scripts.library.iteration import SideBySide
from paddle_lrkit.scripts.reader.objects import Namespace
from paddle_lrkit.scripts.reader.operations import tested
from paddle_lrkit.scripts.reader.source_text import text_of
from paddle_lrkit.scripts.reader.sources import source_of
from paddle_lrkit.scripts.unknown import Unknown, rests_on

if TYPE_CHECKING:
    from paddle_lrkit.scripts.reader.machine import Machine

_MOST_ROUNDS = 2000
_MOST_ASSUMED = 64


def comprehension(machine: Machine, node: Any, space: Namespace) -> Any:
    """``[... for ... in ...]``, and the same with a set, a dict or a generator."""
    from paddle_lrkit.scripts.reader.expressions import evaluate
    from paddle_lrkit.scripts.reader.machine import MOST_IDLE_WORK
    from paddle_lrkit.scripts.reader.targets import assign

    inner = Namespace({}, space.module, space, owner=space.owner, instance=space.instance)
    machine.journal.created(inner.variables)
    found: list[Any] = []
    keys: list[Any] = []
    began = machine.work

    def rounds(position: int) -> Unknown | None:
        if position == len(node.generators):
            if len(found) > _MOST_ROUNDS or machine.work - began > MOST_IDLE_WORK:
                return _unknown(machine, node)
            if isinstance(node, ast.DictComp):
                keys.append(evaluate(machine, node.key, inner))
            found.append(evaluate(machine, node.value if isinstance(node, ast.DictComp) else node.elt, inner))
            return None
        part = node.generators[position]
        source = evaluate(machine, part.iter, inner)
        many = iterated(machine, source)
        if many is None:
            return (
                machine.derived(source, ("each", id(node)), text_of(node))
                if isinstance(source, Unknown)
                else _unknown(machine, node)
            )
        for one in many[: _MOST_ROUNDS + 1]:
            assign(machine, part.target, one, inner)
            tests = [tested(machine, evaluate(machine, test, inner), test) for test in part.ifs]
            if None in tests:
                return _unknown(machine, node)
            if all(tests) and (problem := rounds(position + 1)) is not None:
                return problem
        return None

    problem = rounds(0)
    if problem is not None:
        return problem
    if isinstance(node, ast.SetComp):
        return _hashed(machine, node, found)
    if isinstance(node, ast.DictComp):
        try:
            return machine.journal.created(dict(zip(keys, found, strict=True)))
        except TypeError:
            return _unknown(machine, node)
    return machine.journal.created(found)


def _hashed(machine: Machine, node: ast.AST, found: list[Any]) -> Any:
    try:
        return set(found)
    except TypeError:
        return _unknown(machine, node)


def iterated(machine: Machine, value: Any) -> list[Any] | None:
    """The items over which a ``for`` goes; None when they are not known."""
    if isinstance(value, SideBySide):
        source = source_of(machine, value, machine.place(ast.Pass()))
        if source.count is None or source.count > _MOST_ASSUMED or source.rests_on:
            return None
        return [source.item(index) for index in range(source.count)]
    if isinstance(value, LibraryObject):
        if rests_on(value) and len(value.iterable(machine, machine.place(ast.Pass()))) > _MOST_ASSUMED:
            return None
        value = value.iterable(machine, machine.place(ast.Pass()))
    return machine.items(value)


def _unknown(machine: Machine, node: ast.AST) -> Unknown:
    return machine.unknown(text_of(node), place=machine.place(node))
