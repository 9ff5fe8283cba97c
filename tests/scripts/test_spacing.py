"""Counting in a trace against counting its events one by one."""

from collections import Counter
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.scripts.optimizer_course import steps_of, updates_of
from paddle_lrkit.scripts.program import Loop
from paddle_lrkit.scripts.spacing import Spacing, count, kept, loops, spacing
from tests.scripts.traces import batches, happened, loop, pattern, random_traces, step, update

STEP, UPDATE = steps_of(0), updates_of(0)


def one_by_one(trace, events, marks):
    """Events, marks before the first and after the last one, and the marks between them."""
    seen, places = 0, []
    for event in happened(trace):
        if events(event):
            places.append(seen)
        elif marks(event):
            seen += 1
    if not places:
        return 0, seen, 0, Counter()
    return len(places), places[0], seen - places[-1], Counter(after - before for before, after in pairwise(places))


@settings(max_examples=30)
@given(random_traces())
def test_how_events_lie_between_marks(trace):
    found = spacing(trace, STEP, UPDATE)
    assert (found.events, found.before, found.after, found.gaps) == one_by_one(trace, STEP, UPDATE)
    assert found.marks == count(trace, UPDATE)


@settings(max_examples=30)
@given(random_traces())
def test_a_trace_with_some_events_only_keeps_their_order_and_the_numbers_of_their_rounds(trace):
    def picks(event):
        return STEP(event) or UPDATE(event)

    left = kept(trace, picks)
    assert list(happened(left)) == [event for event in happened(trace) if picks(event)]
    assert all(count((one,), picks) for one in left if isinstance(one, Loop))


def test_rounds_are_marks_too():
    trace = (loop(3, batches(5, update()), step()),)
    assert spacing(trace, STEP, rounds=lambda one: one.batches) == Spacing(3, 5, 0, Counter({5: 2}))
    accumulated = (pattern(6, (3, ()), (1, (update(),))),)
    assert spacing(accumulated, UPDATE, rounds=lambda one: True) == Spacing(6, 4, 0, Counter({4: 5}))


def test_equal_rounds_are_counted_together():
    trace = (pattern(5, (1, ()), (2, (update(1),)), (1, (update(),))), pattern(5, (2, (update(),)), (1, (update(),))))
    first, second = kept(trace, UPDATE)
    assert first.rounds[0].pattern == ((3, ()), (1, (update(),)))
    assert [(part.times, part.pattern) for part in second.rounds] == [(1, ((15, (update(),)),))]


@given(st.lists(st.integers(0, 1000), min_size=200, max_size=200, unique=True))
@settings(max_examples=10)
def test_many_different_gaps_keep_their_sum(sizes):
    trace = tuple(node for size in sizes for node in (loop(size, update()), step()))
    found = spacing(trace, STEP, UPDATE)
    assert found.events == 200
    assert found.marks == sum(sizes)
    assert len(found.gaps) <= 64


def test_all_loops_the_outer_ones_first():
    inner = batches(2, update())
    outer = loop(3, inner)
    assert list(loops((outer, update()))) == [outer, inner]
