"""step() before the optimizer's."""

import pytest

from paddle_lrkit.scripts.program import LoopNumber
from tests.lint.used import cosine, findings, found, per_batch, per_epoch, used

RULE = "step-order"


@pytest.mark.parametrize(
    ("site", "length", "unit"),
    [(per_batch(before_update=True), 600, "update"), (per_epoch(before_update=True), 30, "epoch")],
)
def test_the_finding_is_at_the_call(site, length, unit):
    (finding,) = findings(used(cosine(length), site, first_step_at=0))
    assert (finding.rule, finding.severity, finding.line) == (RULE, "error", site.place.line)
    assert f"each {unit} is made with the next one's rate" in finding.message


@pytest.mark.parametrize(
    "usage",
    [
        used(cosine(30), per_epoch(), first_step_at=20),
        used(cosine(30), per_epoch(before_update=True, argument=LoopNumber(0, (1,)), text="epoch")),
        used(cosine(30), per_epoch(before_update=True), first_step_at=20),
        used(cosine(30), per_epoch(before_update=True), first_step_at=0, holders=()),
    ],
)
def test_a_call_behind_the_update_and_a_position_are_no_finding(usage):
    assert found(usage, RULE) == []
