"""Loops that are counted instead of read, against the same statements run by Python."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.scripts.program import TraceEvent
from paddle_lrkit.scripts.read import read_program
from tests.scripts.traces import happened

HEAD = """import paddle
sched = paddle.optimizer.lr.StepDecay(0.1, 3)
opt = paddle.optimizer.SGD(sched)
"""
MOST = 20_000


class Recorder:
    """Stands for the schedule and the optimizer while Python runs the statements."""

    def __init__(self, kind, found):
        self.kind, self.found = kind, found

    def step(self, number=None):
        self.found.append((self.kind, number))
        if len(self.found) > MOST:
            raise StopIteration


def run_by_python(body):
    found = []
    try:
        exec(body, {"opt": Recorder("update", found), "sched": Recorder("step", found)})
    except StopIteration:
        return None
    return found


def events(nodes):
    """What happens, one event after the other; a number that a third of a round makes is rounded."""
    for event in happened(nodes):
        if event.kind in ("update", "step"):
            detail = event.detail
            yield event.kind, round(detail, 9) if isinstance(detail, float) else detail


def known(found, expected):
    """The events, with Python's number where the reader says that it does not know the number."""
    return [
        (kind, right[1] if detail == "metric" else detail)
        for (kind, detail), right in zip(found, expected, strict=True)
    ]


def read(tmp_path_factory, body):
    path = tmp_path_factory.mktemp("script") / "train.py"
    path.write_text(HEAD + body, encoding="utf-8")
    program = read_program(str(path), ConfigFiles())
    assert [note.why for note in program.not_known] == []
    return program


NAMES = st.sampled_from(["n", "m"])
SMALL = st.integers(0, 12)
TESTS = st.one_of(
    st.builds("{} % {} == {}".format, NAMES, st.integers(2, 9), st.integers(0, 3)),
    st.builds("{} < {}".format, NAMES, st.integers(0, 90)),
    st.builds("{} >= {}".format, NAMES, st.integers(0, 400)),
    st.builds("({} + 1) % {}".format, NAMES, st.integers(2, 7)),
    st.builds("{} // {} == {}".format, NAMES, st.integers(2, 70), st.integers(0, 5)),
    st.builds("{} in [{}, {}]".format, NAMES, st.integers(0, 60), st.integers(0, 60)),
    st.builds("{} - {} > {}".format, NAMES, NAMES, st.integers(-20, 20)),
)
SIMPLE = st.one_of(
    st.sampled_from(
        ["opt.step()", "sched.step()", "opt.step()\nsched.step()", "sched.step(n)", "sched.step(n + 2 * m)"]
    ),
    st.builds("{} += {}".format, NAMES, st.integers(1, 3)),
    st.builds("n = m + {}".format, SMALL),
)


def indented(block):
    return "\n".join(f"    {line}" for line in block.splitlines())


def a_block(inner):
    return st.lists(inner, min_size=1, max_size=3).map("\n".join)


def an_if(inner):
    return st.builds(lambda test, body: f"if {test}:\n{indented(body)}", TESTS, a_block(inner))


def a_loop(inner):
    leave = st.one_of(st.just(""), st.builds("if {}: {}\n".format, TESTS, st.sampled_from(["break", "continue"])))
    head = st.one_of(
        st.builds("for n in range({}):".format, st.integers(0, 300)),
        st.builds("for m in range({}, {}):".format, SMALL, st.integers(0, 40)),
        st.builds("for _ in range({}):".format, st.integers(0, 120)),
    )
    return st.builds(
        lambda head, first, body, left: f"{head}\n{indented(first + chr(10) + left + body)}",
        head,
        SIMPLE,
        a_block(inner),
        leave,
    )


STATEMENTS = st.recursive(SIMPLE, lambda inner: st.one_of(an_if(inner), a_loop(inner)), max_leaves=7)


@settings(max_examples=120, deadline=None)
@given(body=a_block(STATEMENTS))
def test_every_event_is_where_python_has_it(tmp_path_factory, body):
    body = f"n, m = 0, 0\n{body}\n"
    expected = run_by_python(body)
    if expected is None:
        return
    program = read(tmp_path_factory, body)
    if not program.early_end:
        assert known(list(events(program.trace)), expected) == expected


BODIES = (
    """n = 0
while n < 1000:
    opt.step()
    n += 1
    if n % 4 == 0:
        sched.step()
""",
    """done, n = False, 0
while not done:
    for i in range(70):
        opt.step()
        n += 1
        if n < 640:
            sched.step()
        else:
            done = True
            break
""",
    """for e in range(50):
    for i in range(97):
        if (e * 97 + i + 1) % 100 == 0:
            sched.step()
        opt.step()
""",
    """rate = 1.0
for i in range(900):
    rate *= 0.99
    opt.step()
    if rate < 0.5:
        sched.step()
""",
    """for i in range(3000):
    opt.step()
    if int(i / 1000) == 2:
        sched.step()
""",
    """flag = False
for i in range(101):
    flag = not flag
    if flag:
        opt.step()
""",
    """m = 0
for n in range(166):
    opt.step()
    if (n + 1) % 3: continue
    m += 2
    sched.step(n + 2 * m)
""",
)


@pytest.mark.parametrize("body", BODIES)
def test_loops_of_real_scripts(tmp_path_factory, body):
    assert list(events(read(tmp_path_factory, body).trace)) == run_by_python(body)


@pytest.mark.parametrize("rounds", [10**3, 10**9, 10**15])
def test_the_work_does_not_grow_with_the_rounds(tmp_path_factory, rounds):
    program = read(
        tmp_path_factory, f"for i in range({rounds}):\n    opt.step()\n    if i % 4 == 3:\n        sched.step()\n"
    )
    [loop] = [node for node in program.trace if not isinstance(node, TraceEvent)]
    assert len(loop.rounds) < 20
    assert sum(part.times * count for part in loop.rounds for count, _ in part.pattern) == rounds
