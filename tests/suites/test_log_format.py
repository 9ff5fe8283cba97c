"""What printed digits leave."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.suites.log_format import PrintedDigits

NEAR_POWERS = [0.0, 1.0, 0.1, 0.01, 1e-5, 0.0999999999999, 0.010000000000001, 9.99999999999e-6, 1.0 - 1e-12]


@settings(deadline=None)
@given(
    st.lists(st.one_of(st.floats(0, 1), st.floats(1e-9, 1e-2), st.sampled_from(NEAR_POWERS)), max_size=30),
    st.sampled_from(["significant", "decimals", "float32", "exact"]),
    st.sampled_from([4, 8]),
)
def test_the_halves_of_values_in_a_row_are_those_of_each(values, kind, count):
    digits = PrintedDigits(kind, count)
    assert list(digits.halves(values)) == [digits.half(value) for value in values]
