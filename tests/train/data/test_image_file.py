"""Decoding, and files that cannot be decoded."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from paddle_lrkit.errors import DataError
from paddle_lrkit.train.data.image_file import read_image


@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA", "P", "1"])
def test_every_mode_becomes_rgb(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "image.png"
    Image.new("RGB", (4, 3), (255, 0, 0)).convert(mode).save(path)
    image = read_image(path)
    assert (image.shape, image.dtype) == ((3, 4, 3), np.uint8)
    assert image.flags.writeable


def test_pixels_are_kept(tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (5, 7, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(tmp_path / "image.png")
    np.testing.assert_array_equal(read_image(tmp_path / "image.png"), pixels)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none\.png: no such image file"):
        read_image(tmp_path / "none.png")


def test_a_file_that_is_no_image_is_named(tmp_path: Path) -> None:
    (tmp_path / "text.jpg").write_text("hello")
    with pytest.raises(DataError, match=r"text\.jpg: the image cannot be read: not an image that Pillow knows"):
        read_image(tmp_path / "text.jpg")


@pytest.mark.parametrize("suffix", [".png", ".jpg"])
def test_a_file_that_was_cut_short_is_named(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"cut{suffix}"
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)).save(path)
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(DataError, match=rf"cut\{suffix}: the image cannot be read: "):
        read_image(path)
