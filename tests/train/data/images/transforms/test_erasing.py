"""Erased rectangles: position, size and content."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.train.data.images.transforms import RandomErasing

SEEDS = st.integers(0, 10**6)


@given(seed=SEEDS, height=st.integers(4, 40), width=st.integers(4, 40))
def test_the_erased_part_is_one_rectangle(seed: int, height: int, width: int) -> None:
    image = np.ones((height, width, 3), dtype=np.float32)
    erased = RandomErasing(1.0, value=-2.0)(image, np.random.default_rng(seed))
    changed = (erased != 1).all(axis=2)
    assert set(np.unique(erased)) <= {np.float32(1), np.float32(-2)}
    rows, columns = changed.any(axis=1), changed.any(axis=0)
    np.testing.assert_array_equal(changed, rows[:, None] & columns[None, :])
    assert (np.diff(np.flatnonzero(rows)) == 1).all()
    assert (np.diff(np.flatnonzero(columns)) == 1).all()


def test_the_area_stays_in_its_range() -> None:
    image = np.ones((200, 200, 1), dtype=np.float32)
    transform = RandomErasing(1.0, scale=(0.1, 0.2), ratio=(0.5, 2.0))
    areas = [float((transform(image, np.random.default_rng(seed)) == 0).mean()) for seed in range(200)]
    assert min(areas) == pytest.approx(0.1, abs=0.01)
    assert max(areas) == pytest.approx(0.2, abs=0.01)


def test_the_probability_is_kept() -> None:
    image = np.ones((20, 20, 1), dtype=np.float32)
    transform = RandomErasing(0.25)
    erased = sum((transform(image, np.random.default_rng(seed)) == 0).any() for seed in range(2000))
    assert erased / 2000 == pytest.approx(0.25, abs=0.04)


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_noise_has_the_type_of_the_image(dtype: type) -> None:
    image = np.full((40, 40, 3), 7, dtype=dtype)
    erased = RandomErasing(1.0, scale=(0.3, 0.3), noise=True)(image, np.random.default_rng(0))
    assert erased.dtype == dtype
    part = erased[erased != 7]
    low, high = (0, 255) if dtype is np.uint8 else (-5, 5)
    assert low <= part.min() < part.max() <= high
    assert len(np.unique(part)) > 50


def test_an_image_without_room_stays() -> None:
    image = np.ones((1, 1, 1), dtype=np.float32)
    assert RandomErasing(1.0)(image, np.random.default_rng(0)) is image


@pytest.mark.parametrize(
    ("arguments", "key"),
    [
        ({"prob": 2}, "prob"),
        ({"scale": (0.5, 2.0)}, "scale"),
        ({"ratio": (0.0, 1.0)}, "ratio"),
        ({"value": float("inf")}, "value"),
    ],
)
def test_bad_arguments_are_named(arguments: dict[str, object], key: str) -> None:
    with pytest.raises(ConfigError) as caught:
        RandomErasing(**arguments)  # type: ignore[arg-type]
    assert caught.value.key == key
