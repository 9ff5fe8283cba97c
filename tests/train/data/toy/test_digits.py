"""The digits: a fixed split, and label noise."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import load_digits

from paddle_lrkit.errors import ConfigError, DataError
from paddle_lrkit.train.data.toy.digits import Digits, with_label_noise


@pytest.mark.parametrize(("channels", "shape"), [(1, (8, 8, 1)), (3, (8, 8, 3))])
def test_images_are_bytes_with_the_full_range(channels: int, shape: tuple[int, ...]) -> None:
    digits = Digits("train", channels=channels)
    image, label = digits[5]
    assert (image.shape, image.dtype) == (shape, np.uint8)
    assert type(label) is int
    assert (digits.images.min(), digits.images.max()) == (0, 255)
    assert (digits.images == digits.images[..., :1]).all()


def test_the_splits_share_nothing_and_together_are_everything() -> None:
    parts = [Digits("train", 1, val_fraction=0.2), Digits("val", 1, val_fraction=0.2), Digits("test", 1)]
    assert [len(part) for part in parts] == [1150, 287, 360]
    everything = np.rint(load_digits().images * (255 / 16)).astype(np.uint8)
    stacked = np.concatenate([part.images for part in parts])[..., 0]
    assert sorted(map(bytes, stacked)) == sorted(map(bytes, everything))


def test_images_keep_their_labels() -> None:
    source = load_digits()
    scans = np.rint(source.images * (255 / 16)).astype(np.uint8)
    label_of = {scan.tobytes(): label for scan, label in zip(scans, source.target, strict=True)}
    digits = Digits("test", channels=1)
    assert [label_of[image.tobytes()] for image in digits.images] == digits.labels.tolist()


def test_without_val_fraction_the_training_set_is_whole() -> None:
    assert len(Digits("train")) == 1437
    assert len(Digits("test")) == 360


def test_every_class_has_its_share_of_the_test_set() -> None:
    total = np.bincount(load_digits().target)
    share = np.bincount(Digits("test").labels, minlength=10)
    assert (np.abs(share - total * 360 / 1797) < 1).all()


def test_the_split_is_always_the_same() -> None:
    first, second = Digits("train", val_fraction=0.1), Digits("train", val_fraction=0.1)
    np.testing.assert_array_equal(first.images, second.images)
    np.testing.assert_array_equal(first.labels, second.labels)


@given(fraction=st.floats(0, 1), seed=st.integers(0, 2**32), num_classes=st.integers(2, 12))
def test_noise_moves_exactly_the_fraction_to_other_classes(fraction: float, seed: int, num_classes: int) -> None:
    labels = np.arange(50) % num_classes
    before = labels.copy()
    noisy = with_label_noise(labels, fraction, num_classes, seed)
    np.testing.assert_array_equal(labels, before)
    assert (noisy != labels).sum() == round(fraction * 50)
    assert noisy.min() >= 0
    assert noisy.max() < num_classes


def test_noise_is_for_training_labels_only_and_follows_its_seed() -> None:
    clean, noisy = Digits("train"), Digits("train", label_noise=0.2)
    assert (clean.labels != noisy.labels).sum() == round(0.2 * 1437)
    np.testing.assert_array_equal(clean.images, noisy.images)
    assert (Digits("train", label_noise=0.2, noise_seed=1).labels != noisy.labels).any()
    np.testing.assert_array_equal(Digits("test", label_noise=0.2).labels, Digits("test").labels)


@pytest.mark.parametrize(
    ("arguments", "key"),
    [
        ({"split": "training"}, "split"),
        ({"channels": 2}, "channels"),
        ({"split": "val"}, "val_fraction"),
        ({"val_fraction": 1.0}, "val_fraction"),
        ({"label_noise": 1.5}, "label_noise"),
    ],
)
def test_bad_arguments_are_named(arguments: dict[str, object], key: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Digits(**arguments)  # type: ignore[arg-type]
    assert caught.value.key == key


def test_a_missing_scikit_learn_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    with pytest.raises(DataError, match=r"paddle-lrkit\[train\]"):
        Digits()
