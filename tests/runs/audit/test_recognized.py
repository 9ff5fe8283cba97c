"""Shapes from printed rows alone."""

from __future__ import annotations

from array import array

import pytest

from paddle_lrkit import curves
from paddle_lrkit.runs.audit.printing import Printing
from paddle_lrkit.runs.audit.recognized import recognize
from paddle_lrkit.runs.audit.run_rows import RunRows
from paddle_lrkit.suites.log_format import PrintedDigits

SIX = PrintedDigits("decimals", 6)


def rows_of(curve, stop, every=50, start=0, printing=None, digits=SIX, **known):
    """The rows that a program with this curve prints."""
    printing = printing or Printing()
    updates = array("q", range(start, stop, every))
    shown = (printing.value(curve, update) for update in updates)
    rates = array("d", [printed(rate, digits) for rate in shown])
    return RunRows(printing, updates, rates, array("q", range(len(updates))), array("h", [0] * len(updates)), **known)


def printed(rate, digits):
    if digits.kind == "significant":
        return float(f"{rate:.{digits.count - 1}e}")
    return round(rate, digits.count) if digits.kind == "decimals" else rate


@pytest.mark.parametrize(
    ("curve", "family", "wanted"),
    [
        (curves.constant(0.1), "constant", {"rate": 0.1}),
        (curves.cosine(0.1, 0.0, 20000), "cosine", {"peak": 0.1, "floor": 0.0, "end": 20000}),
        (curves.linear(0.01, 0.0, 20000), "linear", {"peak": 0.01, "floor": 0.0, "end": 20000}),
        (curves.step(0.1, 6000), "step", {"peak": 0.1, "step_size": 6000, "gamma": 0.1}),
        (curves.exponential(0.1, 0.9998), "exponential", {"peak": 0.1, "gamma": 0.9998}),
        (
            curves.stable_decay(0.1, 0.0, 20000, 4000),
            "wsd",
            {"peak": 0.1, "floor": 0.0, "end": 20000, "decay_start": 16000},
        ),
    ],
)
def test_the_family_and_its_parameters(curve, family, wanted):
    found = recognize(rows_of(curve, 20001), SIX)
    assert found.family == family
    assert {name: number.value for name, number in found.parameters.items()} == pytest.approx(wanted)
    for name, value in wanted.items():
        number = found.parameters[name]
        assert number.low <= value <= number.high
