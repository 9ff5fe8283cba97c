"""Rendered scenes: boxes around the ink, inside of the canvas, with little overlap."""

from __future__ import annotations

import numpy as np

from paddle_lrkit.train.data.toy.digits import Digits
from paddle_lrkit.train.data.toy.scene_renderer import SceneOptions, render_scene

OPTIONS = SceneOptions(64, 1, 4, 0.2, 0.4, 0.2, 3)


def test_a_box_is_as_large_as_its_ink():
    """A scene without clutter, drawn twice: once with the digit, once without."""
    digits = Digits("train", channels=1)
    options = SceneOptions(64, 1, 1, 0.4, 0.4, 0.0, 0)
    for seed in range(10):
        scene = render_scene(digits, options, np.random.default_rng(seed))
        empty = render_scene(digits, SceneOptions(64, 0, 0, 0.4, 0.4, 0.0, 0), np.random.default_rng(seed))
        changed = np.abs(scene.image.astype(int) - empty.image).max(axis=2) > 0
        rows, columns = (np.flatnonzero(changed.any(axis=axis)) for axis in (1, 0))
        drawn = [columns[0], rows[0], columns[-1] + 1, rows[-1] + 1]
        np.testing.assert_allclose(scene.boxes[0], drawn, atol=1)


def test_boxes_lie_inside_and_cover_each_other_only_a_little():
    digits = Digits("train", channels=1)
    for seed in range(20):
        boxes = render_scene(digits, OPTIONS, np.random.default_rng(seed)).boxes
        assert (boxes >= 0).all()
        assert (boxes <= 64).all()
        for i, one in enumerate(boxes):
            for other in boxes[:i]:
                shared = np.maximum(np.minimum(one[2:], other[2:]) - np.maximum(one[:2], other[:2]), 0).prod()
                assert shared <= 0.2 * min(np.prod(box[2:] - box[:2]) for box in (one, other)) + 1e-6
