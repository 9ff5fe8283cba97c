"""The loops of a script: where a schedule is stepped, and how often."""

from __future__ import annotations

import ast
import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from paddle_lrkit.lint.python.binding import dotted_name, parameters, stored
from paddle_lrkit.lint.python.calls import NameScope, without
from paddle_lrkit.lint.python.loads import LoadedState, StateLoads
from paddle_lrkit.lint.python.optimizers import LOOPS, early_steps, is_step
from paddle_lrkit.lint.python.rounds import Loaded, LoopRange, loop_range
from paddle_lrkit.lint.python.scheduler_call import SchedulerCall
from paddle_lrkit.lint.python.script_loops import ScriptLoops
from paddle_lrkit.lint.python.values import short

Loop = ast.For | ast.AsyncFor | ast.While
Function = ast.FunctionDef | ast.AsyncFunctionDef
_WITH_METRIC = "ReduceOnPlateau"
_BRANCHES = (ast.If, ast.IfExp, ast.Try, ast.Match)


@dataclass(frozen=True)
class _StepCall:
    """A call of ``step``.

    Args:
        call: The call.
        loops: The loops around it, outermost first.
        branched: Whether a condition is between the outermost loop and the call.
        function: The function inside the scope that holds the call.
    """

    call: ast.Call
    loops: tuple[Loop, ...] = ()
    branched: bool = False
    function: Function | None = None


_NOWHERE = _StepCall(ast.Call(func=ast.Constant(None), args=[], keywords=[]))


def script_of(
    scope: NameScope, made: SchedulerCall, optimizers: Collection[str] = (), loads: StateLoads | None = None
) -> ScriptLoops:
    """How the loops of a scope step a schedule.

    The number of calls is known when there is one call of ``step()`` without arguments, in loops over ``range``
    without an early exit, and not in a function that is called more than once.

    Args:
        scope: The module, function or class.
        made: The schedule.
        optimizers: Variables that hold an optimizer, besides those that are named so.
        loads: What the script loads.
    """
    variable, entry = made.variable, entry_of(made)
    found = ScriptLoops(first=0 if entry is None else entry + 1, resumed=entry is None)
    if not variable:
        return replace(found, unknown=((made.line, f"{made.name} has no name here, so its step() is not followed"),))
    body, names = scope.stepping(made)
    found = replace(found, early_steps=tuple(early_steps(body, variable, optimizers)))
    steps = [step for statement in body for step in _steps(statement, variable, _NOWHERE)]
    problem = _problem(steps, made, body)
    if problem is not None:
        return replace(found, unknown=(problem,))
    (step,) = steps
    if step.function is not None:
        names = without(names, stored(step.function) | parameters(step.function))
    loops = [loop for loop in step.loops if all(node is not made.node for node in ast.walk(loop))]
    if not loops:
        where = "each round of the loop builds it again" if step.loops else "this is not in a loop that is followed"
        return replace(found, unknown=((step.call.lineno, f"{variable}.step() is called, but {where}"),))
    bodies = [scope.body, *([step.function.body] if step.function else [])]
    loaded = loads.before(variable, loops[0], bodies) if loads else LoadedState()
    place = max((index for index, loop in enumerate(loops) if _is_named_epoch(loop)), default=0)
    before, outer, inner = loops[:place], loops[place], loops[place + 1 :]
    return _Counting(step, before, outer, inner, names, scope.defaults, entry, loaded).loops(found)


def entry_of(made: SchedulerCall) -> int | None:
    """``last_epoch`` of the constructor; None when it is unknown."""
    if made.open:
        return None
    value = made.arguments.get("last_epoch", -1)
    return max(value, -1) if isinstance(value, int) else None


def _problem(steps: list[_StepCall], made: SchedulerCall, body: list[ast.stmt]) -> tuple[int, str] | None:
    """Why the calls of ``step`` cannot be counted."""
    variable = made.variable
    if not steps:
        return _without_step(made, body)
    line = steps[0].call.lineno
    if len(steps) > 1:
        lines = ", ".join(str(step.call.lineno) for step in steps[:4])
        return line, f"{variable}.step() is called in several places (lines {lines}), so how often is not known"
    if (steps[0].call.args or steps[0].call.keywords) and made.name != _WITH_METRIC:
        return line, f"`{short(steps[0].call)}` sets the position itself, which is not followed"
    function = steps[0].function
    if function is None:
        return None
    calls = [call for statement in body for call in _calls(statement, function.name, False)]
    if len(calls) > 1 or any(in_loop for _, in_loop in calls):
        return line, f"step() is called in {function.name}(), which is called more than once or in a loop"
    root = variable.partition(".")[0]
    if root != "self" and root in parameters(function) and not _is_handed(calls, function, variable):
        return line, f"step() is called in {function.name}(), whose caller is not followed"
    return None


def _without_step(made: SchedulerCall, body: list[ast.stmt]) -> tuple[int, str]:
    """Where a schedule goes that is not stepped where it is built."""
    variable = made.variable
    for node in (node for statement in body for node in ast.walk(statement)):
        if isinstance(node, ast.Call) and node is not made.node:
            name, given = dotted_name(node.func), [*node.args, *(keyword.value for keyword in node.keywords)]
            is_class = name.rpartition(".")[2][:1].isupper()
            if name and not is_class and any(dotted_name(part) == variable for part in given):
                return node.lineno, f"{variable} is given to {name}(), where its step() is not followed"
        returned = ast.walk(node.value) if isinstance(node, ast.Return) and node.value is not None else ()
        if any(dotted_name(part) == variable for part in returned):
            return node.lineno, f"{variable} is returned here, and what the caller does with it is not followed"  # type: ignore[attr-defined]
    return made.line, f"no call of {variable}.step() is found, so how often it is stepped is not known"


def _is_handed(calls: list[tuple[ast.Call, bool]], function: Function, variable: str) -> bool:
    """Whether the one call of a function gives it the schedule under the name that it has there."""
    places = [part.arg for part in (*function.args.posonlyargs, *function.args.args)]
    return any(
        any(keyword.arg == variable and dotted_name(keyword.value) == variable for keyword in call.keywords)
        or any(
            dotted_name(part) == variable and places[index : index + 1] == [variable]
            for index, part in enumerate(call.args)
        )
        for call, _ in calls
    )


@dataclass(frozen=True)
class _Counting:
    """Counts the ticks of one call of ``step``.

    Args:
        step: The call.
        before: The loops around the loop over epochs.
        outer: The loop over epochs, or the only loop.
        inner: The loops inside of it that hold the call.
        names: Name -> value of what is known.
        defaults: Name -> value before a branch changes it.
        entry: ``last_epoch`` of the constructor; None when it is unknown.
        loaded: What is loaded before the loop.
    """

    step: _StepCall
    before: list[Loop]
    outer: Loop
    inner: list[Loop]
    names: Mapping[str, Any]
    defaults: Mapping[str, Any]
    entry: int | None
    loaded: LoadedState

    def loops(self, found: ScriptLoops) -> ScriptLoops:
        """``found`` with the numbers of ticks and epochs, or why they are not known."""
        in_batches, in_epochs = bool(self.inner), is_epoch_loop(self.outer)
        if not (in_batches and self.step.branched):
            per = "update" if in_batches else "epoch" if in_epochs else self._per_round()
            found = replace(found, per=per, step=(self.step.call.lineno, in_batches))
        if self.loaded.loaded == "yes":
            found = replace(found, first=0)
        numbers = loop_range(self.outer, self.names, self.defaults)
        loaded: Loaded = "yes" if self.entry is None else self.loaded.loaded
        whole = () if numbers is None else numbers.whole_runs(loaded)
        times = math.prod(_plain_rounds(loop, self.names) or 0 for loop in self.before)
        why = self._unknown(numbers, whole, times, loaded)
        if why is not None:
            return replace(found, unknown=((self.outer.lineno, why),))
        options = [self._option(count * times, found.first, in_epochs) for count in whole]
        problem = self._uncounted(in_epochs, found.per)
        restarts = loaded == "no" and found.first == 0 and numbers is not None and numbers.goes_on
        return replace(
            found,
            epochs=options[0][0],
            ticks=options[0][1],
            others=tuple(options[1:]),
            resumed=numbers is not None and whole[0] != numbers.rounds,
            restarts=(self.outer.lineno, numbers.start or 0) if restarts and numbers is not None else None,
            unknown=() if problem is None else (problem,),
        )

    def _per_round(self) -> str | None:
        """``update`` for a loop that steps an optimizer itself; None for one that calls something unknown."""
        called = (node for node in ast.walk(self.outer) if isinstance(node, ast.Call) and node is not self.step.call)
        methods = {node.func.attr for node in called if isinstance(node.func, ast.Attribute)}
        return "update" if methods & {"step", "minimize", "backward"} else None

    def _option(self, rounds: int, first: int, in_epochs: bool) -> tuple[int | None, int | None]:
        """``epochs`` and ``ticks`` of a run whose loop makes so many rounds."""
        each = self._ticks_in_a_round()
        ticks = None if each is None else rounds * each + first
        if not in_epochs:
            return None, ticks
        earlier = first if not self.inner else first // each if each else 0
        return rounds + earlier, ticks

    def _unknown(self, numbers: LoopRange | None, whole: tuple[int, ...], times: int, loaded: Loaded) -> str | None:
        """Why the number of rounds is not known."""
        if self.loaded.inside:
            return f"the state is loaded inside the loop (line {self.loaded.line}), so its position is not known"
        if not whole and numbers is not None and numbers.stop is not None and loaded == "yes":
            where = "last_epoch" if self.entry is None else f"the state that line {self.loaded.line} loads"
            return f"the loop begins at {numbers.start or 0}, so where {where} puts the schedule is not known"
        if not whole:
            return f"how often the loop `{_head(self.outer)}` runs is not known without running the script"
        if not times or (self.before and (loaded != "no" or self.entry != -1)):
            return f"how often the loop `{_head(self.before[0])}` repeats it is not known"
        return None

    def _ticks_in_a_round(self) -> int | None:
        """Ticks in a round of the outer loop; None where they are not known."""
        counts = [_plain_rounds(loop, self.names) for loop in self.inner]
        if self.step.branched or not all(counts) or any(map(_is_left, (*self.before, self.outer, *self.inner))):
            return None
        return math.prod(count or 0 for count in counts)

    def _uncounted(self, in_epochs: bool, per: str | None) -> tuple[int, str] | None:
        """Why the ticks are not known, where not only the length of an epoch is missing."""
        if self.step.branched:
            return self.step.call.lineno, "step() is called under a condition, so how often is not known"
        if any(map(_is_left, (*self.before, self.outer, *self.inner))):
            return self.outer.lineno, "the loop may end early (break, continue or return), so its length is not known"
        if self._ticks_in_a_round() is None and not in_epochs:
            inner = self.inner[0]
            return inner.lineno, f"how often the loop `{_head(inner)}` runs is not known"
        if per is None:
            return self.outer.lineno, f"a round of the loop `{_head(self.outer)}` may be an update or an epoch"
        return None


def is_epoch_loop(loop: Loop) -> bool:
    """Whether the rounds of a loop are epochs: it is named so, or it has another loop in it."""
    return _is_named_epoch(loop) or any(isinstance(node, LOOPS) for part in loop.body for node in ast.walk(part))


def _is_named_epoch(loop: Loop) -> bool:
    """``for epoch in ...``, ``for _ in range(epochs)`` or ``while epoch < last``."""
    if isinstance(loop, ast.While):
        parts = [loop.test.left] if isinstance(loop.test, ast.Compare) else []
    else:
        parts = [loop.target, *(loop.iter.args[-1:] if isinstance(loop.iter, ast.Call) else ())]
    names = [dotted_name(part).lower().rpartition(".")[2] for part in parts]
    return any("epoch" in name and "per_epoch" not in name for name in names)


def _head(loop: Loop) -> str:
    """The first line of a loop."""
    if isinstance(loop, ast.While):
        return f"while {short(loop.test)}"
    return f"for {short(loop.target)} in {short(loop.iter)}"


def _plain_rounds(loop: Loop, names: Mapping[str, Any]) -> int | None:
    found = loop_range(loop, names, {})
    return None if found is None else found.rounds


def _steps(node: ast.AST, variable: str, around: _StepCall) -> Iterator[_StepCall]:
    """Each call of ``variable.step()`` in a node, with the loops and branches around it."""
    if isinstance(node, ast.Call) and is_step(node, variable):
        yield replace(around, call=node)
        return
    if isinstance(node, LOOPS):
        around = replace(around, loops=(*around.loops, node))
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        around = replace(around, function=node)
    elif isinstance(node, _BRANCHES) and around.loops:
        around = replace(around, branched=True)
    for child in ast.iter_child_nodes(node):
        yield from _steps(child, variable, around)


def _calls(node: ast.AST, name: str, in_loop: bool) -> Iterator[tuple[ast.Call, bool]]:
    """Each call of a function or of a method of ``self``, and whether it is in a loop."""
    if isinstance(node, ast.Call) and dotted_name(node.func).removeprefix("self.") == name:
        yield node, in_loop
    loops = (*LOOPS, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
    for child in ast.iter_child_nodes(node):
        yield from _calls(child, name, in_loop or isinstance(node, loops))


def _is_left(loop: Loop) -> bool:
    """Whether ``break``, ``continue`` or ``return`` may end a loop or one of its rounds early."""
    return any(isinstance(node, (ast.Break, ast.Continue, ast.Return)) for node in ast.walk(loop))
