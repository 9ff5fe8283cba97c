"""Updates in every n-th round and at the last one, read from a script."""

import pytest

from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.scripts.program import Loop
from paddle_lrkit.scripts.read import read_program
from paddle_lrkit.scripts.read_options import ReadOptions

SCRIPT = """
import paddle
from data import loader
opt = paddle.optimizer.SGD(0.1, parameters=[])
count = 0
for epoch in range(3):
    for i, batch in enumerate(loader):
        count += 1
        if {condition}:
            opt.step()
"""


def updates(nodes):
    found = 0
    for node in nodes:
        if isinstance(node, Loop):
            found += sum(part.times * count * updates(inner) for part in node.rounds for count, inner in part.pattern)
        else:
            found += node.kind == "update"
    return found


@pytest.mark.parametrize("batches", [20, 130, 1000])
@pytest.mark.parametrize(
    "condition",
    [
        "(i + 1) % 8 == 0",
        "(i + 1) % 64 == 0 or i + 1 == len(loader)",
        "count % 24 == 0",
        "i % 5 == 4",
        "count > 50",
        "i == len(loader) - 1",
        "not (i + 1) % 16",
    ],
)
def test_updates_are_those_of_the_loop(tmp_path, condition, batches):
    file = tmp_path / "train.py"
    file.write_text(SCRIPT.format(condition=condition), encoding="utf-8")
    expected, count = 0, 0
    for _ in range(3):
        for i in range(batches):
            count += 1
            expected += bool(eval(condition, {"i": i, "count": count, "loader": range(batches)}))
    assert updates(read_program(str(file), ConfigFiles(), ReadOptions(batches)).trace) == expected


COUNTER = """
import paddle
from data import loader
opt = paddle.optimizer.SGD(0.1, parameters=[])
waiting = 0
for epoch in range(3):
    for batch in loader:
        waiting += 1
        if waiting == {every}:
            opt.step()
            waiting = 0
"""


@pytest.mark.parametrize("batches", [20, 1000, 30000])
@pytest.mark.parametrize("every", [2, 5, 7, 32])
def test_a_counter_that_is_set_back(tmp_path, every, batches):
    file = tmp_path / "train.py"
    file.write_text(COUNTER.format(every=every), encoding="utf-8")
    program = read_program(str(file), ConfigFiles(), ReadOptions(batches))
    assert updates(program.trace) == 3 * batches // every
    assert program.not_known == []


SLICES = """
import paddle
from data import read
opt = paddle.optimizer.SGD(0.1, parameters=[])
texts = read()
for epoch in range(3):
    for start in range(0, len(texts), 32):
        opt.step()
"""


@pytest.mark.parametrize("batches", [7, 100])
def test_batches_that_are_cut_out_of_a_list(tmp_path, batches):
    file = tmp_path / "train.py"
    file.write_text(SLICES, encoding="utf-8")
    assert updates(read_program(str(file), ConfigFiles(), ReadOptions(batches)).trace) == 3 * batches
