"""Which row would tell two explanations of a log apart."""

from __future__ import annotations

import re
from array import array

import pytest

from paddle_lrkit import curves
from paddle_lrkit.runs.audit.compared import Compared
from paddle_lrkit.runs.audit.printing import Printing
from paddle_lrkit.runs.audit.run_rows import RunRows
from paddle_lrkit.runs.audit.told_apart import told_apart
from paddle_lrkit.suites.log_format import PrintedDigits

CURVE = curves.cosine(0.1, 0.0, 900).warmup(100)


def compared(updates, decimals=6):
    rows = RunRows(Printing(), array("q", updates), array("d", [round(CURVE(2 * at), decimals) for at in updates]))
    rows.row, rows.process = array("q", range(len(updates))), array("h", [0] * len(updates))
    return Compared(rows, PrintedDigits("decimals", decimals), CURVE, 1000, 100)


def test_the_row_in_which_they_differ_most():
    found = told_apart(
        compared([200, 220, 240]),
        ("twice", lambda update, process: CURVE(2 * update)),
        ("late", lambda update, process: CURVE(2 * update if update >= 100 else 0)),
    )
    assert found == "a row at update 50, 0.1 for twice and 0 for late"


@pytest.mark.parametrize("at", [205, 230, 300])
def test_a_narrow_difference_is_found_beside_the_rows(at):
    def other(update, process):
        return 0.0 if update == at else CURVE(2 * update)

    found = told_apart(compared([200, 220, 240]), ("twice", lambda update, process: CURVE(2 * update)), ("gap", other))
    assert re.match(rf"a row at update {at}, \S+ for twice and 0 for gap$", found)


def test_a_difference_below_the_digits_needs_more_of_them():
    found = told_apart(
        compared([200, 220], decimals=2),
        ("twice", lambda update, process: CURVE(2 * update)),
        ("nearly", lambda update, process: 1.0001 * CURVE(2 * update)),
    )
    assert found.endswith(" for nearly, with more digits than this log has, such as those of VisualDL")


def test_the_same_rates_are_never_told_apart():
    rates = ("twice", lambda update, process: CURVE(2 * update))
    assert told_apart(compared([200, 220]), rates, ("half", rates[1])).startswith("no log of this run")
    assert told_apart(compared([200, 220]), rates, ("unknown", None)) == ""
