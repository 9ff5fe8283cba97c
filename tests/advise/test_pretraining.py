"""Step Law: its numbers, its interval, and how the rate follows the batch."""

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.advise.data import notes
from paddle_lrkit.advise.pretraining import (
    CHECKED,
    MOE_CHECKED,
    SHAPES,
    SWEEP,
    advised_batch,
    batch_factor,
    half_width,
    is_checked,
    law_rate,
    pretraining_rate,
)
from paddle_lrkit.suites.load import load_schedule

sizes, lengths = (st.floats(*limits) for limits in CHECKED)
RESULT = json.loads(
    (Path(__file__).resolve().parents[2] / "benchmarks" / "results" / "peak_rates.json").read_text(encoding="utf-8")
)
MEASURED = {figure["name"]: figure["interval"][0] for figure in RESULT["figures"]}


@pytest.mark.parametrize(
    ("weights", "tokens", "rate", "batch"),
    [
        # exp(log 1.79 - 0.713 log N + 0.307 log D) and exp(log 0.58 + 0.571 log D), by hand with logarithms
        (math.e**20, math.e**23, math.exp(math.log(1.79) - 14.26 + 7.061), math.exp(math.log(0.58) + 13.133)),
        (math.e**19, math.e**25, math.exp(math.log(1.79) - 13.547 + 7.675), math.exp(math.log(0.58) + 14.275)),
    ],
)
def test_the_law(weights, tokens, rate, batch):
    assert law_rate(weights, tokens) == pytest.approx(rate, rel=1e-12)
    assert advised_batch(tokens) == pytest.approx(batch, rel=1e-12)


@given(sizes, lengths, st.floats(1e3, 1e9))
def test_the_rate_lies_in_the_middle_of_its_interval(weights, tokens, batch):
    found = pretraining_rate(weights, tokens, batch)
    low, high = found.interval
    assert low < found.rate < high
    assert math.sqrt(low * high) == pytest.approx(found.rate, rel=1e-9)
    assert found.rate == pytest.approx(found.factor * law_rate(weights, tokens))


@given(sizes, lengths, st.floats(1e3, 1e9), st.floats(1, 10))
def test_a_larger_batch_never_has_a_smaller_rate_and_never_more_than_the_advised_one(weights, tokens, batch, times):
    small, large = (pretraining_rate(weights, tokens, size).rate for size in (batch, batch * times))
    best = pretraining_rate(weights, tokens).rate
    assert small <= large * (1 + 1e-12)
    assert large <= best * (1 + 1e-12)
    assert pretraining_rate(weights, tokens, advised_batch(tokens) * times).rate == pytest.approx(best)


def test_an_eighth_of_the_batch():
    assert batch_factor(advised_batch(1e10) / 8, 1e10) == pytest.approx(0.2332582, rel=1e-6)  # 2**-2.1


@given(st.floats(1.01, 1.4))
def test_the_interval_widens_away_from_the_sweep(step):
    inside = half_width(math.exp(19.7513), math.exp(23.8224))
    for far in (CHECKED[0][0], CHECKED[0][1]):
        assert half_width(far, math.exp(23.8224)) > inside
    assert half_width(SWEEP[0][1] * step, 1e10) > half_width(SWEEP[0][1], 1e10)
    assert half_width(1e9, SWEEP[1][1] * step) > half_width(1e9, SWEEP[1][1])


@pytest.mark.parametrize(
    ("weights", "tokens", "moe", "checked", "inside"),
    [
        (5e8, 1e10, False, True, True),
        (1e8, 1e10, False, True, False),
        (2.9e9, 1e9, False, True, False),
        (7e9, 1e11, False, False, None),
        (1e9, 1e12, False, False, None),
        (1e6, 1e10, False, False, None),
        (2.15e9, 8e9, True, True, False),
        (30e9, 1e12, True, False, None),
    ],
)
def test_where_it_is_checked(weights, tokens, moe, checked, inside):
    assert is_checked(weights, tokens, moe=moe) is checked
    if checked:
        assert pretraining_rate(weights, tokens, moe=moe).inside is inside


def test_the_ranges_lie_in_one_another():
    for inner in (SWEEP, MOE_CHECKED):
        assert all(low > 0 for low, _ in inner)
    for (low, high), (lowest, highest) in zip(SWEEP, CHECKED, strict=True):
        assert lowest < low < high < highest


@pytest.mark.parametrize(
    ("note", "figure", "shown"),
    [
        ("law-inside", "as advised, nearest: mean excess", "{:.2f}%"),
        ("law-inside", "as advised, nearest: worst excess", "{:.2f}%"),
        ("law-moe", "mixture of experts, all weights: mean excess", "{:.2f}%"),
        ("law-moe", "mixture of experts, all weights: worst excess", "{:.2f}%"),
        ("law-moe", "mixture of experts, active weights: mean excess", "{:.1f}%"),
        ("law-moe", "mixture of experts, active weights: worst excess", "{:.1f}%"),
        ("law-options", "GPT-3's table, nearest: mean excess", "{:.1f}%"),
        ("law-large-batch", "batch of 4 times the advised and more: excess at its best rate", "{:.1f}%"),
        ("law-recipe", "another recipe: best rate / law", "{:.1f}"),
        ("longer-run", "12 layers, 100,000 updates, decay 60%: loss", "{:.3f}"),
        ("longer-run", "24 layers, 100,000 updates, decay 60%: loss", "{:.3f}"),
        ("longer-run", "12 layers, 100,000 updates, decay 20%: loss", "{:.3f}"),
        ("longer-run", "24 layers, 100,000 updates, decay 20%: loss", "{:.3f}"),
        ("longer-run", "12 layers, 100,000 updates, decay 20%, a lower second plateau: loss", "{:.3f}"),
        ("longer-run", "24 layers, 100,000 updates, decay 20%, a lower second plateau: loss", "{:.3f}"),
    ],
)
def test_a_number_that_is_said_was_measured(note, figure, shown):
    text = notes()[note].statement.text
    assert shown.format(MEASURED[figure]) in text.en
    assert shown.format(MEASURED[figure]) in text.zh


def test_the_shares_that_are_said_were_measured():
    counted = {figure["name"]: figure["note"] for figure in RESULT["figures"]}
    assert counted["as advised: sweeps whose best rate the 90% interval holds"] == "17 of 17"
    assert counted["another sweep: best rates that the widened interval holds"] == "18 of 18"
    assert counted["another sweep: best rate / law"].endswith("to 2.85")
    powers = {name: value for name, value in MEASURED.items() if "power of the length" in name}
    long = [value for name, value in powers.items() if "over 10%" not in name and "over 20%" not in name]
    assert (round(max(long), 2), round(min(long), 2)) == (-0.07, -0.12)
    assert MEASURED["constants of the package, largest error"] < 1e-5
    assert MEASURED["best peaks of decays: largest factor between bound and runs"] < 1.22
    assert "a factor of 1.22" in notes()["law-shape"].statement.text.en


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("as advised (published law)", "as advised"),
        ("law fitted without the pair that is tested", "fitted without the sweep"),
        ("law fitted without the size that is tested", "fitted without the size"),
    ],
)
def test_the_page_shows_what_was_measured(row, rule):
    page = Path(__file__).resolve().parents[2] / "docs" / "advise.md"
    means = [
        ", ".join(f"{MEASURED[f'{rule}, {way}: {kind} excess']:.3f}%" for kind in ("mean", "worst"))
        for way in ("nearest", "interpolated", "bowl")
    ]
    assert f"| {row} | {' | '.join(means)} |" in page.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("power", "lost"), [("0", "0.023%"), ("-0.1", "0.007%"), ("-0.32", "0.023%"), ("-0.5", "0.091%")]
)
def test_what_another_length_loses(power, lost):
    name = f"best rate of 15,000 updates in 50,000, times the length to the power {power}: mean excess"
    assert f"{MEASURED[name]:.3f}%" == lost


@pytest.mark.parametrize(("shape", "factor"), SHAPES.items(), ids=str)
def test_a_late_decay_has_the_peak_that_the_bound_says(shape, factor):
    from paddle_lrkit.ranking.convex_bound import convex_bound, peak_factor

    _, share, form = shape
    late = {"name": "WSD", "learning_rate": 1.0, "decay_steps": f"{share}%", "shape": form}
    curves = [run_of(lr) for lr in ({"name": "CosineAnnealingDecay", "learning_rate": 1.0}, late)]
    assert peak_factor(*map(convex_bound, curves)) == pytest.approx(factor, rel=0.03)


def run_of(lr):
    section = {"Global": {"updates": 20_000}, "Optimizer": {"name": "AdamW", "lr": {**lr, "warmup": "2%"}}}
    return load_schedule(section, suite="lrkit").curve.values(range(20_000))
