"""A rate that rises up to the last update never decays; the rates are Paddle's own."""

from itertools import pairwise

import pytest

from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.engine import check_config
from paddle_lrkit.units import LengthOptions

ITERS = 400
CYCLE = {"type": "CyclicLR", "base_learning_rate": 0.001, "max_learning_rate": 0.1}
ONE = {"type": "OneCycleLR", "max_learning_rate": 0.1}
NOAM = {"type": "NoamDecay", "d_model": 64, "learning_rate": 1.0}


def found(lr):
    findings = check_config({"iters": ITERS, "lr_scheduler": lr}, CheckOptions(suite="ppseg"))
    return {finding.rule: finding for finding in findings}.get("never-decays")


def paddles_rates(lr):
    classes = pytest.importorskip("paddle").optimizer.lr
    scheduler = getattr(classes, lr["type"])(**{key: value for key, value in lr.items() if key != "type"})
    rates = []
    for _ in range(ITERS):
        rates.append(scheduler())
        scheduler.step()
    return rates


@pytest.mark.parametrize(
    ("lr", "rises"),
    [
        ({**CYCLE, "step_size_up": 10 * ITERS}, True),
        ({**CYCLE, "step_size_up": ITERS}, True),
        ({**CYCLE, "step_size_up": ITERS // 2}, False),
        ({**ONE, "total_steps": 50 * ITERS}, True),
        ({**ONE, "total_steps": 2 * ITERS}, False),
        ({**NOAM, "warmup_steps": 4 * ITERS}, True),
        ({**NOAM, "warmup_steps": ITERS // 4}, False),
    ],
)
def test_a_rise_that_is_longer_than_the_run_is_a_warning(lr, rises):
    rates = paddles_rates(lr)
    assert all(after >= before for before, after in pairwise(rates)) == rises
    finding = found(lr)
    assert (finding is not None) == rises
    if finding is not None:
        assert (finding.severity, finding.key) == ("warning", "lr_scheduler")
        shown = finding.message.partition(" to ")[2].partition(" at ")[0]
        assert float(shown) == pytest.approx(rates[-1], rel=1e-3)


def test_a_rise_in_updates_is_not_compared_with_a_run_in_epochs_of_unknown_length():
    lr = {"name": "Cyclic", "base_learning_rate": 0.001, "max_learning_rate": 0.1, "warmup_epoch": 0}
    lr |= {"warmup_start_lr": 0.0, "step_size_up": 40000, "step_size_down": 40000}
    config = {"Global": {"epochs": 3}, "Optimizer": {"lr": lr}}
    rules = [
        {finding.rule for finding in check_config(config, CheckOptions(suite="ppcls", length=LengthOptions(steps)))}
        for steps in (None, 100, 40000)
    ]
    assert ["never-decays" in names for names in rules] == [False, True, False]
