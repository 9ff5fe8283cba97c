"""Batch sizes and accumulations that change: stages, lengths and refusals."""

from __future__ import annotations

import pytest

from paddle_lrkit import load_schedule
from paddle_lrkit.curves import batch_size_ramp
from paddle_lrkit.errors import ConfigError

RAMP = {"name": "BatchSizeRamp", "start": 8, "end": 32, "increment": 8, "samples": 240}


def steps(boundaries, values):
    return {"name": "Steps", "boundaries": boundaries, "values": values}


def schedule(batch_size=16, *, num_samples=100, world_size=None, train=None, lr=None, optimizer=None, **run):
    lr = lr or {"name": "Constant", "learning_rate": 0.1}
    data = {
        "Global": run or {"epochs": 10},
        "Optimizer": {"name": "SGD", "lr": lr, **(optimizer or {})},
        "Train": {"dataset": {"name": "D"}, "loader": {"batch_size": batch_size, **(train or {})}},
    }
    if num_samples:
        data["Train"]["num_samples"] = num_samples
    return load_schedule(data, world_size=world_size, suite="lrkit")


def stages(**arguments):
    return [tuple(stage) for stage in schedule(**arguments).length.plan.stages]


@pytest.mark.parametrize("world", [1, 2])
def test_a_ramp_is_megatrons(world):
    """``samples`` counts all processes, so two of them are through the ramp in half of the updates."""
    expected = batch_size_ramp(8 * world, 32 * world, 8 * world, 240)
    found = schedule(RAMP, num_samples=4000, world_size=world, updates=50).length.plan
    assert [found.global_batch(update) for update in range(50)] == [expected(update) for update in range(50)]


def test_boundaries_are_counted_in_the_run_with_the_sizes_before_them():
    assert stages(batch_size=steps(["2ep", "300sa", "30it"], [10, 20, 50, 100])) == [
        *((0, 10, 1), (20, 20, 1), (25, 50, 1), (30, 100, 1)),
    ]
    assert stages(epochs=4, batch_size=10, accumulate_steps=steps(["50%"], [1, 5])) == [(0, 10, 1), (20, 10, 5)]
    assert stages(updates=60, batch_size=steps(["50%"], [10, 50])) == [(0, 10, 1), (30, 50, 1)]
    assert stages(samples=1000, batch_size=10, accumulate_steps=steps(["300sa"], [1, 5])) == [(0, 10, 1), (30, 10, 5)]


def test_the_length_of_the_run_follows_the_ramp():
    size = steps(["2ep"], [10, 50])
    assert schedule(size, epochs=5).total_updates == 2 * 10 + 3 * 2
    found = schedule(
        size, lr={"name": "MultiStepDecay", "learning_rate": 1.0, "milestones": ["3ep", "400sa"]}, epochs=5
    )
    assert found.curve.knots(26) == [22, 24]
    assert [found.epoch(update) for update in (5, 20, 21, 22)] == [0.5, 2, 2.5, 3]


def test_samples_are_a_length():
    size = steps(["2ep"], [10, 50])
    for wanted, updates in ((199, 19), (200, 20), (249, 20), (250, 21)):
        data = {"Global": {"samples": wanted}, "Optimizer": {"name": "SGD", "lr": {"name": "Constant"}}}
        data["Optimizer"]["lr"]["learning_rate"] = 0.1
        data["Train"] = {"dataset": {"name": "D"}, "num_samples": 100, "loader": {"batch_size": size}}
        assert load_schedule(data, suite="lrkit").total_updates == updates
        data["Train"]["loader"]["batch_size"] = 10
        assert load_schedule(data, suite="lrkit").total_updates == wanted // 10


def test_a_rate_follows_the_batch_size_if_asked():
    size = steps(["2it", "4it"], [16, 32, 64])
    base = {"base_batch_size": 32, "batch_scaling": "linear"}
    found = schedule(size, updates=6, optimizer=base)
    assert [found.curve(update) for update in range(6)] == pytest.approx([0.05, 0.05, 0.1, 0.1, 0.2, 0.2])
    root = schedule(size, updates=6, optimizer={**base, "batch_scaling": "sqrt"})
    assert root.curve(5) == pytest.approx(0.1 * 2**0.5)
    with pytest.raises(ConfigError, match="cannot follow a batch size that changes with ReduceOnPlateau"):
        schedule(size, updates=6, optimizer=base, lr={"name": "ReduceOnPlateau", "learning_rate": 0.1})


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"batch_size": "Steps"}, "Train.loader.batch_size: must be a whole number, or a section with a 'name'"),
        (
            {"batch_size": {"name": "Step", "values": [1]}},
            "must be Steps or BatchSizeRamp, got 'Step'; did",
        ),
        ({"batch_size": steps(["2ep"], [1])}, "batch_size.values: must have one value more than boundaries, 2, got 1"),
        ({"batch_size": steps(["2ep"], [1, 0])}, "batch_size.values: must be >= 1, got 0"),
        ({"batch_size": steps([5], [1, 2])}, r"boundaries.0: 5 has no unit; write 5it"),
        (
            {"batch_size": steps(["9it", "9it"], [1, 2, 4])},
            r"boundaries.1: must ascend: 9it is update 9, not after",
        ),
        ({"batch_size": steps(["0it"], [1, 2])}, r"boundaries.0: must ascend: 0it is update 0, not after the start"),
        ({"batch_size": steps(["3it"], [1, 200])}, r"batch_size: from update 3 on an epoch has no update: 100 samples"),
        ({"batch_size": {**RAMP, "increment": 7}}, "batch_size.increment: must divide end - start, 24, got 7"),
        (
            {"batch_size": {**RAMP, "samples": "3ep"}},
            "batch_size.samples: must be samples .* got 3ep",
        ),
        (
            {"batch_size": RAMP, "accumulate_steps": RAMP, "epochs": 2},
            "accumulate_steps: only one of this and",
        ),
        ({"batch_size": RAMP, "num_samples": None}, "the number of updates in an epoch is not known"),
        (
            {"batch_size": steps(["3ep"], [8, 16]), "num_samples": None, "updates": 9},
            "3ep needs the number of",
        ),
    ],
)
def test_a_mistake_is_named(arguments, sentence):
    with pytest.raises(ConfigError, match=sentence):
        schedule(**arguments)


def test_too_few_samples_and_given_epochs_are_refused():
    lr = {"name": "SGD", "lr": {"name": "Constant", "learning_rate": 0.1}}
    train = {"dataset": {"name": "D"}, "loader": {"batch_size": 64}}
    with pytest.raises(ConfigError, match=r"Global.samples: 63 samples are fewer than those of the first update"):
        load_schedule({"Global": {"samples": 63}, "Optimizer": lr, "Train": train}, suite="lrkit")
    train["loader"]["batch_size"] = RAMP
    with pytest.raises(ConfigError, match="the batch size changes in the run, so no single number of updates"):
        load_schedule({"Global": {"epochs": 3}, "Optimizer": lr, "Train": train}, suite="lrkit", steps_per_epoch=5)
