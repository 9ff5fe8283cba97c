"""A rate of 0 counts where it takes more than the first update."""

import pytest

from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.engine import check_config
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


ZERO = {
    "ppcls": {"Global": {"epochs": 30}, "Optimizer": {"lr": {"name": "Cosine", "learning_rate": 0.0}}},
    "ppdet": {
        "epoch": 12,
        "LearningRate": {
            "base_lr": 0.0,
            "schedulers": [{"name": "CosineDecay", "max_epochs": 12, "use_warmup": False}],
        },
    },
    "ppnlp": {"learning_rate": 0.0, "lr_scheduler_type": "cosine", "warmup_steps": 40, "max_steps": 800},
    "ppseg": {"iters": 800, "lr_scheduler": {"type": "PolynomialDecay", "learning_rate": 0, "end_lr": 0}},
    "lrkit": {"Global": {"epochs": 30}, "Optimizer": {"name": "SGD", "lr": {"name": "REX", "learning_rate": 0.0}}},
}


@pytest.mark.parametrize("suite", ZERO)
def test_a_rate_that_is_0_in_the_whole_run_is_a_warning(suite):
    options = CheckOptions(suite=suite, length=LengthOptions(20))
    findings = [finding for finding in check_config(ZERO[suite], options) if finding.rule == "zero-first-rate"]
    assert [(finding.severity, finding.key.rpartition(".")[2]) for finding in findings] == [
        ("warning", "base_lr" if suite == "ppdet" else "learning_rate")
    ]
    assert findings[0].message == "the rate is 0 in the whole run, so no update changes anything"


@pytest.mark.parametrize("increments", [{}, {"use_increments": False}, {"use_increments": True}])
def test_the_gpt_program_stays_at_0_without_use_increments(increments):
    """Its schedule adds ``global_batch_size`` to the tick at each update only where ``use_increments`` is set."""
    lr = {"name": "CosineAnnealingWithWarmupDecay", "max_lr": 5e-5, "min_lr": 1e-5, "warmup_rate": 0.01}
    config = {
        "Global": {"global_batch_size": 16},
        "Engine": {"max_steps": 400},
        "Optimizer": {"lr": {**lr, "decay_steps": 360, **increments}},
    }
    findings = {finding.rule: finding for finding in check_config(config, CheckOptions(suite="ppnlp"))}
    if increments.get("use_increments"):
        assert "zero-first-rate" not in findings
    else:
        assert findings["zero-first-rate"].severity == "warning"
        assert findings["zero-first-rate"].fix == "use_increments: true"
        assert "floor-guide" not in findings, "its share of a peak that is never reached"
