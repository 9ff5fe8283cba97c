"""The sentences of a comparison's report."""

from __future__ import annotations

import pytest

from paddle_lrkit.reports.compare.words import detectable, method, tie_notes, verdict
from tests.reports.compare.comparisons import arm, budget, comparison, difference


def diverged(*names):
    return [arm(name, diverged=2) for name in names]


@pytest.mark.parametrize(
    ("names", "end"), [(("B",), "B diverged and ranks last."), (("B", "C"), "B and C diverged and rank last.")]
)
def test_arms_that_diverged_are_named_and_rank_last(names, end):
    assert verdict(budget(arm("A"), *diverged(*names))) == f"A is better than every other arm. {end}"


def test_no_arm_is_best_if_every_arm_diverged():
    part = budget(*diverged("A", "B"))
    assert verdict(part) == "Every arm has runs that diverged; try lower rates."
    assert part.marked == []
    assert budget(arm("A"), arm("C"), *diverged("B"), tied=("A", "C")).marked == ["A", "C"]


@pytest.mark.parametrize(
    ("values", "span"), [([0.5], "0.5000."), ([0.5, 0.25], "0.2500 to 0.5000, depending on the arm.")]
)
def test_the_smallest_difference(values, span):
    others = [arm(f"B{value}", difference=difference(smallest_detectable=value)) for value in values]
    assert detectable(budget(arm("A"), *others)).endswith(f"such comparisons is {span}")


@pytest.mark.parametrize(
    ("allowed", "words"), [(0, "was not allowed to grow"), (1, "for all arms, once at most"), (2, "2 times at most")]
)
def test_how_often_the_grid_may_grow(allowed, words):
    assert words in " ".join(method(comparison(extensions_allowed=allowed)))


def test_a_tie_beside_an_interval_above_0_has_its_reason():
    corrected = arm("B", difference=difference(p=0.03, p_holm=0.06, tied=True))
    few = arm("C", difference=difference(p=0.07, p_holm=0.07, tied=True))
    first, second = tie_notes(budget(arm("A"), corrected, few))
    assert first.startswith("B (p 0.030 alone, 0.060 corrected): tied although")
    assert "corrected for the number of arms" in first
    assert second.startswith("C (p 0.070): tied although")
    assert "cannot exceed the 2 observed pairs" in second


@pytest.mark.parametrize(
    "changes", [{"tied": False}, {"tied": True, "interval": (-0.1, 0.3)}, {"tied": True, "interval": (0.0, 0.3)}]
)
def test_an_ordinary_tie_or_difference_needs_no_reason(changes):
    assert tie_notes(budget(arm("A"), arm("B", difference=difference(**changes)))) == []
