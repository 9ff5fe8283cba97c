"""The pyramid: its levels, and the path from coarse to fine."""

from __future__ import annotations

import paddle
import pytest

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.train.models.faster_rcnn.fpn import FPN, Pyramid


def stages(side=16):
    return [paddle.zeros([1, width, side // 2**i, side // 2**i]) for i, width in enumerate((4, 6, 8, 10))]


def test_five_levels_of_one_width_each_half_as_large():
    levels = Pyramid((4, 6, 8, 10), FPN(out_channel=5))(stages())
    assert [level.shape for level in levels] == [[1, 5, side, side] for side in (16, 8, 4, 2, 1)]


def test_the_last_level_is_every_second_pixel_of_the_one_before():
    given = stages(32)
    given[3] = paddle.randn([1, 10, 4, 4])
    levels = Pyramid((4, 6, 8, 10), FPN(out_channel=5))(given)
    assert levels[4].tolist() == levels[3][:, :, ::2, ::2].tolist()


def test_a_coarse_level_is_added_to_all_finer_ones():
    pyramid = Pyramid((4, 6, 8, 10), FPN(out_channel=5))
    before = pyramid(stages())
    given = stages()
    given[2] = given[2] + 1
    changed = [(one != other).any().item() for one, other in zip(pyramid(given), before, strict=True)]
    assert changed == [True, True, True, False, False]


def test_a_width_below_one_is_refused():
    with pytest.raises(ConfigError, match="out_channel"):
        FPN(out_channel=0)
