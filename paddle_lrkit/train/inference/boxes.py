"""Objects on images."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

from paddle_lrkit.errors import DataError
from paddle_lrkit.messages import tr
from paddle_lrkit.train.data.boxes.dataset import DetectionSample, as_boxes
from paddle_lrkit.train.data.boxes.drawing import draw_boxes, none_above, with_caption
from paddle_lrkit.train.data.boxes.loader import padded_images
from paddle_lrkit.train.data.images.decode import read_image
from paddle_lrkit.train.data.images.transforms.base import apply
from paddle_lrkit.train.inference.description import InferenceDescription
from paddle_lrkit.train.inference.image_files import image_sources
from paddle_lrkit.train.inference.predictor import InferenceSample, Network, Prediction, name_of
from paddle_lrkit.train.registry import BOX_TRANSFORMS

_STRIDE = 32


class LoadedImage(NamedTuple):
    """An image before and after the transforms.

    Args:
        original: uint8, shape ``[height, width, 3]``.
        image: float32, shape ``[height, width, 3]``.
    """

    original: np.ndarray
    image: np.ndarray


class ObjectDetector:
    """The boxes of an image with their classes and probabilities; one image goes through the network at a time.

    Args:
        network: Maps an image ``[1, 3, height, width]`` and its size ``[1, 2]`` to boxes, scores and classes.
        description: Preprocessing and names of the classes.
        threshold: Smallest score of a box.

    Raises:
        LrkitError: The preprocessing is not known.
    """

    def __init__(self, network: Network, description: InferenceDescription, threshold: float = 0.5) -> None:
        self._network, self._names, self._threshold = network, description.classes, threshold
        self._transforms = description.transforms(BOX_TRANSFORMS)
        self._stride = int(description.values.get("stride", _STRIDE))

    def sources(self, path: Path) -> list[InferenceSample]:
        return image_sources(path)

    def load(self, source: InferenceSample) -> LoadedImage:
        original = read_image(source.input)
        sample = DetectionSample(original, as_boxes([]), np.zeros(0, np.int64))
        try:
            return LoadedImage(original, apply(self._transforms, sample, np.random.default_rng(0)).image)
        except DataError as error:
            raise DataError(tr("{}: {}", source.input, error)) from None

    def predict(self, loaded: Sequence[LoadedImage]) -> list[Prediction]:
        return [self._prediction(one) for one in loaded]

    def _prediction(self, loaded: LoadedImage) -> Prediction:
        boxes, everything, labels = self.detect(loaded)
        sure = everything >= self._threshold
        boxes, scores, labels = boxes[sure], everything[sure], labels[sure]
        height, width = loaded.original.shape[:2]
        found = [
            {"box": [round(side, 2) for side in box], "label": name_of(label, self._names), "score": round(score, 6)}
            for box, label, score in zip(boxes.tolist(), labels.tolist(), scores.tolist(), strict=True)
        ]
        names = [name_of(label, self._names) for label in range(max([*labels.tolist(), len(self._names) - 1]) + 1)]
        draw = partial(draw_boxes, loaded.original, boxes, labels, scores, names)
        answer = {"width": width, "height": height, "boxes": found}
        if found:
            return Prediction(answer, draw)
        caption = none_above(self._threshold, everything)
        return Prediction(answer, lambda: with_caption(draw(), caption))

    def detect(self, loaded: LoadedImage) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Boxes in pixels of the file, scores and classes of all detections, the best first."""
        (height, width), (own_height, own_width) = loaded.image.shape[:2], loaded.original.shape[:2]
        size = np.array([[height, width]], np.float32)
        boxes, scores, labels = self._network(padded_images([loaded.image], self._stride), size)
        factors = np.array([own_width / width, own_height / height] * 2, np.float32)
        return boxes * factors, scores, labels
