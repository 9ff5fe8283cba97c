"""Boxes drawn on an image, for people to look at."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

_COLOURS = ("#e6194b", "#3cb44b", "#ffe119", "#4363d8", "#f58231", "#911eb4", "#42d4f4", "#f032e6", "#bfef45")
_LEAST_SIDE = 320


def draw_boxes(
    image: np.ndarray, boxes: np.ndarray, labels: np.ndarray, scores: np.ndarray, names: Sequence[str]
) -> np.ndarray:
    """Draws boxes with their names and scores; a small image is enlarged first.

    Args:
        image: uint8, shape ``[height, width, 3]``; not changed.
        boxes: Shape ``[n, 4]``: left, top, right, bottom in pixels.
        labels: Shape ``[n]``.
        scores: Shape ``[n]``.
        names: Name of each label.

    Returns:
        uint8, shape ``[height * k, width * k, 3]`` for a whole ``k``.
    """
    from PIL import Image, ImageDraw

    factor = max(1, _LEAST_SIDE // min(image.shape[:2]))
    picture = Image.fromarray(np.ascontiguousarray(image)).resize((image.shape[1] * factor, image.shape[0] * factor))
    pen = ImageDraw.Draw(picture)
    for box, label, score in zip(boxes.tolist(), labels.tolist(), scores.tolist(), strict=True):
        colour = _COLOURS[label % len(_COLOURS)]
        left, top, right, bottom = (side * factor for side in box)
        pen.rectangle([left, top, max(right, left), max(bottom, top)], outline=colour, width=2)
        text = f"{names[label]} {score:.2f}".encode("ascii", "replace").decode("ascii")
        pen.text((left + 3, top + 1), text, fill=colour)
    return np.array(picture)
