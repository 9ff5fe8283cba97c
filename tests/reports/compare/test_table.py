"""The table of a comparison."""

from __future__ import annotations

import math

import pytest

from paddle_lrkit.reports.compare.table import cells
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
