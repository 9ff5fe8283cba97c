"""The table of a comparison."""

from __future__ import annotations

import math

import pytest

from paddle_lrkit.reports.compare.table import cells, report_of
from tests.reports.compare.comparisons import arm, budget, comparison, difference


@pytest.mark.parametrize(("p", "text"), [(0.0004, "<0.001"), (0.001, "0.001"), (0.0514, "0.051"), (1.0, "1.000")])
def test_a_small_p_value_is_not_shown_as_zero(p, text):
    part = budget(arm("Constant", difference=difference(p_holm=p)), best="LinearDecay")
    head, row = cells(comparison(part), part)
    assert row[head.index("p (Holm)")] == text


def test_an_arm_that_diverged_is_never_called_best():
    part = budget(arm("WSD", diverged=2, updates_to_target=math.inf, area=math.inf, regret=math.nan), best="WSD")
    head, row = cells(comparison(part), part)
    assert (row[1 + head.index("rate")], row[head.index("worse by [95%]")]) == ("diverged 2x", "-")
    assert row[head.index("area") :] == ["-", "never", "-"]


def test_the_second_metric_is_a_mean_over_all_seeds():
    part = budget(arm("A", second_values=(0.5, 0.7)), arm("B", second_values=(0.5, math.nan)))
    head, *rows = cells(comparison(part, second_metric="accuracy"), part)
    assert [row[head.index("accuracy")] for row in rows] == ["0.6000", "-"]


def test_a_report_marks_the_tied_arms_and_says_what_to_try():
    arms = arm("A", rate_at_edge=True), arm("B", difference=difference(tied=True, p_holm=0.2)), arm("C", diverged=1)
    part = budget(*arms, tied=("A", "B", "C"))
    report = report_of(comparison(part), part)
    assert report.heading == "softmax: loss on Test after 10 updates, 2 seeds"
    assert (report.marked, [row[0] for row in report.rows]) == ([0, 1], ["", "=", "=", ""])
    label, text = report.notes[-1]
    assert (label, text.startswith("The best rate of A is at an end")) == ("next", True)
