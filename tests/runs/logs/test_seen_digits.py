"""How a column is written, against columns that are written with known formats."""

from __future__ import annotations

import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.runs.logs.seen_digits import EXACT, seen_digits, single
from paddle_lrkit.suites.log_format import PrintedDigits

TIDY = PrintedDigits("significant", 8)
COSINE = [0.1 * (1 + math.cos(math.pi * at / 700)) / 2 for at in range(0, 700, 7)]


def digits(texts: list[str], tidy: PrintedDigits = TIDY) -> str:
    return seen_digits(dict.fromkeys(texts), [float(text) for text in texts], tidy).words


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("{:.4f}", "4 decimals"),
        ("{:.6f}", "6 decimals"),
        ("{:.6g}", "6 significant digits"),
        ("{:.8g}", "8 significant digits"),
        ("{:.3e}", "4 significant digits"),
        ("{:.5e}", "6 significant digits"),
        ("{!r}", "repr of a float"),
    ],
)
def test_a_computed_column_shows_its_format(form, words):
    assert digits([form.format(rate) for rate in COSINE]) == words


def test_zeros_that_round_drops_do_not_hide_its_decimals():
    assert digits([repr(round(rate, 6)) for rate in COSINE]) == "6 decimals"
    assert digits([repr(round(rate / 100, 8)) for rate in COSINE]) == "8 decimals"


def test_float32_is_seen_in_long_and_in_short_form():
    assert digits([repr(single(rate)) for rate in COSINE]) == "float32"
    assert digits([shortest_single(rate) for rate in COSINE]) == "float32"


def test_eight_digits_where_a_float32_has_no_more_are_within_seven():
    rates = [0.0125 - 1.7e-8 * at for at in range(60)]
    for texts in ([f"{rate:.8g}" for rate in rates], [shortest_single(rate) for rate in rates]):
        assert digits(texts) == "7 significant digits"
        assert all(abs(float(text) - rate) <= 5e-9 for text, rate in zip(texts, rates, strict=True))


def test_tidy_rates_are_what_the_caller_says():
    steps = ["0.1"] * 30 + ["0.01"] * 30 + ["0.001"] * 30
    assert (digits(steps), digits(steps, EXACT)) == ("8 significant digits", "repr of a float")
    ramp = [f"{0.004 * at:.8g}" for at in range(26)]
    assert digits(ramp) == "8 significant digits"
    assert digits(["0.0", *ramp[1:]]) == "repr of a float"


def test_an_empty_column_and_one_of_zeros_say_nothing():
    assert digits([]) == digits(["0"] * 9) == "8 significant digits"


@given(
    st.floats(1e-4, 1.0),
    st.integers(30, 400),
    st.sampled_from(["{:.6f}", "{:.8f}", "{:.6g}", "{:.8g}", "{:.10g}", "{:.4e}", "{!r}"]),
)
def test_no_number_is_farther_from_its_value_than_the_digits_allow(peak, length, form):
    rates = [peak * (1 + math.cos(math.pi * at / length)) / 2 for at in range(length)]
    texts = [form.format(rate) for rate in rates]
    found = seen_digits(set(texts), [float(text) for text in texts], TIDY)
    for rate, text in zip(rates, texts, strict=True):
        read = single(float(text)) if found.kind == "float32" else float(text)
        assert abs(read - rate) <= found.half(read) * 1.0001 + 1e-15 * rate


def shortest_single(value: float) -> str:
    wanted = struct.pack("<f", value)
    texts = (f"{single(value):.{count}g}" for count in range(1, 10))
    return next(text for text in texts if struct.pack("<f", float(text)) == wanted)
