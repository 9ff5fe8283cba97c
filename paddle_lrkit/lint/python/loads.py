"""Where a script loads the state of a schedule, so that an earlier run may have made a part of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from paddle_lrkit.lint.python.binding import dotted_name
from paddle_lrkit.lint.python.imports import Imports
from paddle_lrkit.lint.python.optimizers import is_optimizer
from paddle_lrkit.lint.python.rounds import Loaded
from paddle_lrkit.lint.python.values import UNKNOWN, evaluate

_METHODS = ("set_state_dict", "set_dict", "load_state_dict")
_LOADING = re.compile(r"(?<!up)(?<!down)(load(?!er)|resume|restore|recover|continue)", re.IGNORECASE)
_SCHEDULE = re.compile(r"sched|(^|_)lrs?($|_)|decay", re.IGNORECASE)
_VALUE = re.compile(r"path|file|state|dict|name|conf|cfg|arg|option|ckpt|dir|rate", re.IGNORECASE)
_MODEL = re.compile(
    r"net|model|layer|encoder|decoder|backbone|head|generator|disc|critic|actor|ema|scaler|criterion|embed|teacher"
    r"|student|loader|sampler|dataset|^[gd]$|^super$",
    re.IGNORECASE,
)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_LATER = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.IfExp, ast.BoolOp)
_LIBRARIES = ("json", "np", "numpy", "os", "paddle", "pickle", "time", "torch", "yaml")
_HARMLESS = ("print", "len", "isinstance", "issubclass", "id", "type", "repr", "str", "hasattr", "getattr", "callable")


@dataclass(frozen=True)
class LoadedState:
    """What a script loads before the loop that steps a schedule.

    Args:
        loaded: Whether it loads the state: ``no``, ``handed`` (to a call that is not followed), ``maybe`` (under a
            condition) or ``yes``.
        line: Line of the first place that loads it.
        inside: Whether the loop itself loads it.
    """

    loaded: Loaded = "no"
    line: int | None = None
    inside: bool = False


class StateLoads:
    """The places of a script that may load a state.

    Args:
        tree: The script.
        imports: Its imports.
        optimizers: Variables that hold an optimizer.
        schedules: Variables that hold a schedule.
        names: Name -> value of what the module knows.
    """

    def __init__(
        self,
        tree: ast.Module,
        imports: Imports,
        optimizers: Collection[str],
        schedules: Collection[str],
        names: Mapping[str, Any],
    ) -> None:
        self._tree, self._imports, self._optimizers = tree, imports, optimizers
        self._schedules, self._names = set(schedules), names
        self._functions: dict[str, ast.FunctionDef | ast.AsyncFunctionDef] = {}
        self._others: set[str] = set()
        self._calls: list[ast.Call] = []
        self._places: list[tuple[ast.AST, str]] = []
        for node in ast.walk(tree):
            self._note(node)
        self._note_helpers()

    def before(self, variable: str, loop: ast.stmt | None, bodies: Iterable[list[ast.stmt]]) -> LoadedState:
        """What is loaded before a loop.

        Args:
            variable: The variable that holds the schedule.
            loop: The loop; None where ``paddle.Model.fit`` is the loop.
            bodies: Statements that are run for certain, besides those of the module.
        """
        places = [place for place, receiver in self._places if self._is_of(receiver, variable)]
        if not places:
            handed = self._handed(variable, loop)
            return LoadedState("handed", handed) if handed else LoadedState()
        line = min(place.lineno for place in places)  # type: ignore[attr-defined]
        parts = set(ast.walk(loop)) if loop is not None else set[ast.AST]()
        inside = any(place in parts for place in places)
        certain = any(self._surely(body, set(places), loop, {}) for body in (self._tree.body, *bodies))
        return LoadedState("yes" if certain else "maybe", line, inside)

    def _note(self, node: ast.AST) -> None:
        """Collects what a node says about functions, variables and places."""
        if isinstance(node, _FUNCTIONS):
            self._functions.setdefault(node.name, node)
        elif isinstance(node, ast.ClassDef):
            made = [part for part in node.body if isinstance(part, _FUNCTIONS) and part.name == "__init__"]
            self._functions.update((node.name, part) for part in made)
        elif isinstance(node, ast.Call):
            self._calls.append(node)
        elif isinstance(node, ast.Constant) and node.value in _METHODS:
            self._places.append((node, "?"))
        elif isinstance(node, ast.Attribute):
            owner, reads = _receiver(node.value), isinstance(node.ctx, ast.Load)
            if (
                (node.attr in _METHODS and reads)
                or (node.attr == "last_epoch" and not reads)
                or (node.attr == "__dict__" and self._is_named_so(owner))
            ):
                self._places.append((node, owner))
            elif node.attr == "load" and owner in self._models:
                self._places.append((node, "?"))
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            path = self._imports.path(node.value.func)
            name = path.rpartition(".")[2]
            if (name[:1].isupper() or "arg" in name) and not path.startswith("paddle.optimizer"):
                self._others.update(dotted_name(target) for target in node.targets)

    def _note_helpers(self) -> None:
        """Notes functions of other modules that load a checkpoint, by their name and what they are given."""
        for call in self._calls:
            path = self._imports.path(call.func) or dotted_name(call.func)
            name = path.rpartition(".")[2]
            if not _LOADING.search(name) or name in self._functions or path.partition(".")[0] in _LIBRARIES:
                continue
            self._places += [(call, part) for part in self._arguments(call) if self._is_named_so(part)]

    def _is_named_so(self, name: str) -> bool:
        """Whether a variable holds a schedule or an optimizer, as far as its name tells."""
        if name in self._schedules or name in self._optimizers:
            return True
        last = name.rpartition(".")[2]
        named = is_optimizer(last, ()) or bool(_SCHEDULE.search(last))
        return bool(name) and name not in self._others and named and not _VALUE.search(last)

    @cached_property
    def _models(self) -> set[str]:
        """The variables that hold a `paddle.Model` whose ``load`` takes the optimizer's state too."""
        return {
            dotted_name(target)
            for node in ast.walk(self._tree)
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
            if self._imports.path(node.value.func) in ("paddle.Model", "paddle.hapi.Model")
            for target in node.targets
        }

    def _is_of(self, receiver: str, variable: str) -> bool:
        """Whether loading a state into ``receiver`` may change the schedule in ``variable``."""
        if receiver == variable or receiver in self._optimizers:
            return True
        if receiver in self._schedules or receiver in self._others or receiver in ("self", "cls"):
            return False
        return self._is_named_so(receiver) or not _MODEL.search(receiver.rpartition(".")[2])

    def _handed(self, variable: str, loop: ast.stmt | None) -> int | None:
        """Line of a call before the loop that is not followed and is given the schedule or an optimizer."""
        end = loop.lineno if loop is not None else 0
        return next((line for line, part in self._given if line < end and part in (variable, *self._optimizers)), None)

    @cached_property
    def _given(self) -> list[tuple[int, str]]:
        """Line and argument of each call that is not followed and is given a schedule or an optimizer."""
        found = []
        for call in self._calls:
            path = self._imports.path(call.func)
            name = path.rpartition(".")[2]
            if name in _HARMLESS or name in self._functions or path.partition(".")[0] in _LIBRARIES:
                continue
            given = (part for part in self._arguments(call) if part in self._schedules or part in self._optimizers)
            found += [(call.lineno, part) for part in given]
        return found

    @staticmethod
    def _arguments(call: ast.Call) -> Iterator[str]:
        for part in (*call.args, *(keyword.value for keyword in call.keywords)):
            yield dotted_name(part)

    def _surely(self, body: list[ast.stmt], places: set[ast.AST], loop: ast.stmt | None, seen: dict[str, bool]) -> bool:
        """Whether statements come past one of the places whatever the conditions are, before the loop."""
        for statement in body:
            if statement is loop:
                return False
            if isinstance(statement, (*_FUNCTIONS, ast.ClassDef)):
                continue
            if isinstance(statement, ast.If):
                found = self._either(statement, places, loop, seen)
                if found is not None:
                    return found
            elif isinstance(statement, (ast.With, ast.AsyncWith, ast.For, ast.AsyncFor, ast.While)):
                if self._surely(statement.body, places, loop, seen):
                    return True
            elif isinstance(statement, ast.Try):
                stops = all(isinstance(handler.body[-1], ast.Raise) for handler in statement.handlers)
                if (stops and self._surely(statement.body, places, loop, seen)) or self._surely(
                    statement.finalbody, places, loop, seen
                ):
                    return True
            elif self._passes(statement, places, loop, seen):
                return True
        return False

    def _either(
        self, branch: ast.If, places: set[ast.AST], loop: ast.stmt | None, seen: dict[str, bool]
    ) -> bool | None:
        """Whether both branches come past a place; None to go on behind them."""
        known = _truth(branch.test, self._names)
        bodies = [branch.body, branch.orelse] if known is None else [branch.body if known else branch.orelse]
        if all(self._surely(body, places, loop, seen) for body in bodies):
            return True
        leaves = (isinstance(node, ast.Return) for body in bodies for part in body for node in ast.walk(part))
        return False if any(leaves) else None

    def _passes(self, statement: ast.AST, places: set[ast.AST], loop: ast.stmt | None, seen: dict[str, bool]) -> bool:
        if isinstance(statement, _LATER):
            return False
        if statement in places:
            return True
        name = dotted_name(statement.func).rpartition(".")[2] if isinstance(statement, ast.Call) else ""
        if name in self._functions and name not in seen:
            seen[name] = False
            seen[name] = self._surely(self._functions[name].body, places, loop, seen)
        return seen.get(name, False) or any(
            self._passes(part, places, loop, seen) for part in ast.iter_child_nodes(statement)
        )


def _receiver(node: ast.expr) -> str:
    if isinstance(node, ast.Call) and dotted_name(node.func) == "super":
        return "self"
    return dotted_name(node) or "?"


def _truth(test: ast.expr, names: Mapping[str, Any]) -> bool | None:
    """Whether a condition holds; None where it is not known."""
    if isinstance(test, ast.Compare) and dotted_name(test.left) == "__name__":
        return True
    value = evaluate(test, names)
    return None if value is UNKNOWN else bool(value)
