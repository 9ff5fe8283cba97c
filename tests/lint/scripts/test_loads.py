"""Resumed loops: what Paddle does with each of them decides which findings are right."""

import sys
import types

import numpy as np
import pytest

from paddle_lrkit.lint.engine import check_file
from tests.lint.scripts.resumed import HEAD, LOOPS

L = "paddle.optimizer.lr."
SCHEDULES = {
    "drops at 30 and 60": (f"{L}MultiStepDecay(0.1, [30, 60], 0.1{{more}})", [30, 60]),
    "drops at 30 and 95": (f"{L}MultiStepDecay(0.1, [30, 95], 0.1{{more}})", [30, 95]),
    "a cosine of 90": (f"{L}CosineAnnealingDecay(0.1, 90, 0{{more}})", None),
    "a cosine of 60": (f"{L}CosineAnnealingDecay(0.1, 60, 0{{more}})", None),
    "a warmup, then drops": (f"{L}LinearWarmup({L}MultiStepDecay(0.1, [25, 55], 0.1), 5, 0.0, 0.1{{more}})", [30, 60]),
    "a warmup, then a cosine": (f"{L}LinearWarmup({L}CosineAnnealingDecay(0.1, 85), 5, 0.0, 0.1{{more}})", None),
}
"""A schedule, and the milestones that a run must reach."""


def script(loop, schedule):
    text = HEAD + loop.body
    for name, more in (("schedule_from_44", ", last_epoch=44"), ("schedule_from_start", ", last_epoch=start - 1")):
        text = text.replace(f"{{{name}}}", schedule.format(more=more))
    return text.replace("{schedule}", schedule.format(more=""))


@pytest.fixture
def applied(monkeypatch):
    """The rates and the ticks at each update of a script that Paddle runs."""
    paddle = pytest.importorskip("paddle")
    rates, ticks = [], []

    def step(optimizer):
        rates.append(optimizer.get_lr())
        ticks.append(optimizer._learning_rate.last_epoch)

    monkeypatch.setattr(paddle.optimizer.SGD, "step", step)
    monkeypatch.setattr(paddle.optimizer.SGD, "minimize", lambda optimizer, *loss: step(optimizer))

    def run(text, schedule, made):
        earlier = eval(schedule.format(more=""), {"paddle": paddle})
        for _ in range(made):
            earlier.step()
        network = paddle.nn.Linear(1, 1)
        state = {"sched": earlier.state_dict(), "opt": {"LR_Scheduler": earlier.state_dict()}, "epoch": 44}
        monkeypatch.setattr(paddle, "load", lambda path: {**state, "net": network.state_dict()})
        monkeypatch.setattr("os.path.exists", lambda path: True)

        def load(network, optimizer, path):
            optimizer.set_state_dict(state["opt"])
            return state["epoch"] + 1

        helpers = types.ModuleType("helpers")
        helpers.load_checkpoint = helpers.prepare = load
        monkeypatch.setitem(sys.modules, "helpers", helpers)
        exec(compile(text, "train.py", "exec"), {"__name__": "__main__"})
        return np.array(rates), ticks

    return run


def is_right(rates, ticks, milestones):
    """Whether a run does what its schedule means: it comes to every drop, or ends low without rising."""
    if milestones is not None:
        return ticks[-1] >= max(milestones)
    return bool(
        rates[-1] < 0.005 and (np.diff(rates[np.argmax(rates) :]) <= 0).all() and rates.max() <= rates[:6].max()
    )


@pytest.mark.filterwarnings("ignore:There are some unused values in state_dict")
@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("name", LOOPS)
def test_a_resumed_loop_has_a_finding_only_where_paddle_goes_wrong(tmp_path, applied, name, schedule):
    loop, (call, milestones) = LOOPS[name], SCHEDULES[schedule]
    path = tmp_path / "train.py"
    path.write_text(script(loop, call), encoding="utf-8")
    right = is_right(*applied(path.read_text(encoding="utf-8"), call, loop.made or 45), milestones)
    found = {finding.rule for finding in check_file(str(path)) or [] if finding.severity != "info"}
    found.discard("last-epoch-misused")  # about how the schedule is moved, not about where the run ends
    if right:
        assert found == set()
    else:
        expected = {"milestone-after-end", "cosine-rises-again", "cosine-longer-than-run"}
        assert bool(found & expected) >= loop.known


def test_the_optimizers_method_of_paddle_3_loads_the_schedule_too(tmp_path):
    path = tmp_path / "train.py"
    call = SCHEDULES["a cosine of 90"][0]
    path.write_text(script(LOOPS["state of the optimizer"], call).replace("opt.set_", "opt.load_"), encoding="utf-8")
    assert check_file(str(path)) == []
