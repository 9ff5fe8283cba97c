"""The shipped configs of text: whole, and with the schedule of the recipe."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from paddle_lrkit.config.load import load_config
from paddle_lrkit.config.read_settings import read_settings
from paddle_lrkit.suites import load_schedule

TEXT = Path(__file__).resolve().parent.parent / "configs" / "text"
CONFIGS = sorted(TEXT.glob("*.yml"))


def rates(name: str) -> list[float]:
    schedule = load_schedule(TEXT / f"{name}.yml")
    return [schedule.curve(update) for update in range(schedule.total_updates)]


def linear(peak: float, total: int) -> list[float]:
    """Warmup over a tenth, then straight to 0."""
    warmup = math.floor(total / 10 + 0.5)
    return [peak * (t / warmup if t < warmup else (total - t) / (total - warmup)) for t in range(total)]


def cosine(peak: float, total: int) -> list[float]:
    warmup = math.floor(total / 10 + 0.5)
    rest = total - warmup
    return [
        peak * (t / warmup if t < warmup else (1 + math.cos(math.pi * (t - warmup) / rest)) / 2) for t in range(total)
    ]


def test_the_configs_are_there():
    assert [path.stem for path in CONFIGS] == [
        "ernie3.0_base_afqmc_linear",
        "ernie3.0_base_tnews_linear",
        "ernie_tiny_corpus_cosine",
        "ernie_tiny_corpus_groups",
        "ernie_tiny_corpus_linear",
        "ernie_tiny_mlm",
    ]


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_every_section_is_known_and_the_recipe_is_followed(path):
    settings = read_settings(load_config(path))
    assert path.read_text().startswith("# ")
    optimizer = settings.Optimizer
    own = optimizer.arguments
    assert (optimizer.name, own.beta1, own.beta2, optimizer.clip_norm) == ("AdamW", 0.9, 0.999, 1.0)
    assert (optimizer.weight_decay, optimizer.no_decay_norm_bias) == (0.01, True)
    assert optimizer.lr.arguments["warmup"] == "10%"


@pytest.mark.parametrize(
    ("name", "peak", "total"),
    [("ernie3.0_base_tnews_linear", 3e-5, 3 * 1668), ("ernie3.0_base_afqmc_linear", 2e-5, 3 * 1073)],
)
def test_clue(name, peak, total):
    """PaddleNLP: ceil(53360 / 32) = 1668 and ceil(34334 / 32) = 1073 updates an epoch."""
    assert rates(name) == pytest.approx(linear(peak, total), rel=1e-12)


@pytest.mark.parametrize("name", ["ernie_tiny_corpus_linear", "ernie_tiny_mlm"])
def test_tiny_linear(name):
    made = rates(name)
    assert made == pytest.approx(linear(max(made), len(made)), rel=1e-12)


def test_tiny_cosine():
    made = rates("ernie_tiny_corpus_cosine")
    assert made == pytest.approx(cosine(max(made), len(made)), rel=1e-12, abs=1e-15)
