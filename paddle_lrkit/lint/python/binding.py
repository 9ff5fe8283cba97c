"""Which names a statement, a function or a class binds."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache


def dotted_name(node: ast.AST | None) -> str:
    """``name``, ``self.name`` and the like; empty for any other expression."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join(reversed([*parts, node.id])) if isinstance(node, ast.Name) else ""


def bound(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement binds itself, without those of the blocks in it."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield statement.name
        return
    for child in ast.iter_child_nodes(statement):
        if isinstance(child, ast.ExceptHandler):
            yield from filter(None, [child.name])
        elif isinstance(child, ast.match_case):
            yield from _stored(child.pattern)
        elif not isinstance(child, ast.stmt):
            yield from _stored(child)


def _stored(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load):
            yield part.id
        elif isinstance(part, ast.alias):
            yield part.asname or part.name.partition(".")[0]
        elif isinstance(part, (ast.MatchAs, ast.MatchStar)) and part.name:
            yield part.name


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """The parameters of a function."""
    given = function.args
    parts = (*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg)
    return {part.arg for part in parts if part is not None}


@lru_cache(maxsize=16)
def stored(owner: ast.AST) -> frozenset[str]:
    """Every name that is bound anywhere in a function or class; of a class each of its methods asks."""
    names = set(_stored(owner))
    for part in ast.walk(owner):
        if isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef)):
            names |= parameters(part)
    return frozenset(names)
