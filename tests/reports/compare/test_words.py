"""The sentences of a comparison's report."""

from __future__ import annotations

import pytest

from paddle_lrkit.reports.compare.words import detectable, method, verdict
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
