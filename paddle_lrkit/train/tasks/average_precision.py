"""Average precision and recall as COCO defines them, by pycocotools."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from paddle_lrkit.errors import DataError

_BY_SIZE = ("small", "medium", "large")
_NAMES = (
    *("AP", "AP50", "AP75", *(f"AP_{size}" for size in _BY_SIZE)),
    *("AR1", "AR10", "AR100", *(f"AR_{size}" for size in _BY_SIZE)),
)
_NOTHING_TO_FIND = -1.0


@dataclass(frozen=True)
class Detections:
    """What was found on one image.

    Args:
        image_id: Number of the image in the ground truth.
        boxes: ``[n, 4]``: left, top, right, bottom in pixels of the original image.
        scores: ``[n]``.
        labels: ``[n]``, from 0.
    """

    image_id: int
    boxes: np.ndarray
    scores: np.ndarray
    labels: np.ndarray


def average_precision(
    ground_truth: Mapping[str, Any], category_ids: Sequence[int], found: Sequence[Detections]
) -> dict[str, float]:
    """``AP`` (mean over overlaps 0.50 to 0.95), ``AP50``, ``AP75``, ``AR1``, ``AR10``, ``AR100``, and some by size.

    A category that never occurs does not count; a size that never occurs has no entry.

    Args:
        ground_truth: Annotations in COCO's format.
        category_ids: Number of each label's category.
        found: Detections of each evaluated image, without those that could not be read.

    Raises:
        DataError: The images have no object that could be found, or pycocotools is not installed.
    """
    check_installed()
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    with contextlib.redirect_stdout(io.StringIO()):
        truth = _index(COCO(), ground_truth)
        evaluation = COCOeval(truth, _index(COCO(), _as_coco(ground_truth, category_ids, found)), "bbox")
        evaluation.params.imgIds = sorted({one.image_id for one in found})
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    if evaluation.stats[0] == _NOTHING_TO_FIND:
        raise DataError("the evaluation images have no object that could be found, so there is no average precision")
    stats = zip(_NAMES, evaluation.stats.tolist(), strict=True)
    return {name: value for name, value in stats if value != _NOTHING_TO_FIND}


def check_installed() -> None:
    """Raises a DataError when pycocotools is missing, before anything is trained."""
    try:
        import pycocotools.mask  # noqa: F401
    except ImportError:
        raise DataError(
            "evaluating detections needs pycocotools; install it with: pip install 'paddle-lrkit[train]'"
        ) from None


def _index(coco: Any, content: Mapping[str, Any]) -> Any:
    coco.dataset = content
    coco.createIndex()
    return coco


def _as_coco(
    ground_truth: Mapping[str, Any], category_ids: Sequence[int], found: Sequence[Detections]
) -> dict[str, Any]:
    annotations: list[dict[str, Any]] = []
    for one in found:
        for box, score, label in zip(one.boxes.tolist(), one.scores.tolist(), one.labels.tolist(), strict=True):
            left, top, right, bottom = box
            width, height = right - left, bottom - top
            annotations.append(
                {
                    "id": len(annotations) + 1,
                    "image_id": one.image_id,
                    "category_id": category_ids[label],
                    "bbox": [left, top, width, height],
                    "area": width * height,
                    "iscrowd": 0,
                    "score": score,
                }
            )
    return {"images": ground_truth["images"], "categories": ground_truth["categories"], "annotations": annotations}
