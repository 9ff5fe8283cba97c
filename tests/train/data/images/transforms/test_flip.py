"""The frequency of flips."""

from __future__ import annotations

import numpy as np
import pytest

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.train.data.images.transforms import RandomFlip

IMAGE = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)


def test_never_and_always() -> None:
    rng = np.random.default_rng(0)
    np.testing.assert_array_equal(RandomFlip(0.0)(IMAGE, rng), IMAGE)
    np.testing.assert_array_equal(RandomFlip(1.0)(IMAGE, rng), IMAGE[:, ::-1])


def test_the_probability_is_kept() -> None:
    flip = RandomFlip(0.3)
    flipped = sum(not np.array_equal(flip(IMAGE, np.random.default_rng(seed)), IMAGE) for seed in range(2000))
    assert flipped / 2000 == pytest.approx(0.3, abs=0.04)


@pytest.mark.parametrize("prob", [-0.1, 1.1])
def test_a_bad_probability_is_named(prob: float) -> None:
    with pytest.raises(ConfigError) as caught:
        RandomFlip(prob)
    assert caught.value.key == "prob"
