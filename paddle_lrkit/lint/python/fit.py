"""``paddle.Model.fit``: how it steps the schedule that its optimizer holds."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from paddle_lrkit.lint.python.imports import Imports, is_optimizer_class
from paddle_lrkit.lint.python.loads import LoadedState
from paddle_lrkit.lint.python.loops import entry_of
from paddle_lrkit.lint.python.scheduler_call import SchedulerCall
from paddle_lrkit.lint.python.script_loops import ScriptLoops
from paddle_lrkit.lint.python.values import evaluate

_MODELS = ("paddle.Model", "paddle.hapi.Model", "paddle.hapi.model.Model")
_CALLBACKS = ("paddle.callbacks", "paddle.hapi.callbacks", "paddle_lrkit.plugins.hapi")
_STEPPER = "LRScheduler"
_OTHERS = (
    "EarlyStopping",
    "ModelCheckpoint",
    "PlateauMetric",
    "ProgBarLogger",
    "ReduceLROnPlateau",
    "VisualDL",
    "WandbCallback",
)
_MOST_MODELS = 16
_EPOCHS, _CALLBACK_LIST, _ITERATIONS = 3, 11, 13


def fit_of(
    body: list[ast.stmt],
    made: SchedulerCall,
    imports: Imports,
    names: Mapping[str, Any],
    loaded: LoadedState | None = None,
) -> ScriptLoops | None:
    """How the one ``fit`` in ``body`` steps a schedule.

    The path from the schedule to ``fit`` must be plain: an optimizer with the schedule, a `paddle.Model` prepared with
    the optimizer, one call of ``fit`` outside of loops, and callbacks of Paddle or of this package. Anything else is
    unknown.

    Args:
        body: The statements of a module or function.
        made: The schedule.
        imports: The script's imports.
        names: Name -> value of what is known.
        loaded: What is loaded before it; ``fit`` always begins at epoch 0, so with a state its end is not known.

    Returns:
        None where it is unknown.
    """
    scope = _FitScope(body, imports, names)
    calls = [call for model in scope.models(made) for call in scope.fits(model)]
    if len(calls) != 1 or scope.loops_around(calls[0]):
        return None
    epochs = scope.value(calls[0], _EPOCHS, "epochs", default=1)
    stepping = scope.stepping(_argument(calls[0], _CALLBACK_LIST, "callbacks"))
    limited = _argument(calls[0], _ITERATIONS, "num_iters") is not None
    if not isinstance(epochs, int) or epochs < 1 or stepping is None or limited or _is_open(calls[0]):
        return None
    line, by_step, by_epoch = calls[0].lineno, *stepping
    if by_step == by_epoch:
        return ScriptLoops(epochs, fit=True, stepper=(line, by_step))
    per, step, entry = "update" if by_step else "epoch", (line, by_step), entry_of(made)
    if entry is None or (loaded is not None and loaded.loaded == "yes"):
        where = f"line {loaded.line} loads a state" if entry is not None and loaded else "last_epoch is not known"
        why = f"fit() begins at epoch 0 and {where}, so where the schedule begins is not known"
        return ScriptLoops(per=per, step=step, fit=True, unknown=((line, why),))
    if by_step:
        return ScriptLoops(epochs, first=entry + 1, per=per, step=step, fit=True)
    total = epochs + entry + 1
    return ScriptLoops(total, total, entry + 1, per=per, step=step, fit=True)


def fit_statement(body: list[ast.stmt]) -> ast.stmt | None:
    """The first statement that calls a ``fit``."""
    plain = (node for node in _nodes(body) if isinstance(node, (ast.Expr, ast.Assign)))
    return next((node for node in plain if any(_method(part) == "fit" for part in _calls_in(node))), None)


@dataclass(frozen=True)
class _FitScope:
    body: list[ast.stmt]
    imports: Imports
    names: Mapping[str, Any]

    def models(self, made: SchedulerCall) -> list[str]:
        """The models that are prepared with an optimizer that holds the schedule."""
        prepared = [call for call in self._calls if _method(call) == "prepare"]
        found = {_owner(call) for call in prepared if self._has_schedule(_argument(call, 0, "optimizer"), made)}
        return [name for name in sorted(found)[:_MOST_MODELS] if self._path(self._bound(name)) in _MODELS]

    def fits(self, model: str) -> list[ast.Call]:
        """The calls of a model's ``fit``."""
        return [call for call in self._calls if _method(call) == "fit" and _owner(call) == model]

    def loops_around(self, call: ast.Call) -> bool:
        """Whether a call is in a loop."""
        loops = (node for part in self.body for node in ast.walk(part) if isinstance(node, (ast.For, ast.While)))
        return any(node is call for loop in loops for node in ast.walk(loop))

    def value(self, call: ast.Call, position: int, name: str, default: Any) -> Any:
        """An argument's value, or `UNKNOWN`."""
        node = _argument(call, position, name)
        return default if node is None else evaluate(node, self.names)

    def stepping(self, node: ast.expr | None) -> tuple[bool, bool] | None:
        """``by_step`` and ``by_epoch`` of the callback that steps; None where it is unknown."""
        if isinstance(node, ast.Name):
            node = None if self._changes(node.id) else self._bound(node.id)
            if node is None:
                return None
        if node is None or (isinstance(node, ast.Constant) and node.value is None):
            return True, False
        parts = node.elts if isinstance(node, (ast.List, ast.Tuple)) else [node]
        found = [self._callback(part) for part in parts]
        steppers = [one for one in found if isinstance(one, tuple)]
        if None in found or len(steppers) > 1:
            return None
        return steppers[0] if steppers else (True, False)

    def _callback(self, node: ast.expr) -> tuple[bool, bool] | str | None:
        """How a callback steps; its name when it does not; None where it is unknown."""
        node = self._bound(node.id) or node if isinstance(node, ast.Name) else node
        home, _, name = self._path(node).rpartition(".")
        if not isinstance(node, ast.Call) or home not in _CALLBACKS:
            return None
        if name != _STEPPER:
            return name if name in _OTHERS else None
        given = self.value(node, 0, "by_step", True), self.value(node, 1, "by_epoch", False)
        known = all(isinstance(part, bool) for part in given) and not _is_open(node)
        return given if known else None

    def _has_schedule(self, node: ast.expr | None, made: SchedulerCall) -> bool:
        """Whether an expression is an optimizer with the schedule."""
        node = self._bound(ast.unparse(node)) if isinstance(node, (ast.Name, ast.Attribute)) else node
        if not isinstance(node, ast.Call) or not is_optimizer_class(self._path(node)):
            return False
        rate = _argument(node, 0, "learning_rate")
        if rate is None or rate is made.node:
            return rate is not None
        return (
            bool(made.variable)
            and ast.unparse(rate) == made.variable
            and self._bindings(made.variable)[-1] is made.node
        )

    def _path(self, node: ast.expr | None) -> str:
        return self.imports.path(node.func) if isinstance(node, ast.Call) else ""

    def _bound(self, name: str) -> ast.expr | None:
        """What a name is bound to, when that is one thing."""
        values = self._bindings(name)
        return values[0] if len(values) == 1 else None

    def _bindings(self, name: str) -> list[ast.expr]:
        return self._assigned.get(name, [])

    @cached_property
    def _assigned(self) -> dict[str, list[ast.expr]]:
        """Name -> everything that is assigned to it."""
        found: dict[str, list[ast.expr]] = {}
        for node in _nodes(self.body):
            for name in {ast.unparse(target) for target in node.targets} if isinstance(node, ast.Assign) else ():
                found.setdefault(name, []).append(node.value)  # type: ignore[attr-defined]
        return found

    def _changes(self, name: str) -> bool:
        """Whether a list is changed after it was made."""
        nodes = list(_nodes(self.body))
        added = any(isinstance(node, ast.AugAssign) and ast.unparse(node.target) == name for node in nodes)
        used = (node for node in nodes if isinstance(node, (ast.Attribute, ast.Subscript)))
        return added or any(isinstance(node.value, ast.Name) and node.value.id == name for node in used)

    @cached_property
    def _calls(self) -> list[ast.Call]:
        return [node for node in _nodes(self.body) if isinstance(node, ast.Call)]


def _nodes(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """Every node of a scope, in the order of the text; functions and classes inside it are other scopes."""
    for part in body:
        yield from _below(part)


def _below(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
        return
    yield node
    for child in ast.iter_child_nodes(node):
        yield from _below(child)


def _calls_in(node: ast.AST) -> Iterator[ast.Call]:
    return (part for part in ast.walk(node) if isinstance(part, ast.Call))


def _method(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _owner(call: ast.Call) -> str:
    return ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""


def _argument(call: ast.Call, position: int, name: str) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    return call.args[position] if position < len(call.args) else None


def _is_open(call: ast.Call) -> bool:
    """Whether there are arguments of unknown names."""
    starred = any(isinstance(part, ast.Starred) for part in call.args)
    return starred or any(keyword.arg is None for keyword in call.keywords)
