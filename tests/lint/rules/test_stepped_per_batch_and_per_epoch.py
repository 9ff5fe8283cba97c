"""Two calls of step() on one schedule."""

import pytest

from tests.lint.used import built, cosine, findings, found, per_batch, per_epoch, used


@pytest.mark.parametrize("length", [30, 600, 7])
def test_the_finding_is_at_the_call_for_the_epoch_and_the_only_one(length):
    (finding,) = findings(used(cosine(length), per_batch(), per_epoch()))
    assert (finding.rule, finding.severity, finding.line) == ("stepped-per-batch-and-per-epoch", "error", 20)
    words = "sched is stepped for every batch in line 18 and again in every epoch"
    assert finding.message == f"{words}: 630 steps in 30 epochs"
    in_epochs = "remove the call in line 18, because the lengths are epochs"
    assert finding.fix == (in_epochs if length <= 30 else "remove one of the two calls")


@pytest.mark.parametrize(
    "usage",
    [
        used(cosine(), per_batch(calls=60), per_epoch(calls=27)),
        used(cosine(), per_batch(), per_epoch(calls=10)),
        used(cosine(), per_epoch(), per_epoch(25)),
        used(cosine(), per_batch(argument="epoch"), per_epoch()),
        used(built("ReduceOnPlateau", learning_rate=0.1), per_batch(argument="metric"), per_epoch(argument="metric")),
    ],
)
def test_calls_that_share_the_run_are_no_finding(usage):
    assert found(usage, "stepped-per-batch-and-per-epoch") == []
