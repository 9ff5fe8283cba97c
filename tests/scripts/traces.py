"""Programs for tests: traces written by hand, random ones, and both as plain lists of events."""

from hypothesis import strategies as st

from paddle_lrkit.scripts.program import (
    Branch,
    BuiltOptimizer,
    BuiltSchedule,
    Loop,
    LoopNumber,
    Program,
    Rounds,
    TraceEvent,
)
from paddle_lrkit.scripts.unknown import CodePlace


def at(line):
    return CodePlace("train.py", line, line)


def update(optimizer=0, line=20):
    return TraceEvent("update", optimizer, at(line))


def step(schedule=0, line=30, detail=None):
    return TraceEvent("step", schedule, at(line), detail)


def build(schedule=0, line=3):
    return TraceEvent("build", schedule, at(line))


def loop(rounds, *body, line=10, batches=False, rests_on=()):
    return Loop(at(line), batches, (Rounds(1, ((rounds, body),)),), frozenset(rests_on))


def batches(rounds, *body, line=12, rests_on=()):
    return loop(rounds, *body, line=line, batches=True, rests_on=rests_on)


def pattern(times, *parts, line=12, is_batches=True):
    return Loop(at(line), is_batches, (Rounds(times, parts),))


def schedule(name="StepDecay", number=0, line=3, **arguments):
    given = arguments or {"learning_rate": 0.1, "step_size": 7, "gamma": 0.5}
    return BuiltSchedule(number, f"paddle.optimizer.lr.{name}", at(line), given)


def optimizer(rate, number=0, line=4):
    return BuiltOptimizer(number, "paddle.optimizer.SGD", at(line), rate, at(line), rate)


def program(*trace, schedules=None, optimizers=None, **fields):
    """A program with one schedule, which its one optimizer holds, unless others are given."""
    schedules = [schedule()] if schedules is None else schedules
    optimizers = [optimizer(schedules[0])] if optimizers is None else optimizers
    return Program("train.py", schedules, optimizers, tuple(trace), **fields)


def happened(nodes, rounds=()):
    """The events of a trace one by one, each number as it is in its round."""
    for node in nodes:
        if isinstance(node, Branch):
            yield from happened(node.taken, rounds)
        elif isinstance(node, Loop):
            number = 0
            for part in node.rounds:
                for _ in range(part.times):
                    for count, body in part.pattern:
                        for _ in range(count):
                            yield from happened(body, (*rounds, number))
                            number += 1
        else:
            detail = node.detail
            if isinstance(detail, LoopNumber):
                detail = detail.first + sum(
                    each * index for each, index in zip(detail.each, reversed(rounds), strict=False)
                )
            yield TraceEvent(node.kind, node.subject, node.place, detail)


NUMBERS = st.one_of(
    st.none(),
    st.integers(0, 9),
    st.builds(LoopNumber, st.integers(0, 3), st.lists(st.integers(0, 3), max_size=3).map(tuple)),
)
EVENTS = st.one_of(
    st.just(update()),
    st.just(update(1)),
    st.builds(step, detail=NUMBERS),
    st.just(step()),
    st.just(build()),
    st.builds(lambda rate: TraceEvent("set_lr", 0, at(40), rate), st.sampled_from([0.5, 0.25])),
    st.just(TraceEvent("give", 0, at(41), 0)),
)


def random_traces(events=EVENTS):
    """Traces with loops in loops, patterns of rounds and branches."""

    def deeper(nodes):
        bodies = st.lists(nodes, max_size=4).map(tuple)
        parts = st.lists(st.tuples(st.integers(0, 4), bodies), min_size=1, max_size=3).map(tuple)
        rounds = st.lists(st.builds(Rounds, st.integers(0, 3), parts), min_size=1, max_size=2).map(tuple)
        loops = st.builds(Loop, st.integers(10, 14).map(at), st.booleans(), rounds)
        return st.one_of(loops, st.builds(Branch, st.just(at(9)), st.just("best"), bodies, bodies))

    return st.lists(st.recursive(events, deeper, max_leaves=8), max_size=4).map(tuple)
