from dataclasses import replace

from paddle_lrkit.reports.watch.ranks import rank_differences
from tests.scripts.recordings import Recording


def record(rank, steps=3, updates=3, rate=lambda tick: 1 / (1 + tick), **about):
    run = Recording(rate)
    for number in range(max(steps, updates)):
        if number < updates:
            run.update()
        if number < steps:
            run.step()
    return run.record(rank=rank, **about)


def test_equal_processes_do_not_differ():
    assert rank_differences([record(0), record(1)]) == []


def test_the_first_difference_is_named():
    slower = record(1, steps=0)
    found = rank_differences([record(0), slower, record(2, updates=2), record(3, rate=lambda tick: 0.5)])
    assert [one.rank for one in found] == [1, 2, 3]
    assert found[0].message == "Own is stepped 0 times, in process 0 3"
    assert found[1].message == "SGD makes 2 updates, in process 0 3"
    assert found[2].message == "SGD applies 0.5 at update 0, in process 0 1"


def test_other_arguments():
    other = record(1)
    other.schedules[0] = replace(other.schedules[0], arguments={"learning_rate": 2.0})
    (found,) = rank_differences([record(0), other])
    assert found.message == "Own is built with other arguments than in process 0"


def test_a_process_that_did_not_end_is_not_compared():
    assert rank_differences([record(0), record(1, updates=1, ended=False)]) == []
