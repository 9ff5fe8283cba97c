"""What has changed before each update, against the same trace event by event."""

import time
from itertools import count

from hypothesis import given, settings

from paddle_lrkit.scripts.optimizer_course import HoldingCourse, TickCourse
from paddle_lrkit.scripts.program import LoopNumber
from tests.scripts.traces import batches, build, happened, loop, optimizer, program, random_traces, step, update


def ticks_one_by_one(trace):
    """Tick, and whether step was called with a number, at each update of optimizer 0."""
    tick, called, found = 0, False, []
    for event in happened(trace):
        if event.kind == "update" and event.subject == 0:
            found.append((tick, called))
        elif event.kind == "build":
            tick, called = 0, False
        elif event.kind == "step" and event.detail is None:
            tick += 1
        elif event.kind == "step":
            tick, called = event.detail, True
    return found


def held_one_by_one(trace, first):
    """What optimizer 0 holds at each of its updates."""
    held, found = first, []
    for event in happened(trace):
        if event.kind == "update" and event.subject == 0:
            found.append(held)
        elif event.kind == "set_lr" and held != "schedule":
            held = event.detail
        elif event.kind == "give":
            held = "schedule"
    return found


@settings(max_examples=30)
@given(random_traces())
def test_the_tick_at_each_update(trace):
    course = TickCourse(trace, 0, 0)
    expected = ticks_one_by_one(trace)
    assert course.updates == len(expected)
    assert [(tick.number, tick.called) for tick in map(course.at, range(len(expected)))] == expected


@settings(max_examples=30)
@given(random_traces())
def test_the_tick_falls_only_where_it_is_set(trace):
    course = TickCourse(trace, 0, 0)
    falls = [
        update
        for update in range(1, course.updates)
        if course.at(update).number < course.at(update - 1).number
        or (course.at(update).called and not course.at(update - 1).called)
    ]
    assert set(falls) <= set(course.starts())


@settings(max_examples=30)
@given(random_traces())
def test_what_the_optimizer_holds_at_each_update(trace):
    made = program(*trace, optimizers=[optimizer(0.125)])
    course = HoldingCourse(made, made.optimizers[0])
    held = [course.at(update) for update in range(course.updates)]
    shown = ["schedule" if each is made.schedules[0] else each for each in held]
    assert shown == held_one_by_one(trace, 0.125)
    assert all(any(each is other for other in course.held()) for each in held)


def test_a_long_run_costs_nothing():
    trace = (build(), loop(10**9, batches(10**9, update()), step(), step(detail=LoopNumber(5, (2,)), line=31)))
    began = time.perf_counter()
    course = TickCourse(trace, 0, 0)
    assert [course.at(update).number for update in (0, 10**9 - 1, 10**9, 10**18 - 1)] == [0, 0, 5, 5 + 2 * (10**9 - 2)]
    assert len(course.starts()) < 10_000
    assert time.perf_counter() - began < 0.5


def test_a_number_of_two_loops():
    trace = (loop(3, batches(4, step(detail=LoopNumber(100, (1, 4))), update())),)
    course = TickCourse(trace, 0, 0)
    assert [course.at(update).number for update in range(12)] == [number for number, _ in zip(count(100), range(12))]
