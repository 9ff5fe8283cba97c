import json

from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.scripts.folded_trace import FoldedTrace, folded_from_json, unrolled


@given(st.lists(st.integers(0, 3), max_size=300))
def test_nothing_is_lost(events):
    trace = FoldedTrace()
    for event in events:
        trace.append(event)
    assert list(unrolled(trace.nodes)) == events
    assert folded_from_json(json.loads(json.dumps(trace.nodes))) == tuple(trace.nodes)


@given(st.integers(1, 40), st.integers(1, 40), st.lists(st.integers(0, 2), min_size=1, max_size=4))
def test_loops_take_constant_space(epochs, batches, body):
    trace = FoldedTrace()
    for _ in range(epochs):
        for event in [*body * batches, 7]:
            trace.append(event)
    assert len(trace.nodes) <= 2 * len(body) + 8


def test_a_trace_that_is_too_irregular_is_given_up():
    trace = FoldedTrace(most_nodes=10)
    for event in range(20):
        trace.append(event)
    assert not trace.complete
    assert trace.nodes == list(range(10))
