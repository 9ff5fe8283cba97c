"""Files whose functions nothing calls: each is read as if it were called with values that are not known."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from paddle_lrkit.scripts.reader.objects import BoundFunction, Function, Instance, Module, UserClass
from paddle_lrkit.scripts.reader.rounds import trains
from paddle_lrkit.scripts.unknown import CodePlace

if TYPE_CHECKING:
    from paddle_lrkit.scripts.reader.machine import Machine

_MOST_CALLS = 20
_WORDS = ("step", "minimize", "Decay", "lr_scheduler", "LRScheduler", "optimizer", "Warmup")


def run_uncalled(machine: Machine, module: Module) -> None:
    """Calls the functions of a file that does nothing with a learning rate by itself.

    A class is made, and its methods are called in the order in which they stand.
    """
    if machine.program.schedules or machine.program.optimizers or trains(machine.trace):
        return
    machine.program.acts = False
    for value in list(module.variables.values())[: 10 * _MOST_CALLS]:
        if isinstance(value, Function) and value.space.module is module and _matters(machine, value):
            _call(machine, value)
        elif isinstance(value, UserClass) and value.module is module:
            _use(machine, value)


def _matters(machine: Machine, function: Function) -> bool:
    if id(function.node) in machine.called:
        return False
    text = ast.unparse(function.node)
    return any(word in text for word in _WORDS)


def _call(machine: Machine, function: Any) -> Any:
    from paddle_lrkit.scripts.reader.machine import ProgramEndsError

    node = function.function.node if isinstance(function, BoundFunction) else getattr(function, "node", None)
    place = machine.place(node) if node is not None else CodePlace(machine.file, 1)
    try:
        return machine.call(function, [], {}, place)
    except ProgramEndsError:
        return None


def _use(machine: Machine, kind: UserClass) -> None:
    methods = [value for value in kind.variables.values() if isinstance(value, Function)]
    is_schedule = any(path.startswith("paddle.optimizer.lr.") for path in kind.outside())
    if is_schedule or not any(_matters(machine, method) for method in methods):
        return
    made = _call(machine, kind)
    if not isinstance(made, Instance):
        return
    for method in methods:
        if not method.name.startswith("__") and method.kind == "function" and _matters(machine, method):
            _call(machine, BoundFunction(method, made))
