"""Classes of a script that extend optimizers, loaders and schedulers of Paddle."""

import pytest

from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.scripts.program import Loop
from paddle_lrkit.scripts.read import read_program
from paddle_lrkit.scripts.read_options import ReadOptions

CLASSES = """
import paddle
class Adam(paddle.optimizer.Adam):
    def __init__(self, params=None, lr=1e-3):
        super(Adam, self).__init__(learning_rate=lr, parameters=params)
    def zero_grad(self):
        self.clear_gradients()
class Loud(paddle.optimizer.SGD):
    def step(self):
        print("step")
        super().step()
class Full(paddle.io.DataLoader):
    def __init__(self, data, size):
        super().__init__(data, batch_size=size, drop_last=True)
sched = paddle.optimizer.lr.StepDecay(0.1, 3)
"""


@pytest.fixture
def read(tmp_path):
    def program(text):
        file = tmp_path / "train.py"
        file.write_text(CLASSES + text, encoding="utf-8")
        return read_program(str(file), ConfigFiles(), ReadOptions())

    return program


def test_an_optimizer_of_the_script_holds_the_schedule(read):
    program = read("opt = Adam(net.parameters(), lr=sched)\nopt.step()\nopt.zero_grad()\n")
    (optimizer,) = program.optimizers
    assert (optimizer.path, optimizer.rate) == ("paddle.optimizer.Adam", program.schedules[0])
    assert [event.kind for event in program.trace] == ["build", "update"]
    assert program.not_known == []


def test_a_step_of_its_own_updates_once(read):
    program = read("opt = Loud(0.1, parameters=[])\nopt._learning_rate = sched\nfor i in range(5):\n    opt.step()\n")
    assert program.optimizers[0].rate is program.schedules[0]
    (loop,) = [node for node in program.trace if isinstance(node, Loop)]
    ((count, (update,)),) = loop.rounds[0].pattern
    assert (count, update.kind, update.place.line) == (5, "update", 11)


def test_a_scaler_steps_an_optimizer_of_the_script(read):
    program = read("opt = Adam(lr=sched)\npaddle.amp.GradScaler().step(opt)\n")
    assert [event.kind for event in program.trace] == ["build", "update"]


def test_a_loader_of_the_script_has_its_length(read):
    program = read("opt = Adam(lr=sched)\nloader = Full(list(range(100)), 16)\nfor batch in loader:\n    opt.step()\n")
    (loop,) = [node for node in program.trace if isinstance(node, Loop)]
    assert (loop.batches, loop.rests_on, loop.rounds[0].pattern[0][0]) == (True, frozenset(), 6)


RUNS = """
for rate, epochs in zip({rates}, [10, 5]):
    sched = paddle.optimizer.lr.StepDecay(rate, 3)
    opt = paddle.optimizer.SGD(sched, parameters=[])
    for epoch in range(epochs):
        opt.step()
        sched.step()
"""


@pytest.mark.parametrize(("rates", "made"), [("[0.1, 0.01]", 2), ("[0.1, 0.1]", 1)])
def test_runs_with_other_arguments_are_told_apart(read, rates, made):
    program = read(RUNS.format(rates=rates))
    assert [schedule.arguments["learning_rate"] for schedule in program.schedules[1:]] == [0.1, 0.01][:made]
    assert [optimizer.rate for optimizer in program.optimizers] == program.schedules[1:]


def test_a_schedule_that_differs_in_many_rounds_is_one_that_is_not_known(read):
    program = read(RUNS.replace("zip({rates}, [10, 5])", "((0.1 / (i + 1), 2) for i in range(40))").format())
    assert len(program.schedules) == 2
