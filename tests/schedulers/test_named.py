import math

import paddle
import pytest

import paddle_lrkit as lrkit
from paddle_lrkit.curves import catalog
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.plot.catalogue import panels


def rates(scheduler, count):
    found = []
    for update in range(count):
        scheduler.step(update)
        found.append(scheduler())
    return found


def test_a_schedule_by_its_name():
    scheduler = lrkit.scheduler("WSD", learning_rate=0.1, updates=100, warmup="10%", decay_steps=20, shape="linear")
    expected = [0.1 * min(t / 10, 1.0, (100 - t) / 20) for t in range(100)]
    assert rates(scheduler, 100) == pytest.approx(expected, rel=1e-12)
    assert scheduler.length == 100
    optimizer = paddle.optimizer.SGD(scheduler, parameters=paddle.nn.Linear(1, 1).parameters())
    assert optimizer.get_lr() == scheduler()


@pytest.mark.parametrize("panel", panels(catalog.ENTRIES), ids=lambda panel: panel.name)
def test_every_name_of_the_catalogue(panel):
    entry = catalog.find(panel.name)
    scheduler = lrkit.scheduler(entry.name, **{"updates": 1000, "steps_per_epoch": 100, **entry.example})
    curve = panel.series.schedule.curve
    assert rates(scheduler, 1000)[::37] == [curve(update) for update in range(0, 1000, 37)]


def test_numbers_count_updates_also_in_sections():
    scheduler = lrkit.scheduler(
        "Constant",
        learning_rate=0.1,
        updates=100,
        jagged_restarts={"every": 20, "warmup": 5, "lowest": 0.0},
        override={"start": 50, "name": "MultiStepDecay", "milestones": [70, "80%"], "learning_rate": 0.2},
    )
    found = rates(scheduler, 100)
    assert (found[20], found[25], found[50], found[70], found[80]) == pytest.approx((0.0, 0.1, 0.2, 0.02, 0.002))


@pytest.mark.parametrize(("name", "kind"), [("GreedyLR", lrkit.GreedyLR), ("ReduceOnPlateau", lrkit.ReduceOnPlateau)])
def test_a_schedule_that_follows_a_metric(name, kind):
    scheduler = lrkit.scheduler(name, learning_rate=0.1, updates=100, factor=0.5, patience=0)
    assert isinstance(scheduler, kind)
    warmed = lrkit.scheduler(name, learning_rate=0.1, updates=100, factor=0.5, patience=0, warmup=10)
    warmed.step(5)
    assert warmed() == pytest.approx(0.05)
    warmed.step(10)
    warmed.observe(1.0)
    warmed.observe(math.inf)
    assert warmed() == pytest.approx(0.1 if name == "GreedyLR" else 0.05)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"name": "WSDD"}, "name: unknown schedule 'WSDD'; did you mean 'WSD"),
        ({"name": "Constant", "learning_rat": 1}, "learning_rat: unknown key; did you mean 'learning_rate'?"),
        ({"name": "Constant"}, "the key 'learning_rate' is missing"),
        ({"name": "REX", "learning_rate": 0.1, "warmup": "5ep"}, "warmup: 5ep needs the number of updates in an epoch"),
        ({"name": "REX", "learning_rate": -1}, "learning_rate: must be >= 0, got -1"),
    ],
)
def test_mistakes(arguments, sentence):
    with pytest.raises(ConfigError) as caught:
        lrkit.scheduler(updates=100, **arguments)
    assert sentence in str(caught.value)


def test_a_run_has_a_length():
    with pytest.raises(ConfigError, match="updates: must be >= 1, got 0"):
        lrkit.scheduler("Constant", learning_rate=0.1, updates=0)
