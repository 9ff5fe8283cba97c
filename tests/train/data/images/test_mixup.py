"""Mixup and CutMix against independent arithmetic."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.train.data.images.mixup import CutMix, Mixup

SEEDS = st.integers(0, 10**6)


def _batch(seed: int, n: int = 6, height: int = 8, width: int = 5) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng([seed, 99])
    images = rng.standard_normal((n, height, width, 3)).astype(np.float32)
    return images, np.eye(n, dtype=np.float32)


@given(seed=SEEDS, alpha=st.floats(0.05, 5))
def test_mixup_blends_images_and_labels_with_one_lam(seed: int, alpha: float) -> None:
    images, labels = _batch(seed)
    mixed, soft = Mixup(alpha)(images, labels, np.random.default_rng(seed))
    rng = np.random.default_rng(seed)
    rng.random()
    lam = rng.beta(alpha, alpha)
    other = rng.permutation(6)
    expected = np.stack([lam * images[i].astype(float) + (1 - lam) * images[other[i]].astype(float) for i in range(6)])
    np.testing.assert_allclose(mixed, expected, rtol=1e-5, atol=1e-6)
    for row in range(6):
        target = np.zeros(6)
        target[row] += lam
        target[other[row]] += 1 - lam
        np.testing.assert_allclose(soft[row], target, atol=1e-6)
    assert (mixed.dtype, soft.dtype) == (np.float32, np.float32)


@given(seed=SEEDS, alpha=st.floats(0.2, 5), height=st.integers(1, 12), width=st.integers(1, 12))
def test_cutmix_labels_are_the_areas_of_the_pixels(seed: int, alpha: float, height: int, width: int) -> None:
    n = 5
    images = np.broadcast_to(np.arange(n, dtype=np.float32)[:, None, None, None], (n, height, width, 1))
    mixed, soft = CutMix(alpha)(images, np.eye(n, dtype=np.float32), np.random.default_rng(seed))
    for row in range(n):
        sources = mixed[row].astype(int).ravel()
        np.testing.assert_allclose(soft[row], np.bincount(sources, minlength=n) / (height * width), atol=1e-6)


@given(seed=SEEDS)
def test_cutmix_pastes_one_rectangle_at_the_same_place(seed: int) -> None:
    images, labels = _batch(seed)
    mixed, _ = CutMix()(images, labels, np.random.default_rng(seed))
    pasted = (mixed != images).any(axis=(0, 3))
    rows, columns = pasted.any(axis=1), pasted.any(axis=0)
    np.testing.assert_array_equal(pasted, rows[:, None] & columns[None, :])


def test_the_area_that_cutmix_pastes_follows_beta() -> None:
    images, labels = np.zeros((2, 64, 64, 1), dtype=np.float32), np.eye(2, dtype=np.float32)
    images[1] = 1
    parts = []
    for seed in range(600):
        mixed, _ = CutMix(1.0)(images, labels, np.random.default_rng(seed))
        parts.append(float((mixed[0] != images[0]).mean()) * 2)
    assert 0.25 < np.mean(parts) < 0.45


@pytest.mark.parametrize("kind", [Mixup, CutMix])
def test_the_arguments_are_not_changed_and_the_draw_is_pure(kind: type[Mixup] | type[CutMix]) -> None:
    images, labels = _batch(0)
    before = images.copy(), labels.copy()
    first = kind(1.0)(images, labels, np.random.default_rng(4))
    second = kind(1.0)(images, labels, np.random.default_rng(4))
    np.testing.assert_array_equal(images, before[0])
    np.testing.assert_array_equal(labels, before[1])
    np.testing.assert_array_equal(first[0], second[0])
    np.testing.assert_array_equal(first[1], second[1])


@pytest.mark.parametrize("kind", [Mixup, CutMix])
def test_prob_zero_leaves_the_batch(kind: type[Mixup] | type[CutMix]) -> None:
    images, labels = _batch(0)
    same, soft = kind(1.0, prob=0.0)(images, labels, np.random.default_rng(0))
    assert same is images
    assert soft is labels


@pytest.mark.parametrize("kind", [Mixup, CutMix])
@pytest.mark.parametrize(("arguments", "key"), [({"alpha": 0}, "alpha"), ({"prob": 1.5}, "prob")])
def test_bad_arguments_are_named(kind: type[Mixup] | type[CutMix], arguments: dict[str, float], key: str) -> None:
    with pytest.raises(ConfigError) as caught:
        kind(**arguments)
    assert caught.value.key == key
