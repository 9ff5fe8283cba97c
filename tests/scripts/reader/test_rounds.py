"""Rounds that are counted instead of read: only those that are known to be alike."""

import math

import pytest

from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.scripts.rates import applied
from paddle_lrkit.scripts.read import read_program
from paddle_lrkit.scripts.read_options import ReadOptions

HEAD = """import math
import paddle
from data import loader, net, other

opt = paddle.optimizer.SGD({rate}, parameters=net.parameters())
sched = opt._learning_rate
"""


def rates(tmp_path, body, rate="0.1"):
    file = tmp_path / "train.py"
    file.write_text(HEAD.format(rate=rate) + body)
    program = read_program(str(file), ConfigFiles(), ReadOptions(20))
    found = applied(program, program.optimizers[0])
    return [found.curve(update) for update in range(found.total_updates)]


COSINE = """
for epoch in range(40):
    opt.set_lr(0.1 * 0.5 * (1 + math.cos(math.pi * epoch / 12)))
    for batch in loader:
        opt.step()
"""


def test_three_values_of_a_cosine_on_a_line_are_no_line(tmp_path):
    expected = [0.05 * (1 + math.cos(math.pi * epoch / 12)) for epoch in range(40) for _ in range(20)]
    assert rates(tmp_path, COSINE) == pytest.approx(expected)


def test_a_rate_on_a_line(tmp_path):
    body = "for step in range(5000):\n    opt.set_lr(0.1 * (1 - step / 5000))\n    opt.step()\n"
    assert rates(tmp_path, body) == pytest.approx([0.1 * (1 - step / 5000) for step in range(5000)])


SEVERAL = """
for epoch in range(10):
    for i, batch in enumerate(loader):
        for _ in range(3):
            opt.step()
    sched.step()
"""


def test_several_updates_in_a_batch(tmp_path):
    expected = [0.1 * 0.9**epoch for epoch in range(10) for _ in range(60)]
    assert rates(tmp_path, SEVERAL, "paddle.optimizer.lr.ExponentialDecay(0.1, 0.9)") == pytest.approx(expected)


def test_a_list_that_a_loop_replaces_is_not_the_one_of_its_last_round(tmp_path):
    body = "kept = [1]\nfor i in range(60):\n    kept = kept + [i]\nfor i in kept:\n    opt.step()\n"
    file = tmp_path / "train.py"
    file.write_text(HEAD.format(rate="0.1") + body)
    program = read_program(str(file), ConfigFiles(), ReadOptions(20))
    loops = [node for node in program.trace if hasattr(node, "rounds")]
    counts = [sum(part.times * count for part in loop.rounds for count, _ in part.pattern) for loop in loops]
    assert counts == [61] or all(loop.rests_on for loop in loops)
