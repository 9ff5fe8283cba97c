"""The mirrors of PaddleNLP's scheduler classes against their formulas, written out tick by tick."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites.ppnlp.classes import CLASSES

TICKS = range(0, 140)


def factor(name, t, total, start, cycles=None):
    """What PaddleNLP's ``lr_lambda`` gives after ``t`` steps, with its defaults."""
    if t < start:
        return t / max(1, start)
    part = (t - start) / max(1, total - start)
    if name == "LinearDecayWithWarmup":
        return max(0.0, (total - t) / max(1, total - start))
    if name == "CosineDecayWithWarmup":
        return max(0.0, 0.5 * (1 + math.cos(math.pi * (1 if cycles is None else cycles) * 2 * part)))
    if name == "hard restarts":
        return (
            0.0
            if part >= 1
            else max(0.0, 0.5 * (1 + math.cos(math.pi * ((0.5 if cycles is None else cycles) * part % 1))))
        )
    if name == "PolyDecayWithWarmup":
        return 1e-7 / 0.2 if t > total else ((0.2 - 1e-7) * (1 - part) + 1e-7) / 0.2
    return 1.0


@pytest.mark.parametrize(("warmup", "start"), [(13, 13), (0.1, 12), (0, 0), (0.0, 0), (0.9, 108)])
@pytest.mark.parametrize("name", [name for name in CLASSES if name.endswith("Warmup")])
def test_a_class_with_a_warmup(name, warmup, start):
    rates = CLASSES[name].build(learning_rate=0.2, total_steps=120, warmup=warmup)
    assert [rates.curve(t) for t in TICKS] == pytest.approx(
        [0.2 * factor(name, t, 120, start) for t in TICKS], rel=1e-12
    )
    assert (rates.warmup, rates.entry) == (start, -1)


@given(cycles=st.floats(0.1, 9), warmup=st.integers(0, 100))
def test_cosine_with_hard_restarts(cycles, warmup):
    rates = CLASSES["CosineDecayWithWarmup"].build(0.2, 120, warmup, with_hard_restarts=True, num_cycles=cycles)
    expected = [0.2 * factor("hard restarts", t, 120, warmup, cycles) for t in TICKS]
    assert [rates.curve(t) for t in TICKS] == pytest.approx(expected, rel=1e-12, abs=1e-16)
    assert rates.curve.peak(140) == pytest.approx(max(expected), rel=1e-12)


@given(cycles=st.integers(1, 5), warmup=st.integers(0, 100))
def test_cosine_with_whole_waves_rises_again(cycles, warmup):
    rates = CLASSES["CosineDecayWithWarmup"].build(0.2, 120, warmup, num_cycles=cycles)
    expected = [0.2 * factor("CosineDecayWithWarmup", t, 120, warmup, cycles) for t in TICKS]
    assert [rates.curve(t) for t in TICKS] == pytest.approx(expected, rel=1e-12, abs=1e-16)
    assert rates.curve(120) == pytest.approx(0.2)


@pytest.mark.parametrize("cosine", [True, False])
def test_annealing_with_warmup(cosine):
    name = "CosineAnnealingWithWarmupDecay" if cosine else "LinearAnnealingWithWarmupDecay"
    rates = CLASSES[name].build(max_lr=0.2, min_lr=0.02, warmup_step=20, decay_step=100)
    shape = [(1 + math.cos(math.pi * (t - 20) / 80)) / 2 if cosine else 1 - (t - 20) / 80 for t in range(101)]
    expected = [0.2 * t / 20 if t <= 20 else 0.02 + 0.18 * shape[t] if t <= 100 else 0.02 for t in TICKS]
    assert [rates.curve(t) for t in TICKS] == pytest.approx(expected, rel=1e-12)


def test_inverse_square_root():
    rates = CLASSES["InverseSquareRootSchedule"].build(20, 0.2)
    expected = [0.2 * t / 20 if t < 20 else 0.2 * math.sqrt(20 / t) for t in TICKS]
    assert [rates.curve(t) for t in TICKS] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("LinearDecayWithWarmup", {"learning_rate": -1, "total_steps": 9, "warmup": 1}),
        ("LinearDecayWithWarmup", {"learning_rate": 1, "total_steps": "9", "warmup": 1}),
        ("ConstScheduleWithWarmup", {"learning_rate": 1, "warmup": 0.1}),
        ("CosineDecayWithWarmup", {"learning_rate": 1, "total_steps": 9, "warmup": 1, "num_cycles": 0.5}),
        (
            "CosineDecayWithWarmup",
            {"learning_rate": 1, "total_steps": 9, "warmup": 1, "num_cycles": 2, "with_hard_restarts": True},
        ),
        ("PolyDecayWithWarmup", {"learning_rate": 1e-8, "total_steps": 9, "warmup": 1}),
        ("InverseSquareRootSchedule", {"warmup_steps": 0}),
    ],
)
def test_what_paddlenlp_refuses(name, arguments):
    with pytest.raises(ConfigError):
        CLASSES[name].build(**arguments)


def test_last_epoch_begins_after_it():
    rates = CLASSES["LinearDecayWithWarmup"].build(0.2, 120, 20, last_epoch=9)
    assert (rates.curve(0), rates.warmup, rates.entry) == (pytest.approx(0.1), 10, 9)
