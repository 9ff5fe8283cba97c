"""A call of a scheduler class in a script."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Any


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
