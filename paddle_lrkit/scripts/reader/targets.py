"""Assignment of values to names, attributes and items."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from paddle_lrkit.scripts.reader.attributes import set_attribute, set_item
from paddle_lrkit.scripts.reader.objects import Namespace
from paddle_lrkit.scripts.reader.source_text import text_of
from paddle_lrkit.scripts.unknown import Unknown

if TYPE_CHECKING:
    from paddle_lrkit.scripts.reader.machine import Machine


def assign(machine: Machine, target: ast.expr, value: Any, space: Namespace) -> None:
    """``target = value``."""
    from paddle_lrkit.scripts.reader.expressions import evaluate

    if isinstance(target, ast.Name):
        bind(machine, target.id, value, space)
    elif isinstance(target, (ast.Tuple, ast.List)):
        _unpack(machine, target.elts, value, space)
    elif isinstance(target, ast.Attribute):
        holder = evaluate(machine, target.value, space)
        machine.named(value, text_of(target))
        set_attribute(machine, holder, target.attr, value, machine.place(target))
    elif isinstance(target, ast.Subscript):
        holder = evaluate(machine, target.value, space)
        key = None if isinstance(target.slice, ast.Slice) else evaluate(machine, target.slice, space)
        machine.named(value, text_of(target))
        if isinstance(target.slice, ast.Slice):
            key = slice(None)
        set_item(machine, holder, key, value, machine.place(target))
    elif isinstance(target, ast.Starred):
        assign(machine, target.value, value, space)


def bind(machine: Machine, name: str, value: Any, space: Namespace) -> None:
    """``name = value``; a ``--set`` of that name wins."""
    if machine.settings:
        value = machine.set_by_user(name, value)
    machine.named(value, name)
    holder = space.shared.get(name, space)
    machine.journal.write(holder.variables, name, value)


def _unpack(machine: Machine, targets: list[ast.expr], value: Any, space: Namespace) -> None:
    items = machine.items(value)
    star = next((index for index, target in enumerate(targets) if isinstance(target, ast.Starred)), None)
    if items is not None and star is not None:
        after = len(targets) - star - 1
        end = len(items) - after
        items = [*items[:star], items[star:end], *items[end:]]
    if items is None or len(items) != len(targets):
        source = value if isinstance(value, Unknown) else machine.unknown(machine.name_of(value))
        items = [machine.derived(source, ("item", index), f"{source.text}[{index}]") for index in range(len(targets))]
    for target, item in zip(targets, items, strict=True):
        assign(machine, target, item, space)
