"""A plateau that gets no metric."""

import pytest

from tests.lint.used import built, cosine, findings, found, per_batch, per_epoch, used

PLATEAU = built("ReduceOnPlateau", learning_rate=0.1, patience=3)


@pytest.mark.parametrize(
    ("site", "words"),
    [
        (per_epoch(), "ReduceOnPlateau.step() is called without a metric"),
        (per_batch(20, by="paddle.Model.fit"), "paddle.Model.fit calls step() of ReduceOnPlateau without a metric"),
    ],
)
def test_the_finding_is_at_the_call_and_the_only_one(site, words):
    (finding,) = findings(used(PLATEAU, site))
    assert (finding.rule, finding.severity, finding.line) == ("plateau-without-metric", "error", 20)
    assert finding.message == f"{words}, so Paddle stops with a TypeError"


@pytest.mark.parametrize(
    "usage", [used(PLATEAU, per_epoch(argument="metric", text="loss")), used(cosine(), per_epoch())]
)
def test_a_metric_or_another_class_is_no_finding(usage):
    assert found(usage, "plateau-without-metric") == []
