"""What our evaluation of a detector costs on top of pycocotools: AP and recall of 5,000 images' detections.

Images, objects and detections come from a seed, as many as in COCO's val2017: 36,000 objects of 80 classes, some of
them crowds, and up to 100 detections an image, most of them near an object. Our arm begins with the arrays that the
detector returns and ends with the metrics. The arm of pycocotools begins with results in the form in which it takes
them, so it does not pay for making them: ``COCO`` of the same annotations in memory, ``loadRes``, ``COCOeval`` with
``evaluate``, ``accumulate`` and ``summarize``. All twelve metrics are equal, which is checked. A round of 5,000 images
takes a minute, so there are 6, and at least 15 of a tenth of the images.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.measuring.figure import Figure
from benchmarks.measuring.interval import cpu, cpu_ratio, wall_ratio
from benchmarks.measuring.question import Run, command
from benchmarks.measuring.rounds import Timings
from benchmarks.measuring.timing import Timing, timed
from paddle_lrkit.train.tasks.average_precision import ImageDetections, average_precision

OBJECTS, CLASSES, MOST, WIDTH, HEIGHT = 7.2, 80, 100, 640, 480
GOAL = 1.05


def answer(run: Run) -> None:
    """Times both evaluations of the same detections, of few images and of all."""
    _evaluation(run, 10 if run.smoke else 500, None)
    _evaluation(run, 20 if run.smoke else 5_000, 6)


def _evaluation(run: Run, images: int, most: int | None) -> None:
    truth, detected = _scenes(images)
    numbers = [category["id"] for category in truth["categories"]]
    metrics: dict[str, list[float]] = {}

    def ours() -> Timing:
        return timed(lambda: metrics.update(ours=list(average_precision(truth, numbers, detected).values())))

    def alone() -> Timing:
        results = _results(numbers, detected)
        return timed(lambda: metrics.update(alone=_pycocotools(truth, results)))

    run.measure(f"{images} images", {"ours": ours, "pycocotools": alone}, _figures(images, most is not None), most)
    if metrics["ours"] != metrics["alone"]:
        raise RuntimeError(f"the metrics differ: {metrics}")


def _figures(images: int, headline: bool) -> Callable[[Timings], list[Figure]]:
    def figures(timings: Timings) -> list[Figure]:
        ours, alone = timings["ours"], timings["pycocotools"]
        name = f"COCO evaluation of {images:,} images, ours / pycocotools alone"
        return [
            Figure(f"{name}, CPU", cpu_ratio(ours, alone), "x", at_most=GOAL, headline=headline),
            Figure(f"{name}, wall", wall_ratio(ours, alone), "x"),
            Figure(f"{name.partition(', ')[0]}, pycocotools alone", cpu(alone), "s"),
        ]

    return figures


def _pycocotools(truth: dict[str, Any], results: list[dict[str, Any]]) -> list[float]:
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    with contextlib.redirect_stdout(io.StringIO()):
        known = COCO()
        known.dataset = truth
        known.createIndex()
        evaluation = COCOeval(known, known.loadRes(results), "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return [value for value in evaluation.stats.tolist() if value != -1]


def _scenes(images: int) -> tuple[dict[str, Any], list[ImageDetections]]:
    """Annotations in COCO's format, and detections on every image."""
    rng = np.random.default_rng(0)
    frequency = 1 / np.arange(1, CLASSES + 1)
    annotations: list[dict[str, Any]] = []
    detected = []
    for image in range(1, images + 1):
        count = rng.geometric(1 / OBJECTS)
        boxes, labels = _boxes(rng, count), rng.choice(CLASSES, count, p=frequency / frequency.sum())
        for box, label in zip(boxes, labels, strict=True):
            left, top, right, bottom = (round(side, 2) for side in box.tolist())
            size = {"bbox": [left, top, right - left, bottom - top], "area": 0.6 * (right - left) * (bottom - top)}
            known = {"image_id": image, "category_id": int(label) + 1, "iscrowd": int(rng.random() < 0.01)}
            annotations.append({"id": len(annotations) + 1, **known, **size})
        detected.append(_detections(rng, image, boxes, labels))
    entries = [{"id": image, "width": WIDTH, "height": HEIGHT} for image in range(1, images + 1)]
    categories = [{"id": number, "name": f"class {number}"} for number in range(1, CLASSES + 1)]
    return {"images": entries, "categories": categories, "annotations": annotations}, detected


def _boxes(rng: np.random.Generator, count: int) -> np.ndarray:
    """Boxes of all sizes inside an image."""
    sides = np.exp(rng.uniform(np.log(8), np.log(400), (count, 2)))
    start = rng.random((count, 2)) * (np.array([WIDTH, HEIGHT]) - sides)
    return np.concatenate([start, start + sides], axis=1)


def _detections(rng: np.random.Generator, image: int, boxes: np.ndarray, labels: np.ndarray) -> ImageDetections:
    """Up to three boxes near each object, most of them with its label, and others anywhere."""
    near = np.repeat(np.arange(len(boxes)), rng.integers(0, 4, len(boxes)))[: MOST // 2]
    sides = np.tile(boxes[near, 2:] - boxes[near, :2], 2)
    moved = boxes[near] + rng.normal(0, 0.08, (len(near), 4)) * sides
    same = rng.random(len(near)) < 0.8
    far = _boxes(rng, int(rng.integers(0, MOST - len(near) + 1)))
    found = np.concatenate([moved, far]).astype(np.float32)
    known = np.where(same, labels[near], rng.integers(0, CLASSES, len(near)))
    kinds = np.concatenate([known, rng.integers(0, CLASSES, len(far))])
    scores = np.concatenate([rng.beta(3, 2, len(near)), rng.beta(1, 6, len(far))]).astype(np.float32)
    order = np.argsort(-scores)
    return ImageDetections(image, found[order], scores[order], kinds[order])


def _results(numbers: list[int], detected: list[ImageDetections]) -> list[dict[str, Any]]:
    """The detections as pycocotools takes them."""
    results = []
    for one in detected:
        for (left, top, right, bottom), score, label in zip(
            one.boxes.tolist(), one.scores.tolist(), one.labels.tolist(), strict=True
        ):
            known = {"image_id": one.image_id, "category_id": numbers[label], "score": score}
            results.append({**known, "bbox": [left, top, right - left, bottom - top]})
    return results


main = command("What does our COCO evaluation cost on top of pycocotools?", answer)

if __name__ == "__main__":
    main()
