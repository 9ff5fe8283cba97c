"""Tables without names."""

from __future__ import annotations

import math

import pytest

from paddle_lrkit.errors import UsageError
from paddle_lrkit.runs.logs.columns_by_content import columns_by_content

NOISE = [2 + 0.3 * math.sin(17 * at) for at in range(50)]
ROWS = [[str(20 * at), f"{NOISE[at]:.4f}", f"{0.1 - at / 1000:.6f}"] for at in range(50)]


def test_step_rate_and_loss_are_told_by_their_numbers():
    found = columns_by_content(["1", "2", "3"], ROWS, {}, "a.csv")
    assert (found.step, found.rate, found.loss) == ("1", "3", "2")


def test_named_columns_are_not_looked_at():
    found = columns_by_content(["1", "2", "3"], ROWS, {"lr": "2", "loss": "3"}, "a.csv")
    assert (found.step, found.rate, found.loss) == ("1", "2", "3")


def test_two_even_columns_are_not_guessed():
    rows = [[step, rate, rate] for step, _, rate in ROWS]
    with pytest.raises(UsageError, match=r"a.csv: .*not clear which is the rate; .*from 1 to 3: --columns step=1,lr=2"):
        columns_by_content(["1", "2", "3"], rows, {}, "a.csv")


def test_two_counters_are_not_guessed():
    rows = [[step, step, rate] for step, _, rate in ROWS]
    with pytest.raises(UsageError, match="not clear which is the step"):
        columns_by_content(["1", "2", "3"], rows, {}, "a.csv")


def test_a_name_is_refused():
    with pytest.raises(UsageError, match="--columns lr=rate is not the number of a column"):
        columns_by_content(["1", "2", "3"], ROWS, {"lr": "rate"}, "a.csv")
