"""Functions whose result jumps are noted, so that no round of a loop is taken for another one."""

import math
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.scripts.program import Loop
from paddle_lrkit.scripts.read import read_program
from paddle_lrkit.scripts.read_options import ReadOptions
from tests.scripts.library.fake_reader import FakeReader

SCRIPT = """
import math
import paddle
import numpy as np
table = {table}
sched = paddle.optimizer.lr.StepDecay(0.1, step_size=30)
opt = paddle.optimizer.SGD(learning_rate=sched)
for epoch in range(60):
    opt.step()
    if {condition}:
        sched.step()
"""


def stepped(tmp_path, condition, table=()):
    """The epochs in which ``step()`` is called."""
    file = tmp_path / "train.py"
    file.write_text(textwrap.dedent(SCRIPT.format(condition=condition, table=repr(list(table)))))
    program = read_program(str(file), ConfigFiles(), ReadOptions())
    loop = next(node for node in program.trace if isinstance(node, Loop))
    rounds = [nodes for part in loop.rounds for _ in range(part.times) for n, nodes in part.pattern for _ in range(n)]
    assert len(rounds) == 60
    return [index for index, nodes in enumerate(rounds) if any(node.kind == "step" for node in nodes)]


@pytest.mark.parametrize(
    "condition",
    [
        "max(epoch - 20, 0) < 5",
        "min(epoch, 31) > 30",
        "math.floor(epoch / 7) == 6",
        "math.ceil(epoch / 7) == 6",
        "int(epoch * 0.3) == 9",
        "int((epoch - 30) / 7) == 0",
        "int((epoch - 3) / 7) == 0",
        "int((11 - epoch) / 5) > -3",
        "round((epoch - 7) / 9) < 2",
        "round(epoch / 9) == 3",
        "round(epoch / 90, 1) == 0.3",
        "abs(epoch - 40) <= 3",
        "divmod(epoch, 20)[0] == 1",
        "math.gcd(epoch, 45) == 45",
        "any([epoch > 50, epoch < 3])",
        "bool(max(0, epoch - 40))",
        "epoch in (3, 44, 45)",
        "epoch * 0.1 < 3",
        "epoch * 0.1 == 4.5",
        "epoch / 7 >= 3",
        "0.3 * (epoch - 10) != 6",
    ],
)
def test_steps_under_a_condition(tmp_path, condition):
    names = {"math": math}
    assert stepped(tmp_path, condition) == [epoch for epoch in range(60) if eval(condition, names | {"epoch": epoch})]


RUNS = st.integers(0, 60).map(lambda count: [True] * count + [False] * (60 - count))


@given(RUNS | st.lists(st.booleans(), min_size=60, max_size=60))
@settings(max_examples=20)
def test_an_item_of_a_list_decides(tmp_path_factory, table):
    folder = tmp_path_factory.mktemp("item")
    assert stepped(folder, "table[epoch]", table) == [epoch for epoch in range(60) if table[epoch]]


@pytest.mark.parametrize(
    ("source", "noted"),
    [
        ("math.floor(2.5)", [("Round", 2.5, None, 2)]),
        ("math.ceil(2.5)", [("Round", -2.5, None, -3)]),
        ("round(2.6)", [("Round", 3.1, None, 3)]),
        ("max(2, 5)", [("GtE", 5, 2, True)]),
        ("math.floor(2)", []),
        ("math.cos(2)", []),
    ],
)
def test_what_is_noted(source, noted):
    reader = FakeReader()
    reader.run(source)
    assert reader.decisions == noted
