"""Loops: some rounds are read, and those that are known to be like them are counted."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from paddle_lrkit.scripts.program import Loop, Node, TraceEvent
from paddle_lrkit.scripts.read_options import NOMINAL
from paddle_lrkit.scripts.reader.flow import BREAK, CONTINUE, BlockEnd, Flow
from paddle_lrkit.scripts.reader.objects import Namespace
from paddle_lrkit.scripts.reader.operations import tested
from paddle_lrkit.scripts.reader.resumes import maybe_forward
from paddle_lrkit.scripts.reader.rounds import History, trains
from paddle_lrkit.scripts.reader.source_text import text_of
from paddle_lrkit.scripts.reader.sources import ItemSource, source_of
from paddle_lrkit.scripts.reader.steadiness import ENDLESS, Decision
from paddle_lrkit.scripts.unknown import CodePlace

if TYPE_CHECKING:
    from paddle_lrkit.scripts.reader.machine import Machine

OVER = BlockEnd("over")
"""The condition of a ``while`` no longer holds."""


def for_statement(machine: Machine, node: Any, space: Namespace) -> Flow:
    """``for target in source: ...``."""
    from paddle_lrkit.scripts.reader.expressions import evaluate
    from paddle_lrkit.scripts.reader.statements import run
    from paddle_lrkit.scripts.reader.targets import assign

    source = source_of(machine, evaluate(machine, node.iter, space), machine.place(node))
    targets = frozenset(part.id for part in ast.walk(node.target) if isinstance(part, ast.Name))

    def one(index: int) -> Flow:
        item = source.item(index)
        machine.loops[-1].item = _number_in(item)
        assign(machine, node.target, item, space)
        return run(machine, node.body, space)

    flow = _looped(machine, node, source, targets, one, text_of(node.iter))
    if source.count == 0:
        maybe_forward(machine, node, space)
    if flow is None and node.orelse:
        return run(machine, node.orelse, space)
    return None if flow is BREAK else flow


def _number_in(item: Any) -> Any:
    """The number of a round: the item, or its first part when ``enumerate`` made it."""
    return item[0] if isinstance(item, tuple) and item else item


def while_statement(machine: Machine, node: ast.While, space: Namespace) -> Flow:
    """``while test: ...``."""
    from paddle_lrkit.scripts.reader.expressions import evaluate
    from paddle_lrkit.scripts.reader.statements import run

    unknown = False

    def one(index: int) -> Flow:
        nonlocal unknown
        holds = tested(machine, evaluate(machine, node.test, space), node.test)
        if holds is None:
            unknown = True
        elif not holds:
            return OVER
        return run(machine, node.body, space)

    flow = _looped(machine, node, ItemSource(None, lambda index: index), frozenset(), one, text_of(node.test))
    if unknown:
        machine.may_end(node.test, f"not {text_of(node.test)}")
    if flow is OVER:
        return run(machine, node.orelse, space) if node.orelse else None
    return None if flow is BREAK else flow


def _looped(
    machine: Machine,
    node: Any,
    source: ItemSource,
    targets: frozenset[str],
    one: Callable[[int], Flow],
    over: str,
) -> Flow:
    from paddle_lrkit.scripts.reader.machine import MOST_IDLE_WORK, ActiveLoop, TooMuchWorkError

    place, rests = machine.place(node), source.rests_on
    outer_trace, outer_decisions = machine.trace, machine.decisions
    loop = ActiveLoop(targets, source.batches, source.count)
    machine.loops.append(loop)
    history = History(machine)
    index, flow, began = 0, None, machine.work
    try:
        while source.count is None or index < source.count:
            mark = len(machine.journal.changes)
            machine.trace, machine.decisions = [], []
            try:
                flow = one(index)
            finally:
                if flow is OVER:
                    history.over(machine.decisions)
                else:
                    history.add(machine.trace, machine.decisions, mark)
            if flow is CONTINUE:
                flow = None
            if flow is not None:
                break
            index += 1
            loop.next_round(trains(machine.trace))
            left = ENDLESS if source.count is None else source.count - index
            if (rests or len(machine.loops) > 1) and history.is_idle(left):
                history.leave(left)
                break
            if not history.runs and machine.work - began > MOST_IDLE_WORK:
                history.stop()
                break
            skipped = history.skip(left)
            if skipped == ENDLESS:
                rests |= {f"rounds of the loop in line {place.line}"}
                break
            index += skipped
            loop.round += skipped
    except TooMuchWorkError:
        rests |= {f"rounds of the loop in line {place.line}"}
        raise
    finally:
        machine.loops.pop()
        machine.trace, machine.decisions = outer_trace, outer_decisions
        machine.decisions += history.all_decisions()
        machine.decide(Decision(id(node), "Same", None, None, source.count))
        _add(machine, _loop(machine, place, source, rests, (over, targets), history), history)
    return flow


def _expect(machine: Machine, rests: frozenset[str], count: int | None, step: int) -> None:
    """Of ``range(0, len(data), size)`` the length is assumed that gives the batches of an epoch."""
    wanted = machine.options.steps_per_epoch or NOMINAL
    lengths = [name for name in rests if name in machine.program.assumed and name.startswith("len(")]
    if len(lengths) == 1 and count and count != wanted:
        now = machine.program.assumed[lengths[0]]
        exact = step > 1 and count == -(-now // step)
        machine.expect(lengths[0], wanted * step if exact else max(round(now * wanted / count), 1))


def _loop(
    machine: Machine,
    place: CodePlace,
    source: ItemSource,
    rests: frozenset[str],
    names: tuple[str, frozenset[str]],
    history: History,
) -> Loop:
    """The loop, as the trace has it.

    A loop over something of unknown length goes over batches when its rounds update, also a few times each, and over
    epochs when they have loops over batches that do.
    """
    over, targets = names
    rounds = history.rounds()
    inner = [node for part in rounds for _, body in part.pattern for node in body]
    loops = [each for each in inner if isinstance(each, Loop) and trains([each])]
    around = any(each.batches or each.rests_on or "range(" in over for each in loops)
    updates = any(isinstance(each, TraceEvent) and each.kind == "update" for each in inner)
    if updates and not around and not source.batches:
        _expect(machine, rests, source.count, source.step)
    around = around and not (source.batches and _is_one_batch(inner, over))
    if around and source.batches:
        rests = frozenset({f"rounds of the loop in line {place.line}"})
    batches = (bool(rests) or source.batches) and not around and source.count is not None
    return Loop(place, batches, rounds, rests, over, source.counts, targets)


def _is_one_batch(inner: list[Node], over: str) -> bool:
    """Whether a round over something that is not known has one batch, although it updates in a loop of its own.

    A loop over several optimizers, or over the updates of a critic, goes over no batches.
    """
    loops = [node for node in inner if isinstance(node, Loop)]
    return not over.partition("(")[0].endswith("range") and not any(loop.batches or loop.rests_on for loop in loops)


def _add(machine: Machine, loop: Loop, history: History) -> None:
    """Adds a loop to the trace; one in which only things are built is no loop of the program's run."""
    nodes: list[Node] = history.all_nodes()
    if not nodes:
        return
    if history.runs:
        machine.happens(loop)
    else:
        machine.trace += nodes
