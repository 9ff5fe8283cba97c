"""Whether an exported detector answers as `lrkit eval` does: the largest differences on images of its Eval data.

The export reads the image files and prepares them itself, from its own ``inference.json``; the evaluation batches them.
All detections count, down to the detector's score_threshold. Ends with 1 if a difference is above the tolerance: 0.01
pixels, 1e-4 of a score, or any class or number of boxes. Images whose sizes differ are padded differently in batches,
so evaluate such data with ``-o Eval.loader.batch_size=1``.

    python benchmarks/exported_detector.py output/faster_rcnn_r18_digitscenes_multistep --images 20
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

from paddle_lrkit.train.runtime.paddle_import import import_paddle

PIXELS, SCORE = 0.01, 1e-4


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("run", help="a run of a detector, or a checkpoint")
    parser.add_argument("--images", type=int, default=20, metavar="N")
    parser.add_argument("-o", dest="overrides", action="append", default=[], metavar="KEY=VALUE")
    given = parser.parse_args()
    import_paddle(quiet=True)
    import paddle

    from paddle_lrkit.train.trained_model import load_trained_model

    trained = load_trained_model(given.run, None, given.overrides)
    task: Any = trained.task
    trained.engine.model.eval()
    with paddle.no_grad(), trained.engine.evaluation_weights():
        detected = task.detect(trained.engine.model)[: given.images]
    with tempfile.TemporaryDirectory() as folder:
        trained.export(Path(folder))
        boxes, score, others = differences(Path(folder), task.eval_set, detected)
    count = sum(len(one.labels) for one in detected)
    print(
        f"{len(detected)} images, {count} boxes: at most {boxes:.2g} pixels and {score:.2g} of a score from lrkit eval"
    )
    print(f"{others} images with other classes or another number of boxes")
    return int(others > 0 or boxes > PIXELS or score > SCORE)


def differences(export: Path, images: Any, detected: list[Any]) -> tuple[float, float, int]:
    """Largest differences of a side in pixels and of a score, and the images whose classes differ."""
    import numpy as np

    from paddle_lrkit.train.inference.boxes import ObjectDetector
    from paddle_lrkit.train.inference.open_model import open_model
    from paddle_lrkit.train.inference.predictor import InferenceSample

    paths = {one.image_id: Path(one.path) for one in images.annotations}
    boxes = score = 0.0
    others = 0
    with open_model(str(export)) as (network, description):
        detector = ObjectDetector(network, description)
        for wanted in detected:
            path = paths[wanted.image_id]
            found = detector.detect(detector.load(InferenceSample(path, Path(path.name))))
            if not np.array_equal(found[2], wanted.labels):
                others += 1
            elif len(wanted.labels):
                boxes = max(boxes, float(np.abs(found[0] - wanted.boxes).max()))
                score = max(score, float(np.abs(found[1] - wanted.scores).max()))
    return boxes, score, others


if __name__ == "__main__":
    sys.exit(main())
