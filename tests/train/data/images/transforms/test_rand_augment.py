"""The operations of RandAugment, and how many are applied."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.train.data.images.transforms import rand_augment
from paddle_lrkit.train.data.images.transforms.rand_augment import OPERATIONS, RandAugment

PIXELS = np.random.default_rng(1).integers(0, 256, (12, 16, 3), dtype=np.uint8)
PICTURE = Image.fromarray(PIXELS)
GEOMETRIC = ("Rotate", "ShearX", "ShearY", "TranslateX", "TranslateY")
ENHANCING = ("Color", "Contrast", "Brightness", "Sharpness")


def test_it_has_the_fourteen_operations_of_the_paper() -> None:
    assert len(OPERATIONS) == 14


@pytest.mark.parametrize("name", [*GEOMETRIC, *ENHANCING, "Identity", "Posterize"])
def test_strength_zero_changes_nothing(name: str) -> None:
    np.testing.assert_array_equal(np.asarray(OPERATIONS[name](PICTURE, 0.0)), PIXELS)


@pytest.mark.parametrize("name", sorted(OPERATIONS))
@pytest.mark.parametrize("mode", ["L", "RGB"])
@given(strength=st.floats(-1, 1))
def test_every_operation_keeps_size_and_mode(name: str, mode: str, strength: float) -> None:
    changed = OPERATIONS[name](PICTURE.convert(mode), strength)
    assert (changed.size, changed.mode) == (PICTURE.size, mode)


@pytest.mark.parametrize("name", [*GEOMETRIC, *ENHANCING])
def test_the_sign_matters(name: str) -> None:
    assert np.asarray(OPERATIONS[name](PICTURE, 0.8)).tobytes() != np.asarray(OPERATIONS[name](PICTURE, -0.8)).tobytes()


def test_translation_moves_by_its_part_of_the_side_and_fills_with_grey() -> None:
    moved = np.asarray(OPERATIONS["TranslateX"](PICTURE, 4 / (0.45 * 16)))
    np.testing.assert_array_equal(moved[:, :12], PIXELS[:, 4:])
    assert (moved[:, 13:] == 128).all()


def test_brightness_and_colour_at_full_strength() -> None:
    flat = Image.new("RGB", (2, 2), (100, 100, 100))
    assert OPERATIONS["Brightness"](flat, 1.0).getpixel((0, 0)) == (190, 190, 190)
    assert OPERATIONS["Brightness"](flat, -1.0).getpixel((0, 0)) == (10, 10, 10)


def test_posterize_and_solarize_grow_with_the_strength() -> None:
    np.testing.assert_array_equal(np.asarray(OPERATIONS["Posterize"](PICTURE, -1.0)), PIXELS & 0xF0)
    np.testing.assert_array_equal(np.asarray(OPERATIONS["Solarize"](PICTURE, 1.0)), 255 - PIXELS)
    half = np.where(PIXELS < 128, PIXELS, 255 - PIXELS)
    np.testing.assert_array_equal(np.asarray(OPERATIONS["Solarize"](PICTURE, 0.5)), half)
    np.testing.assert_array_equal(np.asarray(OPERATIONS["Solarize"](PICTURE, 0.0)), PIXELS)


def test_histogram_operations_are_those_of_pillow() -> None:
    assert OPERATIONS["Equalize"](PICTURE, 0.5).tobytes() == ImageOps.equalize(PICTURE).tobytes()
    assert OPERATIONS["AutoContrast"](PICTURE, 0.5).tobytes() == ImageOps.autocontrast(PICTURE).tobytes()


def test_it_draws_num_ops_operations_evenly_with_both_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[str, float]] = []

    def recorder(name: str) -> rand_augment.Operation:
        def operation(image: Image.Image, strength: float) -> Image.Image:
            calls.append((name, strength))
            return image

        return operation

    monkeypatch.setattr(rand_augment, "OPERATIONS", {name: recorder(name) for name in OPERATIONS})
    for seed in range(1400):
        RandAugment(num_ops=2, magnitude=5)(PIXELS, np.random.default_rng(seed))
    names, strengths = zip(*calls, strict=True)
    assert len(calls) == 2800
    assert {names.count(name) for name in OPERATIONS} <= set(range(140, 260))
    assert set(strengths) == {-0.5, 0.5}


@pytest.mark.parametrize(
    ("arguments", "key"),
    [({"num_ops": 0}, "num_ops"), ({"magnitude": 11}, "magnitude"), ({"magnitude": -1}, "magnitude")],
)
def test_bad_arguments_are_named(arguments: dict[str, int], key: str) -> None:
    with pytest.raises(ConfigError) as caught:
        RandAugment(**arguments)
    assert caught.value.key == key
