"""The table of a comparison."""

from __future__ import annotations

import pytest

from paddle_lrkit.reports.compare_table import cells


@pytest.mark.parametrize(("p", "text"), [(0.0004, "<0.001"), (0.001, "0.001"), (0.0514, "0.051"), (1.0, "1.000")])
def test_a_small_p_value_is_no_zero(p, text):
    arm = {
        "name": "Constant",
        "rate": 0.1,
        "rate_at_edge": False,
        "diverged": 0,
        "mean": 0.5,
        "updates_to_target": 10,
        "area": 0.6,
        "regret": 0.1,
        "difference": {"worse_by": 0.2, "interval": [0.1, 0.3], "p_holm": p},
    }
    part = {"best": "LinearDecay", "arms": [arm]}
    head, row = cells({"metric": "loss", "second_metric": None}, part)
    assert row[head.index("p (Holm)")] == text


def test_an_arm_that_diverged_is_never_called_best():
    arm = {"name": "WSD", "rate": 0.1, "rate_at_edge": False, "diverged": 2, "mean": None, "difference": None}
    arm |= {"updates_to_target": None, "area": None, "regret": None}
    head, row = cells({"metric": "loss", "second_metric": None}, {"best": "WSD", "arms": [arm]})
    assert (row[1 + head.index("rate")], row[head.index("worse by [95%]")]) == ("diverged 2x", "-")
