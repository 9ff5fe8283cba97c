"""Offsets by hand, and against independent NumPy code."""

from __future__ import annotations

import math

import numpy as np
import paddle
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from paddle_lrkit.train.models.faster_rcnn.box_coder import BoxCoder

WEIGHTS = (10.0, 10.0, 5.0, 5.0)
SIDES = st.floats(1, 200, width=32)
PLACES = st.floats(-100, 100, width=32)
BOXES = st.lists(
    st.builds(lambda x, y, w, h: [x, y, x + w, y + h], PLACES, PLACES, SIDES, SIDES), min_size=3, max_size=3
)


def numpy_decode(offsets, references, weights):
    """One box at a time, in float64."""
    rows = []
    for (dx, dy, dw, dh), (left, top, right, bottom) in zip(offsets, references, strict=True):
        width, height = right - left, bottom - top
        x = left + width / 2 + dx / weights[0] * width
        y = top + height / 2 + dy / weights[1] * height
        w = width * math.exp(min(dw / weights[2], math.log(62.5)))
        h = height * math.exp(min(dh / weights[3], math.log(62.5)))
        rows.append([x - w / 2, y - h / 2, x + w / 2, y + h / 2])
    return np.array(rows)


def tensor(rows):
    return paddle.to_tensor(np.array(rows, np.float32))


def test_encoding_by_hand():
    """The box is twice as wide, as high, and half its own width to the right."""
    found = BoxCoder(WEIGHTS).encode(tensor([[0, 0, 20, 10]]), tensor([[0, 0, 10, 10]]))
    assert found.numpy()[0] == pytest.approx([10 * 0.5, 0, 5 * math.log(2), 0])


def test_no_offset_is_the_reference():
    box = tensor([[3, 4, 13, 24]])
    assert BoxCoder().decode(paddle.zeros([1, 4]), box).tolist() == box.tolist()
    assert BoxCoder().encode(box, box).tolist() == [[0, 0, 0, 0]]


def test_a_side_grows_by_a_limited_factor():
    found = BoxCoder().decode(tensor([[0, 0, 1000, 1000]]), tensor([[0, 0, 2, 4]])).numpy()[0]
    assert found == pytest.approx([1 - 62.5, 2 - 125, 1 + 62.5, 2 + 125], rel=1e-5)


@given(boxes=BOXES, references=BOXES)
def test_decoding_undoes_encoding(boxes, references):
    coder = BoxCoder(WEIGHTS)
    growth = np.ptp(np.log([[b[2] - b[0], b[3] - b[1]] for b in (*boxes, *references)]))
    decoded = coder.decode(coder.encode(tensor(boxes), tensor(references)), tensor(references)).numpy()
    if growth < math.log(62):
        np.testing.assert_allclose(decoded, boxes, atol=0.02)


@given(offsets=arrays(np.float32, (3, 4), elements=st.floats(-8, 30, width=32)), references=BOXES)
def test_decoding_is_that_of_numpy(offsets, references):
    found = BoxCoder(WEIGHTS).decode(paddle.to_tensor(offsets), tensor(references)).numpy()
    expected = numpy_decode(offsets.astype(float), references, WEIGHTS)
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=0.05)


def test_offsets_of_each_class_are_decoded_from_one_reference():
    found = BoxCoder().decode(paddle.zeros([2, 3, 4]), tensor([[0, 0, 2, 2], [1, 1, 5, 5]])[:, None, :])
    assert found.shape == [2, 3, 4]
    assert found[1, 2].tolist() == [1, 1, 5, 5]
