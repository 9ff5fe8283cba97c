"""Every shipped config is whole, and its schedule is the one that its first lines promise."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from paddle_lrkit.config.load import load_config
from paddle_lrkit.config.read_settings import read_settings
from paddle_lrkit.suites import load_schedule

CLASSIFICATION = Path(__file__).resolve().parent.parent / "configs" / "classification"
CONFIGS = sorted(CLASSIFICATION.glob("*.yml"))


def curve_of(name: str):
    schedule = load_schedule(CLASSIFICATION / f"{name}.yml")
    return schedule, [schedule.curve(update) for update in range(schedule.total_updates)]


def warm(update: int) -> float:
    return 0.01 * update / 22


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_every_section_is_known_and_the_file_opens_with_what_it_is(path):
    read_settings(load_config(path))
    assert path.read_text().startswith("# ")


def test_digits_cosine():
    schedule, rates = curve_of("resnet18_digits_cosine")
    expected = [warm(t) if t < 22 else 0.01 * (1 + math.cos(math.pi * (t - 22) / 286)) / 2 for t in range(308)]
    assert schedule.steps_per_epoch == 22
    assert rates == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(("name", "peak"), [("resnet18_digits_lars", 2.0), ("resnet8_digits_muon", 0.01)])
def test_digits_with_another_optimizer(name, peak):
    _, rates = curve_of(name)
    ramp, cosine = [peak * t / 22 for t in range(22)], [(1 + math.cos(math.pi * t / 286)) / 2 for t in range(286)]
    assert rates == pytest.approx([*ramp, *(peak * share for share in cosine)], rel=1e-12)


def test_digits_step():
    _, rates = curve_of("resnet18_digits_step")
    assert rates == pytest.approx([warm(t) if t < 22 else 0.01 * 0.3 ** (t // 88) for t in range(308)], rel=1e-12)


def test_digits_multistep():
    _, rates = curve_of("resnet18_digits_multistep")
    expected = [warm(t) if t < 22 else 0.01 * 0.1 ** ((t >= 206) + (t >= 283)) for t in range(308)]
    assert rates == pytest.approx(expected, rel=1e-12)


def test_digits_exponential():
    _, rates = curve_of("resnet18_digits_exponential")
    expected = [warm(t) if t < 22 else 0.01 * 0.75 ** ((t - 22) // 22) for t in range(308)]
    assert rates == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("name", "epochs", "rate"),
    [
        ("resnet50_imagenet_step", 120, lambda t, n: [0.1, 0.01, 0.001, 0.0001][t // (30 * 5005)]),
        ("resnet50_imagenet_cosine", 200, lambda t, n: 0.05 * (1 + math.cos(math.pi * t / n))),
    ],
)
def test_imagenet_recipes_at_four_gpus_with_64_images(name, epochs, rate):
    """PaddleClas: ceil(ceil(1281167 / 4) / 64) = 5005 updates an epoch."""
    schedule = load_schedule(CLASSIFICATION / f"{name}.yml")
    total = schedule.total_updates
    assert total == epochs * 5005
    for update in range(0, total, 997):
        assert schedule.curve(update) == pytest.approx(rate(update, total), rel=1e-12, abs=1e-13)
