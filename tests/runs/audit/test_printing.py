"""What a line shows of the rates that were applied."""

from __future__ import annotations

import statistics

from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.runs.audit.printing import Printing

RATES = st.lists(st.floats(0, 1), min_size=15, max_size=15).map(sorted)


@given(RATES, RATES, st.booleans(), st.integers(0, 29), st.integers(0, 29), st.integers(1, 25))
def test_the_median_of_the_last_rates_of_a_process(one, other, falls_first, update, began, window):
    rates = one[::-1] + other if falls_first else one + other[::-1]
    seen = rates[max(min(began, update), update - window + 1) : update + 1]
    assert Printing("median", window).value(rates.__getitem__, update, began) == statistics.median(seen)


@given(st.integers(0, 50), st.integers(-1, 1))
def test_a_rate_after_the_step_is_that_of_the_next_update(update, lead):
    assert Printing("after", lead=lead).value(float, update) == max(update + lead + 1, 0)
    assert Printing("applied", lead=lead).value(float, update) == max(update + lead, 0)
