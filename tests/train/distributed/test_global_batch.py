"""The lines about the samples per update."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from paddle_lrkit.batch_plan import BatchPlan
from paddle_lrkit.config.optimizer_arguments import find_arguments
from paddle_lrkit.curves import constant
from paddle_lrkit.suites import Schedule
from paddle_lrkit.train.distributed.global_batch import describe_global_batch
from paddle_lrkit.units import RunLength


def lines(processes=1, batch=32, accumulate=1, base=None, rule=None, name="Momentum"):
    own = find_arguments(name)()
    settings = SimpleNamespace(
        Optimizer=SimpleNamespace(base_batch_size=base, batch_scaling=rule, name=name, arguments=own),
    )
    schedule = Schedule(constant(0.1), "lrkit", RunLength(10, world_size=processes))
    plan = BatchPlan.constant(None, batch, accumulate=accumulate, world=processes)
    return list(describe_global_batch(settings, schedule, plan))


def test_a_plain_run_prints_nothing():
    assert lines() == []


def test_the_product_is_shown():
    assert lines(2, 32, 3)[0] == "2 processes x batch 32 x accumulate 3 = 192 samples per update"
    assert lines(1, 32, 2)[0].startswith("1 process x batch 32 x accumulate 2 = 64")


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ({"processes": 4}, "if it was tuned for 32 samples per update, the linear rule gives times 4 (peak 0.4)"),
        ({"base": 128}, "tuned for 128 samples per update and is used as written; the linear rule gives times 0.25"),
        (
            {"base": 128},
            "the square root rule gives times 0.5 (peak 0.05): set Optimizer.batch_scaling to",
        ),
        ({"base": 128, "rule": "sqrt"}, "tuned for 128 samples per update; sqrt rule: times 1, peak 0.1"),
    ],
)
def test_the_effect_on_the_rate_is_printed(arguments, part):
    assert part in lines(**arguments)[1]


def test_a_learned_rate_needs_no_scaling():
    assert lines(4, name="Prodigy")[1:] == ["Prodigy learns its rate, so the learning rate needs no scaling"]


def test_at_the_base_there_is_no_effect():
    assert len(lines(base=32)) == 1
