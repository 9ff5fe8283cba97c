"""Scheduler classes that a script defines, against the same class run by Paddle's rule for its constructor."""

import pytest

from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.scripts.rates import applied
from paddle_lrkit.scripts.read import read_program
from paddle_lrkit.scripts.read_options import ReadOptions

SCRIPT = """import paddle
from paddle.optimizer.lr import LRScheduler
from data import loader

class Ramp(LRScheduler):
    def __init__(self, learning_rate, epochs, last_epoch=-1):
        self.epochs = epochs
        super().__init__(learning_rate, last_epoch)

    def get_lr(self):
        {body}

sched = Ramp(0.5, 8{more})
opt = paddle.optimizer.SGD(sched)
for epoch in range(6):
    for batch in loader:
        opt.step()
    sched.step()
"""


def rates(tmp_path, body, more=""):
    file = tmp_path / "train.py"
    file.write_text(SCRIPT.format(body=body, more=more))
    program = read_program(str(file), ConfigFiles(), ReadOptions(1))
    found = applied(program, program.optimizers[0])
    return [found.curve(update) for update in range(found.total_updates)]


@pytest.mark.parametrize(("more", "first"), [("", 0), (", last_epoch=-1", 0), (", last_epoch=0", 1), (", 3", 4)])
def test_the_constructor_of_paddle_steps_once(tmp_path, more, first):
    expected = [0.5 * (1 - (first + tick) / 16) for tick in range(6)]
    assert rates(tmp_path, "return self.base_lr * (1 - self.last_epoch / (2 * self.epochs))", more) == expected


def test_a_rate_from_the_one_before(tmp_path):
    assert rates(tmp_path, "return self.last_lr * 0.5 if self.last_epoch else self.base_lr") == [
        0.5 * 0.5**tick for tick in range(6)
    ]
