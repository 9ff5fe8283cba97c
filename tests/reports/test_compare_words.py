"""What a report of a comparison says."""

from __future__ import annotations

import pytest

from paddle_lrkit.reports.compare_words import best_group, detectable, measured, verdict


def part(*diverged, best="A", tied=("A",)):
    return {"tied": list(tied), "best": best, "arms": [{"name": best, "diverged": 0}, *arms(diverged)]}


def arms(names):
    return [{"name": name, "diverged": 2} for name in names]


@pytest.mark.parametrize(
    ("names", "end"), [(("B",), "B diverged and ranks last."), (("B", "C"), "B and C diverged and rank last.")]
)
def test_who_diverged_is_said_and_ranks_last(names, end):
    assert verdict({}, part(*names)) == f"A is better than every other arm. {end}"


def test_nothing_is_best_where_every_arm_diverged():
    content = {"tied": ["A"], "best": "A", "arms": arms(["A", "B"])}
    assert verdict({}, content) == "Every arm has runs that diverged; try lower rates."
    assert best_group(content) == []
    assert best_group(part("B", tied=("A", "C"))) == ["A", "C"]


@pytest.mark.parametrize(
    ("values", "span"), [([0.5], "0.5000."), ([0.5, 0.25], "0.2500 to 0.5000, depending on the arm.")]
)
def test_the_smallest_difference(values, span):
    content = {"arms": [{"difference": None}, *({"difference": {"smallest_detectable": value}} for value in values)]}
    assert detectable(content).endswith(f"such comparisons is {span}")


@pytest.mark.parametrize(
    ("allowed", "words"), [(0, "was not allowed to grow"), (1, "for all arms, once at most"), (2, "2 times at most")]
)
def test_how_often_the_grid_may_grow(allowed, words):
    content = {
        "metric": "loss",
        "final_seeds": [0, 1],
        "tuned": True,
        "tune_seeds": [0],
        "extensions_allowed": allowed,
        "measured_on": "Test",
    }
    assert words in " ".join(measured(content))
