"""Decoding, and files that cannot be decoded."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from paddle_lrkit.errors import DataError
from paddle_lrkit.train.data.images.decode import read_image


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


@pytest.mark.parametrize("suffix", [".png", ".jpg"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_images_are_upright_as_their_exif_orientation_says(tmp_path: Path, orientation: int, suffix: str) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (6, 9, 3), dtype=np.uint8)
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / f"turned{suffix}"
    Image.fromarray(pixels).save(path, exif=exif)
    with Image.open(path) as image:
        expected = np.array(ImageOps.exif_transpose(image))
    assert read_image(path).shape == ((6, 9, 3) if orientation < 5 else (9, 6, 3))
    np.testing.assert_array_equal(read_image(path), expected)


def test_damaged_exif_data_do_not_matter(tmp_path: Path) -> None:
    Image.new("RGB", (4, 3), (255, 0, 0)).save(tmp_path / "image.jpg", exif=b"Exif\0\0damaged")
    assert read_image(tmp_path / "image.jpg").shape == (3, 4, 3)


@pytest.mark.parametrize("suffix", [".png", ".tif", ".pgm"])
def test_of_16_bits_the_upper_8_are_kept(tmp_path: Path, suffix: str) -> None:
    grey = np.arange(0, 65536, 5461, dtype=np.uint16).reshape(1, -1)
    Image.fromarray(grey).save(tmp_path / f"grey{suffix}")
    image = read_image(tmp_path / f"grey{suffix}")
    assert image.flags.writeable
    np.testing.assert_array_equal(image, np.repeat((grey >> 8)[:, :, None], 3, axis=2))


@pytest.mark.parametrize("number", [np.float32, np.int32])
def test_32_bits_are_refused(tmp_path: Path, number: type) -> None:
    Image.fromarray(np.ones((3, 4), number)).save(tmp_path / "wide.tif")
    with pytest.raises(DataError, match=r"wide\.tif: the image cannot be read: a channel has 32 bits"):
        read_image(tmp_path / "wide.tif")


def test_transparency_is_left_out(tmp_path: Path) -> None:
    image = Image.new("RGB", (4, 3), (255, 0, 0)).convert("P")
    image.save(tmp_path / "clear.png", transparency=bytes([0] * 256))
    assert read_image(tmp_path / "clear.png")[0, 0].tolist() == [255, 0, 0]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none\.png: no such image file"):
        read_image(tmp_path / "none.png")


def test_a_file_that_is_not_an_image_is_named(tmp_path: Path) -> None:
    (tmp_path / "text.jpg").write_text("hello")
    with pytest.raises(DataError, match=r"text\.jpg: the image cannot be read: Pillow does not support the format"):
        read_image(tmp_path / "text.jpg")


@pytest.mark.parametrize("suffix", [".png", ".jpg"])
def test_a_file_that_was_cut_short_is_named(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"cut{suffix}"
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)).save(path)
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(DataError, match=rf"cut\{suffix}: the image cannot be read: "):
        read_image(path)
