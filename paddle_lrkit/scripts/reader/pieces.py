"""What a function of a library does, written as a piece of Python that is read at the place of its call."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from paddle_lrkit.scripts.reader.objects import Module, Namespace
from paddle_lrkit.scripts.unknown import CodePlace

if TYPE_CHECKING:
    from paddle_lrkit.scripts.reader.machine import Machine


def read_piece(machine: Machine, source: str, names: dict[str, Any], place: CodePlace) -> None:
    """Reads statements as if all of them were at one place of the script.

    Args:
        machine: The reading.
        source: The statements.
        names: The names that they use besides builtin ones.
        place: The place.
    """
    from paddle_lrkit.scripts.reader.statements import run

    tree = machine.pieces.get((source, place))
    if tree is None:
        tree = machine.pieces[source, place] = ast.parse(source)
        for node in ast.walk(tree):
            if isinstance(node, (ast.stmt, ast.expr)):
                node.lineno, node.end_lineno = place.line, place.last_line
    module = machine.module or Module("__main__", machine.file)
    run(machine, tree.body, Namespace(machine.journal.created(dict(names)), module))
