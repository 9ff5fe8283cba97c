"""Shapes from printed rows alone."""

from __future__ import annotations

import random
from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit import curves
from paddle_lrkit.runs.audit.contradiction import contradicted
from paddle_lrkit.runs.audit.printing import Printing
from paddle_lrkit.runs.audit.recognized import FittedNumber, recognize
from paddle_lrkit.runs.audit.run_rows import RunRows
from paddle_lrkit.suites.log_format import PrintedDigits

FIVE, SIX, EIGHT = (PrintedDigits("decimals", count) for count in (5, 6, 8))
FOUR, EXACT = PrintedDigits("significant", 4), PrintedDigits("exact")
MEDIAN = Printing("median", 20)


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


def noam_wave(peak, warmup):
    """Paddle's NoamDecay: 0 at update 0."""
    return curves.linear(0.0, peak, warmup).then(curves.shift(curves.inverse_sqrt(peak, warmup), -warmup))


CASES = [
    (curves.constant(0.1), "constant", {"rate": 0.1}),
    (curves.cosine(0.1, 0.0, 20000), "cosine", {"peak": 0.1, "floor": 0.0, "end": 20000}),
    (curves.linear(0.01, 0.0, 20000), "linear", {"peak": 0.01, "floor": 0.0, "end": 20000}),
    (curves.step(0.1, 6000), "step", {"peak": 0.1, "step_size": 6000, "gamma": 0.1}),
    (curves.exponential(0.1, 0.9998), "exponential", {"peak": 0.1, "gamma": 0.9998}),
    (curves.polynomial(0.01, 0.0, 20000, 0.9), "polynomial", {"peak": 0.01, "floor": 0.0, "end": 20000, "power": 0.9}),
    (
        curves.stable_decay(0.1, 0.0, 20000, 4000),
        "wsd",
        {"peak": 0.1, "floor": 0.0, "end": 20000, "decay_start": 16000},
    ),
    (
        curves.stable_decay(0.1, 0.001, 20000, 4000, "half_life"),
        "wsd",
        {"peak": 0.1, "floor": 0.001, "end": 20000, "decay_start": 16000},
    ),
    (
        curves.cosine_restarts(0.1, 0.001, 2000, 2, 0.5),
        "restarts",
        {"peak": 0.1, "floor": 0.001, "first_length": 2000, "multiplier": 2, "cycle_decay": 0.5},
    ),
    (curves.one_cycle(0.004, 0.1, 1e-5, 20001, 6000), "one-cycle", {"peak": 0.1, "floor": 1e-5, "end": 20000}),
    (noam_wave(0.001, 4000), "noam", {"peak": 0.001, "scale": 0.001 * 4000**0.5}),
    (curves.noam(512, 4000), "noam", {"peak": 512**-0.5 * 4000**-0.5, "scale": 512**-0.5}),
]


@pytest.mark.parametrize(
    ("curve", "family", "wanted"), CASES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_the_family_and_its_parameters(curve, family, wanted):
    rows = rows_of(curve, 20001, every=100, digits=EIGHT)
    found = recognize(rows, EIGHT)
    assert found.family == family
    assert {name: number.value for name, number in found.parameters.items()} == pytest.approx(
        wanted, rel=1e-3, abs=1e-9
    )
    for name, value in wanted.items():
        number = found.parameters[name]
        assert number.low - 1e-9 <= value <= number.high + 1e-9
    assert contradicted(found.curve, rows, EIGHT) is None


@pytest.mark.parametrize("shape", ["half_life", "1-square"])
def test_the_form_of_a_decay_is_named(shape):
    rows = rows_of(curves.stable_decay(0.1, 0.001, 19500, 4000, shape).warmup(500), 20000, every=100)
    assert recognize(rows, SIX).detail == shape


UNNAMED = {
    "half_life with another base": curves.stable_decay(0.1, 0.01, 20000, 4000, "half_life", decay_base=0.5),
    "inverse": curves.decay(0.1, 0.01, 20000, "inverse"),
    "wsd, inverse": curves.stable_decay(0.1, 0.01, 20000, 4000, "inverse"),
    "cosine with an exponent": curves.cosine(0.1, 0.001, 20000, exponent=2.5),
    "half cosine": curves.half_cosine(0.1, 0.01, 19500).warmup(500),
    "cosine cut short": curves.cooldown(curves.cosine(0.1, 0.01, 20000), 18000, 2000),
    "infinite": curves.infinite(0.1, 0.05, 0.01, 20000, 8000, 3000),
    "periods": curves.stable_decay_periods(0.1, 0.0, [5000, 7000, 8000], 0.2),
    "jagged restarts": curves.jagged_restarts(curves.cosine(0.1, 0.0, 20000), 5000, 200, 100),
    "restarts with warmups": curves.cosine_restarts(0.1, 0.001, 4000, 1.5, 0.8, warmup=300),
    "inverse square root with an offset": curves.inverse_sqrt(0.1, 2000, offset=2000),
    "warmup from one": curves.cosine(0.1, 0.0, 19500).warmup(500, offset=1),
}


@pytest.mark.parametrize("name", UNNAMED)
def test_a_shape_that_is_not_known_gets_no_other_name(name):
    assert recognize(rows_of(UNNAMED[name], 20000, every=100), SIX) is None


@pytest.mark.parametrize("digits", [FIVE, SIX, FOUR, EXACT], ids=lambda digits: digits.words)
@pytest.mark.parametrize("printing", [Printing(), Printing("after"), MEDIAN], ids=lambda printing: printing.printed)
def test_digits_and_conventions(digits, printing):
    curve = curves.cosine(0.1, 0.001, 9500).warmup(500, 0.01)
    rows = rows_of(curve, 10000, every=20, start=19, printing=printing, digits=digits)
    found = recognize(rows, digits)
    assert found.family == "cosine"
    assert found.certainty == "high"
    assert found.parameters["peak"].value == pytest.approx(0.1, rel=1e-3)
    assert found.parameters["floor"].value == pytest.approx(0.001, rel=0.02)
    assert found.parameters["end"].value == pytest.approx(10000, abs=2)
    assert found.warmup.length.value == pytest.approx(500, abs=1)
    assert found.warmup.start.value == pytest.approx(0.01, rel=1e-3)


def test_milestones_are_whole_epochs_where_the_rows_allow_it():
    curve = curves.linear(0.0, 0.1, 500).then(curves.multistep(0.1, [238 * 60 - 500, 238 * 80 - 500]))
    found = recognize(rows_of(curve, 238 * 90, every=100, epoch=238), SIX)
    assert found.family == "multistep"
    assert [mark.value for mark in found.parameters["milestones"]] == [238 * 60, 238 * 80]
    assert all(0 < mark.high - mark.low < 100 for mark in found.parameters["milestones"])
    assert found.warmup.length.value == 500


def test_what_the_rows_do_not_determine_is_said():
    line = recognize(rows_of(curves.linear(0.01, 0.0, 20000), 5000), SIX)
    assert line.parameters["floor"].assumed
    assert line.parameters["floor"].high > 0.005
    assert line.parameters["end"].high >= 20000
    assert any("before the decay" in sentence for sentence in line.unknown)
    flat = recognize(rows_of(curves.step(0.1, 6000), 5000), SIX)
    assert flat.family == "constant"
    assert flat.certainty == "medium"
    assert {other.family for other in flat.also} == {"step", "multistep", "piecewise", "wsd"}
    assert recognize(rows_of(curves.constant(0.1), 5000, total=5000), SIX).certainty == "high"


def test_a_log_that_begins_late_leaves_the_peak_open():
    found = recognize(rows_of(curves.exponential(0.1, 0.999), 8000, start=3000, digits=EXACT), EXACT)
    assert found.family == "exponential"
    assert found.parameters["gamma"].value == pytest.approx(0.999)
    peak = found.parameters["peak"]
    assert peak.low < 0.006
    assert peak.high == pytest.approx(0.1, rel=1e-3)


def test_a_line_is_a_polynomial_of_power_1_and_one_cycle_with_lines():
    found = recognize(rows_of(curves.linear(0.01, 0.0, 9500).warmup(500), 10000, total=10000), SIX)
    assert (found.family, found.certainty) == ("linear", "high")
    assert [other.family for other in found.also] == ["one-cycle"]


def test_a_warmup_that_holds_a_small_rate():
    found = recognize(rows_of(curves.ramp(0.001, 0.1, 500, "constant").then(curves.step(0.1, 3000)), 8000), SIX)
    assert (found.warmup.shape, found.warmup.start.value) == ("constant", 0.001)
    assert found.warmup.length.low <= 500 <= found.warmup.length.high


def test_rows_of_no_usual_schedule_are_not_named():
    chance = random.Random(5)
    rows = rows_of(curves.constant(0.1), 5000)
    rows.rate = array("d", [round(chance.uniform(0.01, 0.1), 6) for _ in rows.rate])
    assert recognize(rows, SIX) is None
    assert recognize(rows_of(curves.tanh(0.1, 0.0, 10000), 10000), SIX) is None


def test_rows_without_information():
    assert recognize(RunRows(Printing()), SIX) is None
    zero = recognize(rows_of(curves.constant(1e-8), 1000), SIX)
    assert (zero.family, zero.certainty) == ("constant", "low")
    rows = rows_of(curves.constant(0.1), 100)
    rows.rate[0] = float("nan")
    assert recognize(rows, SIX).parameters["rate"].value == 0.1
    assert recognize(rows_of(curves.constant(0.1), 1), SIX).certainty == "low"


@pytest.mark.parametrize("rate", [-0.1, 1e300, 1e-300])
def test_rates_that_no_schedule_has_are_no_error(rate):
    rows = rows_of(curves.constant(0.1), 5000)
    rows.rate = array("d", [rate * index for index in range(len(rows))])
    found = recognize(rows, SIX)
    assert found is None or found.certainty != "high" or abs(rate) < 1


def test_words_and_json():
    found = recognize(rows_of(curves.cosine(0.1, 0.0, 9500).warmup(500), 10000), SIX)
    assert found.words.startswith("cosine: peak 0.1")
    assert "linear warmup of 500 updates" in found.words
    data = found.as_json()
    assert data["parameters"]["end"]["value"] == 10000
    assert data["warmup"]["length"]["value"] == 500
    assert data["certainty"] == "high"


@settings(max_examples=4, deadline=None)
@given(
    peak=st.sampled_from([0.4, 0.1, 0.0125, 0.001]),
    ratio=st.sampled_from([0.0, 0.01, 0.1]),
    warmup=st.integers(100, 900),
    length=st.integers(4000, 9000),
    every=st.sampled_from([20, 50]),
    shape=st.sampled_from(["linear", "cosine"]),
    printing=st.sampled_from([Printing(), Printing("after"), MEDIAN]),
)
def test_any_decay_after_a_warmup(peak, ratio, warmup, length, every, shape, printing):
    body = curves.decay(peak, peak * ratio, length, shape)
    curve = curves.linear(0.0, peak, warmup).then(body)
    rows = rows_of(curve, warmup + length, every=every, printing=printing, digits=EIGHT, total=warmup + length)
    found = recognize(rows, EIGHT)
    assert found.family == shape
    assert contradicted(found.curve, rows, EIGHT) is None
    for name, value in {"peak": peak, "floor": peak * ratio, "end": warmup + length}.items():
        number = found.parameters[name]
        assert isinstance(number, FittedNumber)
        assert number.low - 1e-6 * peak <= value <= number.high + 1e-6 * peak
    assert found.parameters["peak"].value == pytest.approx(peak, rel=0.01)
    assert found.warmup.length.low - 1 <= warmup <= found.warmup.length.high + 1


def test_ends_of_an_interval_that_round_to_the_value_are_left_out():
    assert FittedNumber(0.001, 0.00099999996, 0.00100000004, "rate").words == "0.001"
