"""Anchors against numbers computed by hand."""

from __future__ import annotations

import numpy as np
import pytest

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.train.models.faster_rcnn.anchors import AnchorGenerator


def test_the_anchors_of_a_cell():
    """Size 32, ratios 0.5, 1, 2: sides 45.25 x 22.63, 32 x 32, 22.63 x 45.25."""
    long, short = 16 * 2**0.5, 8 * 2**0.5
    expected = [[-long, -short, long, short], [-16, -16, 16, 16], [-short, -long, short, long]]
    np.testing.assert_allclose(AnchorGenerator().cell(0), expected, rtol=1e-6)


@pytest.mark.parametrize(("level", "stride", "size"), [(0, 4, 32), (2, 16, 128), (4, 64, 512)])
def test_a_grid_has_its_centres_at_multiples_of_the_stride(level, stride, size):
    grid = AnchorGenerator().grid(level, 2, 3)
    assert grid.shape == (2, 3, 3, 4)
    centres = (grid[..., :2] + grid[..., 2:]) / 2
    np.testing.assert_allclose(centres[1, 2], [[2 * stride, stride]] * 3, atol=1e-4)
    sides = grid[..., 2:] - grid[..., :2]
    np.testing.assert_allclose(sides[0, 0, 1], [size, size])
    np.testing.assert_allclose(sides.prod(axis=-1), size**2, rtol=1e-5)


def test_several_sizes_come_before_the_ratios():
    generator = AnchorGenerator((1.0, 4.0), ((8.0, 16.0),) * 5)
    widths = (generator.cell(0)[:, 2] - generator.cell(0)[:, 0]).tolist()
    assert generator.per_cell == 4
    assert widths == [8.0, 4.0, 16.0, 8.0]


@pytest.mark.parametrize(
    ("arguments", "key"),
    [
        ({"aspect_ratios": (0.0,)}, "aspect_ratios"),
        ({"aspect_ratios": ()}, "anchor_sizes"),
        ({"anchor_sizes": ((32.0,),)}, "anchor_sizes"),
        ({"anchor_sizes": ((32.0,), (64.0,), (128.0,), (256.0,), (1.0, 2.0))}, "anchor_sizes"),
        ({"anchor_sizes": ((-1.0,),) * 5}, "anchor_sizes"),
        ({"strides": (8, 16, 32, 64, 128)}, "strides"),
    ],
)
def test_numbers_out_of_range_are_errors(arguments, key):
    with pytest.raises(ConfigError) as caught:
        AnchorGenerator(**arguments)
    assert caught.value.key == key
