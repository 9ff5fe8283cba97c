"""Rows beside what the plan prints."""

from __future__ import annotations

from array import array

import pytest

from paddle_lrkit.curves import cosine
from paddle_lrkit.runs.audit.compared import Compared
from paddle_lrkit.runs.audit.printing import Printing
from paddle_lrkit.runs.audit.run_rows import RunRows
from paddle_lrkit.suites.log_format import PrintedDigits


@pytest.mark.parametrize("decimals", [3, 15], ids=["equal rows in a row", "each row another"])
def test_long_logs_are_compared_row_by_row_or_by_stretches_with_one_result(decimals):
    curve, count = cosine(0.1, 0.0, 5000), 5000
    rates = array("d", (round(curve(update), decimals) for update in range(count)))
    for at in (100, 3000, 4999):
        rates[at] += 0.01
    rows = RunRows(Printing(), array("q", range(count)), rates, process=array("h", bytes(2 * count)))
    compared = Compared(rows, PrintedDigits("decimals", decimals), curve, count, 0)
    assert compared.differing == [100, 3000, 4999]
    stretch = 200 if decimals == 3 else 2
    near = 0.5 * 10**-decimals + 2e-9 * 0.1
    assert compared.could_tell == pytest.approx(
        sum(abs(curve(at) - 0.1) > 2 * near for at in range(count)), abs=stretch
    )
    assert compared.highest == 0.1
    assert compared.moved == pytest.approx((0.1 - curve(count - 1)) / near, rel=0.2)
