"""What the command says about its order is what was measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from paddle_lrkit.ranking import evidence
from paddle_lrkit.ranking.evidence import Confirmation

RESULTS = Path(__file__).parents[2] / "benchmarks" / "results" / "ranking.json"
STATED = [each for each in vars(evidence).values() if isinstance(each, Confirmation)]


@pytest.mark.parametrize("stated", STATED, ids=lambda each: each.kind)
def test_the_stated_counts_are_those_of_the_benchmark(stated):
    content = json.loads(RESULTS.read_text(encoding="utf-8"))
    found = content["kinds"][stated.kind]
    assert (stated.right, stated.pairs) == (found["right"], found["pairs"])
    lengths = [group["updates"] for group in content["groups"] if group["kind"] == stated.kind]
    assert stated.updates == (min(lengths), max(lengths))
