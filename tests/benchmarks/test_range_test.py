"""The truth of the range test's benchmark, and the recorded verdict."""

from __future__ import annotations

import json

import pytest

from benchmarks.range_problems import PROBLEMS
from benchmarks.range_test import ANSWER, TRUTH, judged, truth_of, verdict


def test_a_rate_is_tied_if_its_loss_is_not_significantly_higher():
    losses = {
        "0.01": [0.90, 0.95, 0.92],
        "0.02": [0.51, 0.50, 0.52],
        "0.04": [0.50, 0.49, 0.505],
        "0.08": [0.49, 0.51, 0.50],
        "0.16": [0.50, 0.52, 0.60],
        "0.32": [0.5, 0.5, None],
    }
    truth = truth_of(losses)
    assert (truth.best, truth.tied) == (0.04, (0.04, 0.08)), "0.02 is always higher, 0.16 more than 5% higher"
    assert truth.factor(0.01) == pytest.approx(4)
    assert [truth.factor_to_tied(rate) for rate in (0.01, 0.06, 0.16)] == pytest.approx([4, 1, 2])


def test_the_recorded_counts_follow_from_the_recorded_losses():
    answer, truth = (json.loads(file.read_text(encoding="utf-8")) for file in (ANSWER, TRUTH))
    truths = {name: truth_of(truth["losses"][name]) for name in answer["problems"]}
    assert set(truths) == set(PROBLEMS)
    assert judged(answer["problems"], truths) == answer["counts"]
    counts = answer["counts"]["all"]["lrkit find"]
    assert answer["verdicts"] == {way: verdict(counts, way) for way in ("best", "tied")}


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_truth_has_every_seed_and_two_rates_beyond_the_best(name):
    losses = json.loads(TRUTH.read_text(encoding="utf-8"))["losses"][name]
    assert {len(values) for values in losses.values()} == {PROBLEMS[name].seeds}
    place = sorted(map(float, losses)).index(truth_of(losses).best)
    assert 2 <= place < len(losses) - 2
