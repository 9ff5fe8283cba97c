"""A detector for one image, as a network that ``paddle.jit.save`` takes."""

from __future__ import annotations

from typing import Any

import paddle
from paddle import nn


class OneImageDetector(nn.Layer):
    """Boxes ``[d, 4]``, scores ``[d]`` and classes ``[d]`` of one image, as tensors; the best detection first.

    Args:
        detector: A `FasterRCNN` in evaluation mode.
    """

    def __init__(self, detector: nn.Layer) -> None:
        super().__init__()
        self.detector = detector

    def forward(self, image: Any, size: Any) -> tuple[Any, Any, Any]:
        """Detects objects.

        Args:
            image: float32 ``[1, 3, height, width]``, sides a multiple of 32.
            size: Height and width before padding, float32 ``[1, 2]``.
        """
        return _detect(self.detector, image, size)


@paddle.jit.not_to_static  # The operations are recorded as they run: no branch depends on a tensor.
def _detect(detector: nn.Layer, image: Any, size: Any) -> tuple[Any, Any, Any]:
    (found,) = detector(image, size)
    return found.boxes, found.scores, found.labels
