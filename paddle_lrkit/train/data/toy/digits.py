"""The 1797 handwritten digits of scikit-learn: a data set that needs no download."""

from __future__ import annotations

import numpy as np

from paddle_lrkit.errors import ConfigError, DataError, check_choice, check_number
from paddle_lrkit.messages import tr

NUM_TEST = 360
_SPLIT_SEED = 0
_NOISE_KEY = 1


class Digits:
    """8x8 scans of the digits 0 to 9, grey values 0 to 16 scaled to 0 to 255.

    The split is the same everywhere and stratified by class: 360 test samples, 1437 training samples, of which
    ``val_fraction`` can be held out.

    Args:
        split: ``train``, ``val`` or ``test``.
        channels: 1, or 3 with the same values for models that take colour images.
        val_fraction: Fraction of the training samples for ``val``, at least 0 and below 1.
        label_noise: Fraction of the ``train`` labels that is replaced by another class, from 0 to 1.
        noise_seed: Seed of the replaced labels.

    Attributes:
        images: uint8, shape ``[n, 8, 8, channels]``.
        labels: int64, shape ``[n]``.
        num_classes: 10.

    Raises:
        ConfigError: An argument is out of range.
        DataError: scikit-learn is not installed.

    Example:
        >>> digits = Digits("test")
        >>> len(digits), digits[0][0].shape
        (360, (8, 8, 3))

    Reference: E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI repository, 1998.
    """

    num_classes = 10

    def __init__(
        self,
        split: str = "train",
        channels: int = 3,
        val_fraction: float = 0.0,
        label_noise: float = 0.0,
        noise_seed: int = 0,
    ) -> None:
        check_choice("split", split, ("train", "val", "test"))
        check_number("val_fraction", val_fraction, at_least=0, below=1)
        check_number("label_noise", label_noise, at_least=0, at_most=1)
        if channels not in (1, 3):
            raise ConfigError(tr("must be 1 or 3, got {!r}", channels), key="channels")
        if split == "val" and val_fraction == 0:
            raise ConfigError(tr("the split 'val' needs a val_fraction above 0"), key="val_fraction")
        grey, labels = _load()
        rows = _split_rows(labels, split, val_fraction)
        self.images = np.repeat(grey[rows, :, :, None], channels, axis=3)
        self.labels = labels[rows]
        if split == "train" and label_noise > 0:
            self.labels = with_label_noise(self.labels, label_noise, self.num_classes, noise_seed)

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: int) -> tuple[np.ndarray, int]:
        return self.images[index], int(self.labels[index])


def with_label_noise(labels: np.ndarray, fraction: float, num_classes: int, seed: int) -> np.ndarray:
    """Labels of which ``round(fraction * n)`` have another, uniformly drawn class.

    Args:
        labels: int64, shape ``[n]``; not changed.
        fraction: Fraction of the labels, from 0 to 1.
        num_classes: Number of classes, at least 2.
        seed: Random seed.

    Example:
        >>> int((with_label_noise(np.zeros(10, dtype=np.int64), 0.3, 10, seed=0) != 0).sum())
        3
    """
    rng = np.random.default_rng([seed, _NOISE_KEY])
    rows = rng.choice(len(labels), round(fraction * len(labels)), replace=False)
    noisy = labels.copy()
    noisy[rows] = (labels[rows] + rng.integers(1, num_classes, len(rows))) % num_classes
    return noisy


def _load() -> tuple[np.ndarray, np.ndarray]:
    try:
        from sklearn.datasets import load_digits
    except ImportError:
        raise DataError(tr("Digits needs scikit-learn; install it with: pip install 'paddle-lrkit[train]'")) from None
    digits = load_digits()
    return np.rint(digits.images * (255 / 16)).astype(np.uint8), digits.target.astype(np.int64)


def _split_rows(labels: np.ndarray, split: str, val_fraction: float) -> np.ndarray:
    rest, test = _stratified(np.arange(len(labels)), labels, NUM_TEST)
    if split == "test":
        return test
    train, val = _stratified(rest, labels, round(val_fraction * len(rest)))
    return val if split == "val" else train


def _stratified(rows: np.ndarray, labels: np.ndarray, num_held_out: int) -> tuple[np.ndarray, np.ndarray]:
    """Holds out ``num_held_out`` rows, each class in proportion; the largest remainders round up."""
    classes, counts = np.unique(labels[rows], return_counts=True)
    shares = counts * num_held_out / len(rows)
    quotas = np.floor(shares).astype(int)
    quotas[np.argsort(quotas - shares, kind="stable")[: num_held_out - quotas.sum()]] += 1
    rng = np.random.default_rng(_SPLIT_SEED)
    held_out = np.concatenate(
        [rng.permutation(rows[labels[rows] == c])[:quota] for c, quota in zip(classes, quotas, strict=True)]
    )
    held_out.sort()
    return np.setdiff1d(rows, held_out), held_out
