"""The effect of brightness, contrast and saturation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.train.data.images.transforms import ColorJitter

IMAGE = np.random.default_rng(3).integers(60, 120, (6, 6, 3), dtype=np.uint8)
SEEDS = st.integers(0, 10**6)


def test_strength_zero_changes_nothing() -> None:
    np.testing.assert_array_equal(ColorJitter()(IMAGE, np.random.default_rng(0)), IMAGE)


@given(seed=SEEDS)
def test_brightness_multiplies_all_pixels(seed: int) -> None:
    flat = np.full((2, 2, 3), 100, dtype=np.uint8)
    changed = ColorJitter(brightness=0.5)(flat, np.random.default_rng(seed))
    assert len(np.unique(changed)) == 1
    assert 50 <= changed[0, 0, 0] <= 150


@given(seed=SEEDS)
def test_contrast_keeps_a_flat_image_and_saturation_a_grey_one(seed: int) -> None:
    flat = np.full((4, 4, 3), 90, dtype=np.uint8)
    np.testing.assert_array_equal(ColorJitter(contrast=0.9)(flat, np.random.default_rng(seed)), flat)
    grey = IMAGE[:, :, :1].repeat(3, axis=2)
    np.testing.assert_array_equal(ColorJitter(saturation=0.9)(grey, np.random.default_rng(seed)), grey)


def test_the_order_is_random() -> None:
    def seen(seed: int) -> bytes:
        return ColorJitter(0.3, 0.3, 0.3)(IMAGE, _FixedFactor(seed)).tobytes()  # type: ignore[arg-type]

    assert len({seen(seed) for seed in range(30)}) > 1


class _FixedFactor:
    """A generator whose factors are fixed, so that only the order is random."""

    def __init__(self, seed: int) -> None:
        self._rng = np.random.default_rng(seed)

    def permutation(self, n: int) -> np.ndarray:
        return self._rng.permutation(n)

    def uniform(self, low: float, high: float) -> float:
        return high


@pytest.mark.parametrize("key", ["brightness", "contrast", "saturation"])
def test_a_negative_strength_is_named(key: str) -> None:
    with pytest.raises(ConfigError) as caught:
        ColorJitter(**{key: -0.1})
    assert caught.value.key == key
