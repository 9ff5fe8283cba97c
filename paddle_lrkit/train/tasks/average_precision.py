"""Average precision and recall as COCO defines them, by pycocotools."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from paddle_lrkit.errors import DataError
from paddle_lrkit.messages import tr
from paddle_lrkit.train.data.boxes.dataset import coco_box

_BY_SIZE = ("small", "medium", "large")
_NAMES = (
    *("AP", "AP50", "AP75", *(f"AP_{size}" for size in _BY_SIZE)),
    *("AR1", "AR10", "AR100", *(f"AR_{size}" for size in _BY_SIZE)),
)
_UNDEFINED = -1.0


@dataclass(frozen=True)
class ImageDetections:
    """The detections on one image.

    Args:
        image_id: Number of the image in the ground truth.
        boxes: Left, top, right, bottom in pixels of the image file, shape ``[n, 4]``.
        scores: Probabilities, shape ``[n]``.
        labels: 0-based classes, shape ``[n]``.
    """

    image_id: int
    boxes: np.ndarray
    scores: np.ndarray
    labels: np.ndarray


def average_precision(
    ground_truth: Mapping[str, Any], category_ids: Sequence[int], detected: Sequence[ImageDetections]
) -> dict[str, float]:
    """``AP`` (mean over IoU 0.50 to 0.95), ``AP50``, ``AP75``, ``AR1``, ``AR10``, ``AR100``, and some by size.

    Categories that never occur are ignored; a size that never occurs has no entry.

    Args:
        ground_truth: Annotations in COCO's format.
        category_ids: Category number of each label.
        detected: Detections on each evaluated image, without unreadable images.

    Raises:
        DataError: The images have no object to detect, or pycocotools is not installed.
    """
    check_installed()
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    with contextlib.redirect_stdout(io.StringIO()):
        truth = _index(COCO(), ground_truth)
        evaluation = COCOeval(truth, _index(COCO(), _as_coco(ground_truth, category_ids, detected)), "bbox")
        evaluation.params.imgIds = sorted({one.image_id for one in detected})
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    if evaluation.stats[0] == _UNDEFINED:
        raise DataError(tr("the evaluation images have no object to detect, so average precision is undefined"))
    stats = zip(_NAMES, evaluation.stats.tolist(), strict=True)
    return {name: value for name, value in stats if value != _UNDEFINED}


def check_installed() -> None:
    """Raises a DataError when pycocotools is not installed; called before training."""
    try:
        import pycocotools.mask  # noqa: F401
    except ImportError:
        raise DataError(
            tr("evaluating detections needs pycocotools; install it with: pip install 'paddle-lrkit[train]'")
        ) from None


def _index(coco: Any, content: Mapping[str, Any]) -> Any:
    coco.dataset = content
    coco.createIndex()
    return coco


def _as_coco(
    ground_truth: Mapping[str, Any], category_ids: Sequence[int], detected: Sequence[ImageDetections]
) -> dict[str, Any]:
    annotations: list[dict[str, Any]] = []
    for one in detected:
        for box, score, label in zip(one.boxes.tolist(), one.scores.tolist(), one.labels.tolist(), strict=True):
            known = {"id": len(annotations) + 1, "image_id": one.image_id, "category_id": category_ids[label]}
            annotations.append({**known, **coco_box(box), "iscrowd": 0, "score": score})
    return {"images": ground_truth["images"], "categories": ground_truth["categories"], "annotations": annotations}
