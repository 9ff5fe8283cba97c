"""The recorder, without Paddle."""

import sys

from paddle_lrkit.plugins.watching.recorder import Recorder
from paddle_lrkit.scripts.folded_trace import unrolled


class Schedule:
    def __init__(self, rate=0.1):
        self.last_epoch, self.rate = 0, rate

    def __call__(self):
        return self.rate


class Optimizer:
    def __init__(self, rate):
        self._learning_rate = rate


def build(recorder, rate=0.1):
    schedule = Schedule(rate)
    recorder.schedule_built(schedule, {"learning_rate": rate}, sys._getframe(1))
    return schedule


def step(recorder, schedule, argument=None):
    before = schedule.last_epoch
    schedule.last_epoch = before + 1 if argument is None else argument
    recorder.stepped(schedule, argument, before, sys._getframe(1))


def kinds(recorder):
    lines, state = recorder.take()
    symbols = [line["symbol"] for line in lines if "symbol" in line]
    return [symbols[number][0] for number in unrolled(state["trace"])]


def test_what_a_loop_builds_again_keeps_its_number():
    recorder = Recorder()
    for _ in range(5):
        schedule = build(recorder)
        optimizer = Optimizer(schedule)
        recorder.optimizer_built(optimizer, {"learning_rate": schedule}, sys._getframe())
        recorder.updated(optimizer, 0.1, False, sys._getframe())
        step(recorder, schedule)
    assert (len(recorder.schedules), len(recorder.optimizers)) == (1, 1)
    assert (recorder.schedules[0].events, recorder.optimizers[0].events) == (5, 5)
    assert len(recorder.trace.nodes) == 1


def test_what_a_line_builds_several_times_before_its_use_has_a_number_each():
    recorder = Recorder()
    schedules = [build(recorder, rate) for rate in (0.1, 0.2, 0.3)]
    for schedule in schedules:
        step(recorder, schedule)
    assert [recorder.known(schedule).number for schedule in schedules] == [0, 1, 2]
    assert [schedule.rates.open_run for schedule in recorder.schedules] == [(0.1, 1), (0.2, 1), (0.3, 1)]


def test_a_helper_that_is_called_on_two_lines():
    recorder = Recorder()

    def make():
        return build(recorder)

    first = make()
    step(recorder, first)
    second = make()
    step(recorder, second)
    assert len(recorder.schedules) == 2


def test_an_optimizer_that_is_given_another_rate_by_assignment():
    recorder = Recorder()
    optimizer = Optimizer(0.5)
    recorder.optimizer_built(optimizer, {"learning_rate": 0.5}, sys._getframe())
    optimizer._learning_rate = build(recorder)
    watched = recorder.check_held(optimizer, sys._getframe())
    assert watched.held is optimizer._learning_rate
    lines, _ = recorder.take()
    assert [line["given"]["value"] for line in lines if "given" in line] == [0.5]
    assert [line["held"]["value"] for line in lines if "held" in line] == [{"schedule": 0}]


def test_what_steps_are_called_with():
    recorder = Recorder()
    schedule = build(recorder)
    for epoch in (3, 4, 5):
        step(recorder, schedule, epoch)
    assert recorder.schedules[0].step_arguments == {"first": 3, "last": 5, "counts": True, "same": False}
    step(recorder, schedule, 9)
    assert not recorder.schedules[0].step_arguments["counts"]
    recorder.stepped(schedule, "a tensor", schedule.last_epoch, sys._getframe())
    lines, _ = recorder.take()
    assert [line["symbol"][4] for line in lines if line.get("symbol", " ")[0] == "step"] == [
        "number",
        "number",
        "metric",
    ]


def test_an_assigned_position_is_an_event():
    recorder = Recorder()
    schedule = build(recorder)
    step(recorder, schedule)
    schedule.last_epoch = 7
    step(recorder, schedule)
    assert kinds(recorder) == ["build", "step", "move", "step"]


def test_a_skipped_update_has_no_rate():
    recorder = Recorder()
    optimizer = Optimizer(0.5)
    recorder.optimizer_built(optimizer, {}, sys._getframe())
    for skipped in (False, True, False):
        recorder.updated(optimizer, 0.5, skipped, sys._getframe())
    (watched,) = recorder.optimizers
    assert (watched.events, watched.skipped, watched.rates.count) == (2, 1, 2)
    assert kinds(recorder)[-3:] == ["update", "skip", "update"]


def test_a_schedule_that_was_built_before_the_hooks_is_noticed_at_its_first_step():
    recorder = Recorder()
    step(recorder, Schedule())
    assert [watched.events for watched in recorder.schedules] == [1]
