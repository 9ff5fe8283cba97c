"""Batch transforms that blend samples and their labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from paddle_lrkit.errors import check_number


class BatchTransform(Protocol):
    """A pure function of a batch and a random generator."""

    def __call__(
        self, images: np.ndarray, labels: np.ndarray, rng: np.random.Generator
    ) -> tuple[np.ndarray, np.ndarray]:
        """Returns new arrays and leaves the arguments unchanged.

        Args:
            images: float32, shape ``[n, height, width, channels]``.
            labels: float32 probabilities, shape ``[n, classes]``.
            rng: Random generator.
        """


@dataclass(frozen=True)
class Mixup:
    """Blends each sample with another sample of the batch.

    Formula: ``lam ~ Beta(alpha, alpha)``; ``x = lam * x + (1 - lam) * x[p]`` and the same for the labels, with a
    random permutation ``p``.

    Args:
        alpha: Above 0; small values leave most batches almost unmixed.
        prob: Probability that a batch is changed, from 0 to 1.

    Raises:
        ConfigError: An argument is out of range.

    Example:
        >>> x, y = np.eye(2, dtype=np.float32).reshape(2, 1, 1, 2), np.eye(2, dtype=np.float32)
        >>> mixed, labels = Mixup(alpha=1.0)(x, y, np.random.default_rng(0))
        >>> np.allclose(labels.sum(axis=1), 1)
        True

    Reference: H. Zhang et al., mixup: Beyond Empirical Risk Minimization, 2017.
    """

    alpha: float = 0.2
    prob: float = 1.0

    def __post_init__(self) -> None:
        check_number("alpha", self.alpha, above=0)
        check_number("prob", self.prob, at_least=0, at_most=1)

    def __call__(
        self, images: np.ndarray, labels: np.ndarray, rng: np.random.Generator
    ) -> tuple[np.ndarray, np.ndarray]:
        if rng.random() >= self.prob:
            return images, labels
        lam = float(rng.beta(self.alpha, self.alpha))
        other = rng.permutation(len(images))
        mixed, kept = self._mixed(images, images[other], lam, rng)
        return mixed, _blend(labels, labels[other], kept)

    def _mixed(
        self, images: np.ndarray, others: np.ndarray, lam: float, rng: np.random.Generator
    ) -> tuple[np.ndarray, float]:
        """The mixed images, and the fraction of each original image in them."""
        return _blend(images, others, lam), lam


@dataclass(frozen=True)
class CutMix(Mixup):
    """Pastes a rectangle of another sample of the batch into each sample.

    Formula: ``lam ~ Beta(alpha, alpha)``; a rectangle with ``sqrt(1 - lam)`` of both sides around a uniform centre,
    clipped to the image, comes from ``x[p]``; ``labels = kept * labels + (1 - kept) * labels[p]``, where ``kept`` is
    the fraction of the area that remained.

    Args:
        alpha: Above 0.
        prob: As in `Mixup`.

    Example:
        >>> x, y = np.zeros((2, 4, 4, 1), dtype=np.float32), np.eye(2, dtype=np.float32)
        >>> mixed, labels = CutMix()(x, y, np.random.default_rng(0))
        >>> np.allclose(labels.sum(axis=1), 1)
        True

    Reference: S. Yun et al., CutMix: Regularization Strategy to Train Strong Classifiers with Localizable Features,
    2019.
    """

    alpha: float = 1.0

    def _mixed(
        self, images: np.ndarray, others: np.ndarray, lam: float, rng: np.random.Generator
    ) -> tuple[np.ndarray, float]:
        height, width = images.shape[1:3]
        rows, columns = _span(height, lam, rng), _span(width, lam, rng)
        mixed = images.copy()
        mixed[:, rows, columns] = others[:, rows, columns]
        pasted = (rows.stop - rows.start) * (columns.stop - columns.start)
        return mixed, 1 - pasted / (height * width)


def _blend(first: np.ndarray, second: np.ndarray, lam: float) -> np.ndarray:
    return np.float32(lam) * first + np.float32(1 - lam) * second


def _span(side: int, lam: float, rng: np.random.Generator) -> slice:
    """The rows or columns of the rectangle, clipped to the image."""
    length = int(side * (1 - lam) ** 0.5)
    start = int(rng.integers(side)) - length // 2
    return slice(max(start, 0), min(start + length, side))
