"""Anchors: the reference boxes of the region proposal network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import paddle

from paddle_lrkit.errors import ConfigError, check_number
from paddle_lrkit.messages import tr

ANCHOR_SIZES = ((32.0,), (64.0,), (128.0,), (256.0,), (512.0,))
STRIDES = (4, 8, 16, 32, 64)


@dataclass(frozen=True)
class AnchorGenerator:
    """Anchors around the points of a grid, with one grid for each pyramid level.

    Size ``s`` and aspect ratio ``r`` give ``width = s / sqrt(r)`` and ``height = s * sqrt(r)``; the centre of cell
    ``(row, column)`` is ``(column * stride, row * stride)``.

    Args:
        aspect_ratios: Height over width.
        anchor_sizes: Square roots of the areas in pixels, a list for each level.
        strides: Distance between the grid's points in pixels, for each level.

    Raises:
        ConfigError: A number is not above 0, or the number of levels is wrong.

    Reference: S. Ren et al., Faster R-CNN, 2015, section 3.1.1; T.-Y. Lin et al., FPN, 2017, section 4.1.
    """

    aspect_ratios: tuple[float, ...] = (0.5, 1.0, 2.0)
    anchor_sizes: tuple[tuple[float, ...], ...] = ANCHOR_SIZES
    strides: tuple[int, ...] = STRIDES

    def __post_init__(self) -> None:
        if tuple(self.strides) != STRIDES:
            raise ConfigError(
                tr("must be those of the pyramid, {}, got {}", list(STRIDES), list(self.strides)), key="strides"
            )
        if len(self.anchor_sizes) != len(self.strides):
            raise ConfigError(
                tr("must have a list for each of the {} levels, got {}", len(self.strides), len(self.anchor_sizes)),
                key="anchor_sizes",
            )
        if not self.aspect_ratios or len({len(sizes) for sizes in self.anchor_sizes}) != 1 or not self.anchor_sizes[0]:
            raise ConfigError(tr("must have the same number of sizes on each level, at least one"), key="anchor_sizes")
        for ratio in self.aspect_ratios:
            check_number("aspect_ratios", ratio, above=0)
        for size in (size for sizes in self.anchor_sizes for size in sizes):
            check_number("anchor_sizes", size, above=0)

    @property
    def per_cell(self) -> int:
        """Anchors at each point of a grid."""
        return len(self.aspect_ratios) * len(self.anchor_sizes[0])

    def cell(self, level: int) -> np.ndarray:
        """The anchors around the origin, float32 ``[per_cell, 4]``, with the aspect ratio changing fastest.

        Example:
            >>> AnchorGenerator(aspect_ratios=(1.0, 4.0)).cell(0).tolist()
            [[-16.0, -16.0, 16.0, 16.0], [-8.0, -32.0, 8.0, 32.0]]
        """
        sizes = np.array(self.anchor_sizes[level], np.float64)[:, None]
        roots = np.sqrt(np.array(self.aspect_ratios, np.float64))[None, :]
        widths, heights = (sizes / roots).reshape(-1), (sizes * roots).reshape(-1)
        return np.stack([-widths, -heights, widths, heights], axis=1).astype(np.float32) / 2

    def grid(self, level: int, height: int, width: int) -> np.ndarray:
        """The anchors of a level.

        Args:
            level: Pyramid level; 0 is the finest.
            height: Rows of the feature map.
            width: Columns of the feature map.

        Returns:
            float32, shape ``[height, width, per_cell, 4]``.
        """
        stride = self.strides[level]
        rows, columns = np.mgrid[:height, :width].astype(np.float32) * stride
        centres = np.stack([columns, rows, columns, rows], axis=-1)
        return centres[:, :, None, :] + self.cell(level)

    def in_graph(self, level: int, features: Any) -> Any:
        """`grid` as operations of a static graph, whose feature maps ``[n, channels, h, w]`` have any size."""
        shape = paddle.shape(features)
        sides = [
            paddle.arange(0, shape[axis], dtype="int64").astype("float32") * self.strides[level] for axis in (2, 3)
        ]
        rows, columns = paddle.meshgrid(*sides)
        return paddle.stack([columns, rows, columns, rows], axis=-1).unsqueeze(2) + paddle.to_tensor(self.cell(level))

    def grids(self, shapes: Sequence[tuple[int, int]]) -> list[np.ndarray]:
        """The anchors of all levels.

        Args:
            shapes: Height and width of the feature map of each level.
        """
        return [self.grid(level, height, width) for level, (height, width) in enumerate(shapes)]
