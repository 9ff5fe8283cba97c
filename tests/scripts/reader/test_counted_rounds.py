"""Equal rounds of a loop are counted, and are the same as the rounds one after the other."""

from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.scripts.program import TraceEvent
from paddle_lrkit.scripts.reader.counted_rounds import CountedRounds
from paddle_lrkit.scripts.unknown import CodePlace

HERE = CodePlace("train.py", 3)
UPDATE, STEP = TraceEvent("update", 0, HERE), TraceEvent("step", 0, HERE)
ROUNDS = st.lists(st.sampled_from([(), (UPDATE,), (UPDATE, STEP)]), max_size=40)


def expanded(counted):
    return [
        nodes
        for part in counted.all()
        for _ in range(part.times)
        for count, nodes in part.pattern
        for _ in range(count)
    ]


@given(rounds=ROUNDS)
def test_rounds_that_are_read(rounds):
    counted = CountedRounds()
    for nodes in rounds:
        counted.add(nodes)
    assert expanded(counted) == rounds
    assert counted.index == len(rounds)


@given(before=ROUNDS.filter(bool), pattern=ROUNDS.filter(bool), times=st.integers(1, 9), after=ROUNDS)
def test_a_pattern_that_is_counted(before, pattern, times, after):
    counted = CountedRounds()
    for nodes in before:
        counted.add(nodes)
    counted.repeat(pattern, times)
    for nodes in after:
        counted.add(nodes)
    assert expanded(counted) == before + pattern * times + after
    assert counted.index == len(before) + len(pattern) * times + len(after)


def test_an_update_in_every_fifth_round_is_one_pattern():
    counted = CountedRounds()
    for number in range(100):
        counted.add((UPDATE,) if number % 5 == 4 else ())
    assert len(counted.all()) <= 3
    counted.repeat([(), (), (), (), (UPDATE,)], 1000)
    assert len(counted.all()) <= 3
