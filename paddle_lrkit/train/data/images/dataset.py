"""What a data set of labelled images is."""

from __future__ import annotations

from typing import Protocol

import numpy as np


class ImageDataset(Protocol):
    """Labelled images by index; no Paddle needed.

    A data set that reads files also has ``paths``, so that errors can name them.
    """

    @property
    def num_classes(self) -> int:
        """Labels are below this number."""

    def __len__(self) -> int:
        """Number of samples."""

    def __getitem__(self, index: int) -> tuple[np.ndarray, int]:
        """A uint8 image of shape ``[height, width, channels]`` and its label."""
