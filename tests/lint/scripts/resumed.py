"""Training loops that go on with an earlier run, in many spellings; each is a script that Paddle can run.

``{schedule}`` is the schedule, ``last.pd`` the state of the earlier run: ``{"sched": ..., "opt": ..., "epoch": ...}``.
"""

from dataclasses import dataclass

HEAD = """\
import os
import paddle
from helpers import load_checkpoint, prepare
net = paddle.nn.Linear(1, 1)
loader = [1]
"""
BUILT = """\
sched = {schedule}
opt = paddle.optimizer.SGD(sched, parameters=net.parameters())
"""
LOOP = """\
for epoch in range(45, 90):
    for batch in loader:
        opt.step()
    sched.step()
"""
FIT = """\
import numpy as np
model = paddle.Model(net)
model.prepare(opt, paddle.nn.MSELoss())
data = [(np.zeros([1], "float32"), np.zeros([1], "float32"))]
by_epoch = paddle.callbacks.LRScheduler(by_step=False, by_epoch=True)
model.fit(data, epochs=45, verbose=0, callbacks=[by_epoch])
"""


@dataclass(frozen=True)
class ResumedLoop:
    """A spelling.

    Args:
        body: The script below `HEAD`.
        known: Whether a mistake must be found: the script itself says where the schedule stands, not a state.
        made: Ticks that the earlier run made.
    """

    body: str
    known: bool = True
    made: int = 45


LOOPS = {
    "state of the schedule": ResumedLoop(
        BUILT + 'sched.set_state_dict(paddle.load("last.pd")["sched"])\n' + LOOP, known=False
    ),
    "set_dict": ResumedLoop(
        BUILT + 'state = paddle.load("last.pd")\nsched.set_dict(state["sched"])\n' + LOOP, known=False
    ),
    "state of the optimizer": ResumedLoop(
        BUILT + 'opt.set_state_dict(paddle.load("last.pd")["opt"])\n' + LOOP, known=False
    ),
    "a method that is kept": ResumedLoop(
        BUILT + 'put = sched.set_state_dict\nput(paddle.load("last.pd")["sched"])\n' + LOOP, known=False
    ),
    "a name for the end": ResumedLoop(
        BUILT + 'sched.set_state_dict(paddle.load("last.pd")["sched"])\nSTART, EPOCHS = 45, 90\nEND = 2 * 45\n'
        "for epoch in range(45, END):\n    for batch in loader:\n        opt.step()\n    sched.step()\n",
        known=False,
    ),
    "epoch from the checkpoint": ResumedLoop(
        BUILT
        + 'state = paddle.load("last.pd")\nsched.set_state_dict(state["sched"])\nstart = state["epoch"] + 1\n'
        + LOOP.replace("range(45,", "range(start,"),
        known=False,
    ),
    "epoch from the checkpoint, counted from 1": ResumedLoop(
        BUILT
        + 'state = paddle.load("last.pd")\nsched.set_state_dict(state["sched"])\nEPOCHS = 90\n'
        + LOOP.replace("range(45, 90)", 'range(state["epoch"] + 2, EPOCHS + 1)'),
        known=False,
    ),
    "counted from 1, in numbers": ResumedLoop(
        BUILT
        + 'sched.set_state_dict(paddle.load("last.pd")["sched"])\n'
        + LOOP.replace("range(45, 90)", "range(46, 91)"),
        known=False,
    ),
    "under a condition": ResumedLoop(
        BUILT + 'start = 0\nif os.path.exists("last.pd"):\n    state = paddle.load("last.pd")\n'
        '    opt.set_state_dict(state["opt"])\n    start = state["epoch"] + 1\n'
        + LOOP.replace("range(45,", "range(start,")
    ),
    "under a condition, counted from 1": ResumedLoop(
        BUILT + 'first = 1\nif os.path.exists("last.pd"):\n    state = paddle.load("last.pd")\n'
        '    sched.set_state_dict(state["sched"])\n    first = state["epoch"] + 2\n'
        + LOOP.replace("range(45, 90)", "range(first, 91)")
    ),
    "a condition that begins otherwise": ResumedLoop(
        BUILT + 'if not os.path.exists("last.pd"):\n    start = 0\nelse:\n    start = 45\n'
        '    sched.set_state_dict(paddle.load("last.pd")["sched"])\n' + LOOP.replace("range(45,", "range(start,")
    ),
    "tried": ResumedLoop(
        BUILT + 'start = 0\ntry:\n    state = paddle.load("last.pd")\n    sched.set_state_dict(state["sched"])\n'
        '    start = state["epoch"] + 1\nexcept FileNotFoundError:\n    pass\n'
        + LOOP.replace("range(45,", "range(start,")
    ),
    "a function of the script": ResumedLoop(
        BUILT
        + "def resume(optimizer, path):\n    state = paddle.load(path)\n    optimizer.set_state_dict(state['opt'])\n"
        "    return state['epoch'] + 1\nstart = resume(opt, 'last.pd')\n" + LOOP.replace("range(45,", "range(start,"),
        known=False,
    ),
    "a function of another module": ResumedLoop(BUILT + 'load_checkpoint(net, opt, "last.pd")\n' + LOOP, known=False),
    "a function that tells the epoch": ResumedLoop(
        BUILT + 'start = load_checkpoint(net, opt, "last.pd")\n' + LOOP.replace("range(45,", "range(start,"),
        known=False,
    ),
    "a function with another name": ResumedLoop(BUILT + 'prepare(net, opt, "last.pd")\n' + LOOP, known=False),
    "all states in turn": ResumedLoop(
        BUILT + 'for name, part in {"sched": sched, "opt": opt}.items():\n'
        '    part.set_state_dict(paddle.load("last.pd")[name])\n' + LOOP,
        known=False,
    ),
    "a class": ResumedLoop(
        "class Trainer:\n    def __init__(self):\n        self.sched = {schedule}\n"
        "        self.opt = paddle.optimizer.SGD(self.sched, parameters=net.parameters())\n"
        '    def resume(self, path):\n        self.opt.set_state_dict(paddle.load(path)["opt"])\n'
        "    def train(self):\n        for epoch in range(45, 90):\n            for batch in loader:\n"
        "                self.opt.step()\n            self.sched.step()\n"
        'trainer = Trainer()\ntrainer.resume("last.pd")\ntrainer.train()\n',
        known=False,
    ),
    "a main function": ResumedLoop(
        "def main():\n    sched = {schedule}\n    opt = paddle.optimizer.SGD(sched, parameters=net.parameters())\n"
        '    state = paddle.load("last.pd")\n    opt.set_state_dict(state["opt"])\n'
        '    for epoch in range(state["epoch"] + 1, 90):\n        for batch in loader:\n            opt.step()\n'
        '        sched.step()\nif __name__ == "__main__":\n    main()\n',
        known=False,
    ),
    "a loop over updates": ResumedLoop(
        BUILT + 'sched.set_state_dict(paddle.load("last.pd")["sched"])\n'
        "for it in range(45, 90):\n    opt.step()\n    sched.step()\n",
        known=False,
    ),
    "a tick a batch": ResumedLoop(
        BUILT + 'sched.set_state_dict(paddle.load("last.pd")["sched"])\n'
        "for epoch in range(15, 30):\n    for batch in range(3):\n        opt.step()\n        sched.step()\n",
        known=False,
    ),
    "last_epoch": ResumedLoop(BUILT.replace("{schedule}", "{schedule_from_44}") + LOOP),
    "last_epoch of a variable": ResumedLoop(
        'start = paddle.load("last.pd")["epoch"] + 1\n'
        + BUILT.replace("{schedule}", "{schedule_from_start}")
        + LOOP.replace("range(45,", "range(start,"),
        known=False,
    ),
    "a loop from 0 with last_epoch": ResumedLoop(
        BUILT.replace("{schedule}", "{schedule_from_44}") + LOOP.replace("range(45, 90)", "range(45)")
    ),
    "a loop from 0 with a state": ResumedLoop(
        BUILT + 'sched.set_state_dict(paddle.load("last.pd")["sched"])\n' + LOOP.replace("range(45, 90)", "range(45)"),
        known=False,
    ),
    "while": ResumedLoop(
        BUILT + 'sched.set_state_dict(paddle.load("last.pd")["sched"])\nepoch = 45\nwhile epoch < 90:\n'
        "    opt.step()\n    sched.step()\n    epoch += 1\n",
        known=False,
    ),
    "an attribute": ResumedLoop(BUILT + "sched.last_epoch = 44\nsched.step()\n" + LOOP, known=False),
    "an attribute alone": ResumedLoop(BUILT + "sched.last_epoch = 45\n" + LOOP, known=False),
    "steps in advance": ResumedLoop(BUILT + "for _ in range(45):\n    sched.step()\n" + LOOP, known=False),
    "a step to a position": ResumedLoop(BUILT + "sched.step(45)\n" + LOOP, known=False),
    "a load inside the loop": ResumedLoop(
        BUILT
        + LOOP.replace(
            "    for batch",
            '    if epoch == 45:\n        sched.set_state_dict(paddle.load("last.pd")["sched"])\n    for batch',
            1,
        ),
        known=False,
    ),
    "paddle.Model": ResumedLoop(
        BUILT + 'sched.set_state_dict(paddle.load("last.pd")["sched"])\nmodel = paddle.Model(net)\n' + FIT,
        known=False,
    ),
    "paddle.Model with last_epoch": ResumedLoop(BUILT.replace("{schedule}", "{schedule_from_44}") + "" + FIT),
    "no state": ResumedLoop(BUILT + LOOP, made=0),
    "the state of the network alone": ResumedLoop(
        BUILT + 'net.set_state_dict(paddle.load("last.pd")["net"])\n' + LOOP, made=0
    ),
    "from the beginning": ResumedLoop(BUILT + LOOP.replace("range(45, 90)", "range(1, 91)"), made=0),
}
"""Name of a spelling -> the script."""
