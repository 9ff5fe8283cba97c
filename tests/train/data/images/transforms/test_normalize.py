"""The arithmetic of Normalize against double precision."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.errors import ConfigError, DataError
from paddle_lrkit.train.data.images.transforms import Normalize

RNG = np.random.default_rng(0)


@given(
    mean=st.lists(st.floats(-2, 2), min_size=3, max_size=3),
    std=st.lists(st.floats(0.1, 4), min_size=3, max_size=3),
    scale=st.floats(0.001, 1),
    seed=st.integers(0, 1000),
)
def test_it_computes_the_formula(mean: list[float], std: list[float], scale: float, seed: int) -> None:
    image = np.random.default_rng(seed).integers(0, 256, (3, 4, 3), dtype=np.uint8)
    result = Normalize(tuple(mean), tuple(std), scale)(image, RNG)
    expected = (image.astype(np.float64) * scale - mean) / std
    assert (result.dtype, result.shape) == (np.float32, image.shape)
    np.testing.assert_allclose(result, expected, rtol=1e-6, atol=1e-6 * (255 * scale + 2) / min(std))


@pytest.mark.parametrize("channels", [1, 3])
def test_one_number_is_for_all_channels(channels: int) -> None:
    image = np.full((2, 2, channels), 51, dtype=np.uint8)
    np.testing.assert_allclose(Normalize((0.1,), (0.5,))(image, RNG), 0.2, rtol=1e-5)


def test_another_number_of_channels_is_an_error() -> None:
    with pytest.raises(DataError, match="Normalize has 3 means, but the image has 1 channels"):
        Normalize()(np.zeros((2, 2, 1), dtype=np.uint8), RNG)


@pytest.mark.parametrize(
    ("arguments", "key"),
    [
        ({"mean": (0.5,), "std": (0.5, 0.5)}, "std"),
        ({"mean": (), "std": ()}, "std"),
        ({"std": (0.2, 0.0, 0.2)}, "std"),
        ({"mean": (float("nan"), 0.0, 0.0)}, "mean"),
        ({"scale": 0}, "scale"),
    ],
)
def test_bad_arguments_are_named(arguments: dict[str, object], key: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Normalize(**arguments)  # type: ignore[arg-type]
    assert caught.value.key == key
