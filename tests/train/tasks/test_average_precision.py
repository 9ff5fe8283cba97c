"""Average precision and recall with known results."""

from __future__ import annotations

import numpy as np
import pytest

from paddle_lrkit.errors import DataError
from paddle_lrkit.train.tasks.average_precision import ImageDetections, average_precision
from tests.train.data.boxes.samples import CATEGORIES, annotation, entry

IDS = [3, 7, 9]
BOX = [0.0, 0.0, 40.0, 40.0]


def truth(*annotations):
    filled = [{"iscrowd": 0, "area": one["bbox"][2] * one["bbox"][3], **one} for one in annotations]
    return {"images": [entry(1), entry(2)], "categories": CATEGORIES, "annotations": filled}


def found(image_id, *rows):
    """Rows of box, score and label."""
    boxes = np.array([row[0] for row in rows], np.float32).reshape(-1, 4)
    return ImageDetections(
        image_id, boxes, np.array([row[1] for row in rows]), np.array([row[2] for row in rows], np.int64)
    )


TRUTH = truth(annotation(1, 1, BOX), annotation(2, 2, BOX, 7))


def test_perfect_detections_have_precision_1():
    metrics = average_precision(TRUTH, IDS, [found(1, (BOX, 0.9, 0)), found(2, (BOX, 0.8, 1))])
    assert [metrics[name] for name in ("AP", "AP50", "AR1")] == pytest.approx([1.0] * 3)


def test_one_of_two_classes_found_is_a_half_and_the_third_does_not_count():
    metrics = average_precision(TRUTH, IDS, [found(1, (BOX, 0.9, 0)), found(2)])
    assert metrics["AP50"] == pytest.approx(0.5)
    assert metrics["AR100"] == pytest.approx(0.5)


def test_an_overlap_of_0_6_counts_up_to_0_6():
    """0.50, 0.55 and 0.60 of the ten overlaps."""
    narrow = [0.0, 0.0, 24.5, 40.0]
    metrics = average_precision(truth(annotation(1, 1, BOX)), IDS, [found(1, (narrow, 0.9, 0))])
    assert metrics["AP50"] == pytest.approx(1.0)
    assert metrics["AP75"] == 0
    assert metrics["AP"] == pytest.approx(0.3)


def test_a_false_alarm_with_a_higher_score_halves_the_precision():
    metrics = average_precision(
        truth(annotation(1, 1, BOX)), IDS, [found(1, ([41, 0, 60, 20], 0.95, 0), (BOX, 0.9, 0))]
    )
    assert metrics["AP50"] == pytest.approx(0.5)


def test_a_detection_on_a_crowd_is_not_a_false_positive():
    given = truth(annotation(1, 1, BOX), annotation(2, 1, [41, 0, 19, 40], iscrowd=1))
    metrics = average_precision(given, IDS, [found(1, ([41, 0, 60, 20], 0.95, 0), (BOX, 0.9, 0))])
    assert metrics["AP50"] == pytest.approx(1.0)


def test_nothing_found_is_zero():
    metrics = average_precision(TRUTH, IDS, [found(1), found(2)])
    assert metrics["AP"] == metrics["AP50"] == metrics["AR100"] == 0


def test_images_that_were_not_evaluated_do_not_count():
    assert average_precision(TRUTH, IDS, [found(1, (BOX, 0.9, 0))])["AP50"] == pytest.approx(1.0)


def test_sizes_that_never_occur_have_no_entry(capsys):
    metrics = average_precision(TRUTH, IDS, [found(1, (BOX, 0.9, 0)), found(2, (BOX, 0.8, 1))])
    assert "AP_medium" in metrics
    assert "AP_large" not in metrics
    assert capsys.readouterr().out == ""


def test_nothing_to_find_is_an_error():
    with pytest.raises(DataError, match="no object to detect"):
        average_precision(truth(), IDS, [found(1), found(2)])
