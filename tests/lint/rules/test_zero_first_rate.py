"""A rate of 0 counts where it takes more than the first update."""

import pytest

from paddle_lrkit.lint.engine import CheckOptions, check_config
from paddle_lrkit.units import LengthOptions


def found(steps=None, **lr):
    config = {"Global": {"epochs": 100}, "Optimizer": {"lr": {"name": "Cosine", "learning_rate": 0.1, **lr}}}
    options = CheckOptions(suite="ppcls", length=LengthOptions(steps))
    return {finding.rule: finding for finding in check_config(config, options)}.get("zero-first-rate")


def test_a_warmup_from_0_wastes_one_update():
    assert found(warmup_epoch=5) is None


def test_a_warmup_from_0_that_is_stepped_once_an_epoch_wastes_the_first_one():
    assert found(warmup_epoch=5, by_epoch=True).message == (
        "the rate is 0 until epoch 1 of 100, for the first 1% of the run"
    )
    known = found(37, warmup_epoch=5, by_epoch=True)
    assert known.message.startswith("the rate is 0 until update 37 of 3,700 (epoch 1 of 100)")


@pytest.mark.parametrize("lr", [{}, {"warmup_start_lr": 0.01}])
def test_the_advised_start_is_a_tenth_of_the_peak(lr):
    finding = found(warmup_epoch=5, by_epoch=True, **lr)
    assert (finding.fix if finding else None) == (None if lr else "warmup_start_lr: 0.01")
