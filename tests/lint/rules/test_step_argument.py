"""What step() is called with."""

import pytest

from paddle_lrkit.scripts.program import LoopNumber
from paddle_lrkit.scripts.unknown import assumed
from tests.lint.used import built, cosine, findings, found, per_batch, per_epoch, used

RULE = "step-argument"
EPOCH = per_epoch(argument=LoopNumber(0, (1,)), text="epoch")
EPOCH_IN_BATCHES = per_batch(argument=LoopNumber(0, (0, 1)), text="epoch")
UPDATE = per_batch(argument=LoopNumber(0, (1, 20)), text="global_step")
BATCH = per_batch(argument=LoopNumber(0, (1, 0)), text="i")
PLATEAU = built("ReduceOnPlateau", learning_rate=0.1)


@pytest.mark.parametrize("site", [EPOCH, EPOCH_IN_BATCHES, per_epoch(argument="epoch", text="epoch")])
def test_an_epoch_is_no_position_of_a_schedule_in_updates(site):
    (finding,) = findings(used(cosine(600), site))
    assert (finding.rule, finding.severity, finding.line) == (RULE, "error", site.place.line)
    assert finding.message == (
        "step(epoch) moves sched to the number of the epoch, which ends at 30, but its T_max is 600"
    )
    assert found(used(cosine(30), site), RULE) == []


def test_a_length_that_is_computed_from_the_loader_is_in_updates():
    length = assumed(100, {"len(loader)"})
    assert found(used(cosine(length), EPOCH), RULE) == [(RULE, 20)]
    assert found(used(cosine(100), EPOCH), RULE) == []


def test_an_update_is_no_position_of_a_schedule_in_epochs():
    (finding,) = findings(used(cosine(30), UPDATE))
    assert (finding.rule, finding.line) == (RULE, 18)
    assert "moves sched to the number of the update, but its T_max is 30, in a run of 30 epochs" in finding.message
    assert found(used(cosine(600), UPDATE), RULE) == []


def test_the_number_of_the_batch_begins_again_in_each_epoch():
    (finding,) = [each for each in findings(used(cosine(600), BATCH)) if each.rule == RULE]
    assert (finding.severity, finding.line) == ("warning", 18)
    assert "begins again in every epoch" in finding.message


@pytest.mark.parametrize(("text", "wrong"), [("val_loss", True), ("acc.item()", True), ("state.step", False)])
def test_a_metric_is_no_position(text, wrong):
    usage = used(cosine(30), per_epoch(argument="metric", text=text))
    assert found(usage, RULE) == ([(RULE, 20)] if wrong else [])


def test_a_plateau_takes_a_metric_and_no_epoch():
    assert found(used(PLATEAU, EPOCH)) == [(RULE, 20)]
    assert found(used(PLATEAU, per_epoch(argument="metric", text="epoch + 1"))) == [(RULE, 20)]
    assert found(used(PLATEAU, per_epoch(argument="metric", text="loss"))) == []
