"""Boxes drawn on an image."""

from __future__ import annotations

import numpy as np

from paddle_lrkit.train.data.boxes.drawing import beside, draw_boxes, with_caption


def drawn(image, *boxes):
    rows = np.array(boxes, np.float32).reshape(-1, 4)
    return draw_boxes(image, rows, np.zeros(len(rows), np.int64), np.full(len(rows), 0.5), ["猫"])


def test_a_small_image_is_enlarged_and_a_large_one_is_not():
    assert drawn(np.zeros((100, 160, 3), np.uint8)).shape == (300, 480, 3)
    assert drawn(np.zeros((400, 500, 3), np.uint8)).shape == (400, 500, 3)


def test_a_photo_is_reduced_and_its_boxes_with_it():
    picture = drawn(np.zeros((1536, 2048, 3), np.uint8), [400, 800, 1200, 1400])
    assert picture.shape == (768, 1024, 3)
    assert picture[500, 200].any()
    assert picture[700, 400].any()
    assert not picture[600, 400].any()


def test_names_have_a_coloured_background_and_others_than_ascii_are_numbers():
    image, box = np.full((400, 400, 3), 230, np.uint8), np.array([[50, 100, 200, 300]], np.float32)

    def with_name(name):
        return draw_boxes(image, box, np.array([0]), np.array([0.5]), [name])

    field = with_name("class 0")[103:112, 53:70].reshape(-1, 3)
    assert field[:, 1].min() == 25
    assert field[:, 1].max() > 150
    np.testing.assert_array_equal(with_name("猫"), with_name("class 0"))
    assert (with_name("猫") != with_name("class 1")).any()


def test_the_outline_lies_on_the_edges_of_the_box():
    picture = drawn(np.zeros((400, 400, 3), np.uint8), [50, 100, 200, 300])
    for row, column in ((100, 120), (300, 120), (200, 50), (200, 200)):
        assert picture[row, column].any()
    assert not picture[200, 120].any()


def test_the_original_image_does_not_change():
    image = np.zeros((400, 400, 3), np.uint8)
    drawn(image, [50, 100, 200, 300])
    assert not image.any()


def test_an_object_has_its_name_and_no_score():
    image, box = np.zeros((400, 400, 3), np.uint8), np.array([[50, 100, 200, 300]], np.float32)
    known = draw_boxes(image, box, np.array([0]), None, ["cat"])
    found = draw_boxes(image, box, np.array([0]), np.array([0.5]), ["cat"])
    field = (slice(103, 112), slice(50, 66))
    np.testing.assert_array_equal(known[field], found[field])
    assert known[103:112].any(axis=2).sum() < found[103:112].any(axis=2).sum()


def test_pictures_stand_beside_each_other_below_their_captions():
    left, right = (with_caption(np.full((50, 90, 3), grey, np.uint8), "text") for grey in (10, 20))
    both = beside(left, right)
    assert both.shape == (70, 184, 3)
    assert both[:20, :90].max() > 200
    assert (both[20:, :90] == 10).all()
    assert (both[:, 90:94] == 255).all()
    assert (both[20:, 94:] == 20).all()
