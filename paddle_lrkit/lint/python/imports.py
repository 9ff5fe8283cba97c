"""Which names of a script are classes of ``paddle.optimizer.lr`` or of this package."""

from __future__ import annotations

import ast

from paddle_lrkit.suites.paddle.table import CLASSES

HOMES = ("paddle.optimizer.lr", "paddle_lrkit", "paddle_lrkit.schedulers", "paddle.fluid.optimizer.lr")
OPTIMIZER_MODULES = ("paddle.optimizer", "paddle_lrkit.optimizers")


def is_optimizer_class(path: str) -> bool:
    """Whether a path is that of an optimizer of Paddle or of this package."""
    home, _, name = path.rpartition(".")
    return home in OPTIMIZER_MODULES and name[:1].isupper()


class Imports:
    """The imports of a script, and the classes and functions that it defines itself.

    Args:
        tree: The script.
    """

    def __init__(self, tree: ast.AST) -> None:
        self.modules: dict[str, str] = {}
        self.own: set[str] = set()
        self.star = False
        self.stars: list[tuple[int, str]] = []
        aliases: dict[str, list[ast.expr]] = {}
        for node in ast.walk(tree):
            if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
                self.own.add(node.name)
            elif isinstance(node, (ast.Import, ast.ImportFrom)):
                self._import(node)
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                aliases.setdefault(node.targets[0].id, []).append(node.value)
        for name, values in aliases.items():
            path = self.path(values[0]) if len(values) == 1 and isinstance(values[0], ast.Attribute) else ""
            if path.startswith("paddle.optimizer") and name not in self.modules:
                self.modules[name] = path

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            if isinstance(node, ast.Import):
                root = alias.name.partition(".")[0]
                self.modules[alias.asname or root] = alias.name if alias.asname else root
            elif alias.name == "*":
                self.star |= node.module in HOMES
                self.stars += [] if node.module in HOMES else [(node.lineno, node.module or ".")]
            else:
                self.modules[alias.asname or alias.name] = f"{node.module or ''}.{alias.name}"

    def scheduler(self, function: ast.expr) -> str | None:
        """The class that an expression names, or None."""
        home, _, name = self.path(function).rpartition(".")
        if name not in CLASSES:
            return None
        if not home:
            return name if name not in self.own and (self.star or name not in self.modules) else None
        return name if home in HOMES or home in ("optimizer.lr", "lr") else None

    def path(self, function: ast.expr) -> str:
        """The dotted path of an expression with its first name resolved; empty when it is not a path."""
        parts: list[str] = []
        while isinstance(function, ast.Attribute):
            parts.append(function.attr)
            function = function.value
        if not isinstance(function, ast.Name):
            return ""
        parts.append(self.modules.get(function.id, function.id))
        return ".".join(reversed(parts))
