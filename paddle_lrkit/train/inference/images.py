"""Classes of images."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from paddle_lrkit.errors import DataError
from paddle_lrkit.messages import tr
from paddle_lrkit.train.data.images.decode import read_picture
from paddle_lrkit.train.data.images.transforms.pillow import apply_to_image
from paddle_lrkit.train.inference.description import InferenceDescription
from paddle_lrkit.train.inference.image_files import image_sources
from paddle_lrkit.train.inference.predictor import InferenceSample, Network, Prediction, ranked
from paddle_lrkit.train.registry import TRANSFORMS


class ImageClassifier:
    """The classes of an image with their probabilities.

    Args:
        network: Maps images to logits ``[n, classes]``.
        description: Preprocessing and names of the classes.
        threshold: Not used.

    Raises:
        LrkitError: The preprocessing is not known.
    """

    def __init__(self, network: Network, description: InferenceDescription, threshold: float = 0.0) -> None:
        self._network, self._names = network, description.classes
        self._transforms = description.transforms(TRANSFORMS)
        self._grey = description.values.get("channels") == 1
        self._channels_first = description.values.get("data_format", "NCHW") == "NCHW"

    def sources(self, path: Path) -> list[InferenceSample]:
        return image_sources(path)

    def load(self, source: InferenceSample) -> np.ndarray:
        picture = read_picture(source.input)
        try:
            image = apply_to_image(self._transforms, picture.convert("L") if self._grey else picture, _RNG)
        except DataError as error:
            raise DataError(tr("{}: {}", source.input, error)) from None
        if image.dtype != np.float32:
            raise DataError(tr("{}: {} after the transforms; the config lacks Normalize", source.input, image.dtype))
        return image.transpose(2, 0, 1) if self._channels_first else image

    def predict(self, loaded: Sequence[np.ndarray]) -> list[Prediction]:
        return [
            self._prediction(scores) for group in equal_shapes(loaded) for scores in self._network(np.stack(group))[0]
        ]

    def _prediction(self, scores: np.ndarray) -> Prediction:
        top = ranked(scores, self._names)
        return Prediction({**top[0], "top": top})


_RNG: Any = np.random.default_rng(0)
"""The transforms of an evaluation draw nothing from it."""


def equal_shapes(images: Sequence[np.ndarray]) -> list[list[np.ndarray]]:
    """The images in their order, in groups that can be one array.

    Example:
        >>> [len(group) for group in equal_shapes([np.zeros(2), np.zeros(2), np.zeros(3)])]
        [2, 1]
    """
    groups: list[list[np.ndarray]] = []
    for image in images:
        if groups and groups[-1][0].shape == image.shape:
            groups[-1].append(image)
        else:
            groups.append([image])
    return groups
