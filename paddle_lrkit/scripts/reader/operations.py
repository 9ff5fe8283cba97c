"""Arithmetic, comparisons and truth, for values that are known, assumed or not known."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.library.base import Described, External, LibraryObject
from paddle_lrkit.scripts.library.uneven import is_number
from paddle_lrkit.scripts.reader.objects import BoundFunction, Function, Instance, Module, UserClass
from paddle_lrkit.scripts.reader.source_text import text_of
from paddle_lrkit.scripts.reader.steadiness import Decision
from paddle_lrkit.scripts.unknown import Unknown, assumed, rests_on

if TYPE_CHECKING:
    from paddle_lrkit.scripts.reader.machine import Machine

_MOST_DIGITS = 10**30
_MOST_ITEMS = 100_000
_PLAIN = (int, float, str, bool, list, tuple, dict, set, frozenset, range, bytes, type(None), complex)
_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.BitXor: operator.xor,
    ast.LShift: operator.lshift,
    ast.RShift: operator.rshift,
}
_FAST = frozenset((int, float))
_EASY = frozenset((ast.Add, ast.Sub, ast.Mult))
_LARGE = 10**12
_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_SYMBOLS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
}
_DIVISIONS = (ast.Mod, ast.FloorDiv)


def is_plain(value: Any) -> bool:
    """Whether a value is a known value of Python's own types."""
    return isinstance(value, _PLAIN)


def arithmetic(machine: Machine, kind: ast.operator, left: Any, right: Any, node: ast.AST) -> Any:
    """``left + right`` and the like."""
    if type(left) in _FAST and type(right) in _FAST and type(kind) in _EASY and abs(left) < _LARGE > abs(right):
        return _ARITHMETIC[type(kind)](left, right)
    for value in (left, right):
        if isinstance(value, Unknown):
            return machine.derived(value, (type(kind).__name__, id(node)), text_of(node))
    for value, other, swapped in ((left, right, False), (right, left, True)):
        if isinstance(value, LibraryObject) and type(kind) in _SYMBOLS:
            return value.operate(_SYMBOLS[type(kind)], other, swapped, machine, machine.place(node))
    if not (is_plain(left) and is_plain(right)):
        return machine.unknown(text_of(node), place=machine.place(node))
    try:
        if _too_large(kind, left, right):
            return machine.unknown(text_of(node), tr("is too large"), machine.place(node))
        value = _ARITHMETIC[type(kind)](left, right)
    except ZeroDivisionError:
        return machine.unknown(text_of(node), tr("divides by zero"), machine.place(node))
    except (KeyError, TypeError, ValueError, ArithmeticError):
        return machine.unknown(text_of(node), place=machine.place(node))
    if isinstance(value, complex):
        return machine.unknown(text_of(node), tr("is no real number"), machine.place(node))
    if is_number(value):
        value = assumed(value, rests_on(left) | rests_on(right))
        if isinstance(kind, _DIVISIONS):
            machine.decide(Decision(id(node), type(kind).__name__, left, right, value))
    elif isinstance(value, (list, dict, set)):
        machine.journal.created(value)
    return value


def _too_large(kind: ast.operator, left: Any, right: Any) -> bool:
    if isinstance(kind, (ast.Pow, ast.LShift)):
        return not (is_number(left) and is_number(right)) or (
            isinstance(left, int) and isinstance(right, int) and (abs(left) > 10**6 or abs(right) > 64)
        )
    if isinstance(kind, ast.Mult) and not (is_number(left) and is_number(right)):
        whole, many = (left, right) if isinstance(left, int) else (right, left)
        return isinstance(whole, int) and hasattr(many, "__len__") and whole * len(many) > _MOST_ITEMS
    if isinstance(kind, ast.Mod) and isinstance(left, str):
        return any(isinstance(part, int) and part > 1000 for part in _numbers_in(left))
    if isinstance(kind, ast.Add) and hasattr(left, "__len__") and hasattr(right, "__len__"):
        return len(left) + len(right) > _MOST_ITEMS
    return any(isinstance(value, int) and abs(value) > _MOST_DIGITS for value in (left, right))


def _numbers_in(text: str) -> list[int]:
    digits = "".join(letter if letter.isdigit() else " " for letter in text).split()
    return [int(part) if len(part) < 10 else 10**9 for part in digits] + ([10**9] if "*" in text else [])


def compared(machine: Machine, kind: ast.cmpop, left: Any, right: Any, node: ast.AST, whole: ast.AST) -> Any:
    """``left < right`` and the like: True, False or `Unknown`; ``node`` is the right side of a ``whole`` comparison."""
    outcome = _outcome(machine, kind, left, right)
    if outcome is None:
        first = next((value for value in (left, right) if isinstance(value, Unknown)), None)
        if first is not None:
            return machine.derived(first, (type(kind).__name__, id(node)), text_of(whole))
        return machine.unknown(text_of(whole), place=machine.place(node))
    name = type(kind).__name__
    simple = is_number(left) and (is_number(right) or name in ("In", "NotIn"))
    decision = Decision(id(node), name, left, _kept(right), outcome) if simple else _same(node, outcome)
    machine.decide(decision)
    return outcome


def _same(node: ast.AST, outcome: Any) -> Decision:
    return Decision(id(node), "Same", None, None, outcome)


def _kept(value: Any) -> Any:
    return tuple(value) if isinstance(value, (list, set, dict)) else value


def _outcome(machine: Machine, kind: ast.cmpop, left: Any, right: Any) -> bool | None:
    if isinstance(kind, (ast.Is, ast.IsNot)):
        same = _identical(left, right)
        return None if same is None else same == isinstance(kind, ast.Is)
    if isinstance(kind, (ast.In, ast.NotIn)):
        inside = _contains(machine, right, left)
        return None if inside is None else inside == isinstance(kind, ast.In)
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return None
    if isinstance(kind, (ast.Eq, ast.NotEq)) and not (is_plain(left) and is_plain(right)):
        same = _identical(left, right)
        return None if same is None else same == isinstance(kind, ast.Eq)
    if _holds_unknown(left) or _holds_unknown(right):
        return None
    try:
        return bool(_COMPARISONS[type(kind)](left, right))
    except (TypeError, ValueError):
        return None


def _identical(left: Any, right: Any) -> bool | None:
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return None
    if left is None or right is None or isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, External) or isinstance(right, External) or (is_plain(left) and is_plain(right)):
        return bool(left == right)
    return left is right


def _contains(machine: Machine, container: Any, item: Any) -> bool | None:
    if isinstance(container, Instance) and container.mapping is not None:
        container = container.mapping
    if isinstance(item, Unknown) or id(container) in machine.inexact:
        return None
    if isinstance(container, str):
        return item in container if isinstance(item, str) else None
    if isinstance(container, LibraryObject):
        there = container.contains(item, machine, machine.place(ast.Pass()))
        if isinstance(there, bool):
            return there
        inner = machine.items(container.iterable(machine, machine.place(ast.Pass())))
        if inner is None:
            return None
        container = inner
    if isinstance(container, range):
        return item in container if is_number(item) else None
    if not isinstance(container, (list, tuple, dict, set, frozenset)):
        return None
    try:
        if item in container:
            return True
    except TypeError:
        return None
    return None if any(isinstance(part, Unknown) for part in container) else False


def _holds_unknown(value: Any) -> bool:
    if isinstance(value, (list, tuple, set)):
        return any(isinstance(part, Unknown) or _holds_unknown(part) for part in value)
    return isinstance(value, dict) and any(isinstance(part, Unknown) for part in value.values())


def negated(machine: Machine, value: Any, node: ast.AST) -> Any:
    """``not value``."""
    found = tested(machine, value, node)
    if found is None:
        return (
            machine.derived(value, "not", text_of(node))
            if isinstance(value, Unknown)
            else machine.unknown(text_of(node))
        )
    return not found


def tested(machine: Machine, value: Any, node: ast.AST) -> bool | None:
    """Whether a condition holds, noted as a decision of the round; None when it is not known."""
    found = truth(machine, value)
    if found is not None and not isinstance(value, bool):
        simple = is_number(value)
        kind, left = ("NotEq", value) if simple else ("Same", None)
        machine.decide(Decision(id(node), kind, left, 0 if simple else None, found))
    elif found is not None:
        machine.decide(Decision(id(node), "Same", None, None, found))
    return found


def truth(machine: Machine, value: Any) -> bool | None:
    """Whether a value counts as true; None when that is not known."""
    if isinstance(value, Instance) and value.mapping is not None:
        value = value.mapping
    if isinstance(value, (list, tuple, dict, set, str, range, frozenset)) and id(value) in machine.inexact:
        return True
    if is_plain(value):
        return bool(value)
    if isinstance(value, LibraryObject):
        return value.truth()
    if isinstance(value, (Function, UserClass, BoundFunction, Module, Described, External, Instance)):
        return True
    return None
