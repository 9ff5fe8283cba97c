"""Draws boxes on an image."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

_COLOURS = ("#e6194b", "#3cb44b", "#ffe119", "#4363d8", "#f58231", "#911eb4", "#42d4f4", "#f032e6", "#bfef45")
_SMALLEST_SIDE = 320
_LARGEST_SIDE = 1024
_BRIGHT = 380


def draw_boxes(
    image: np.ndarray, boxes: np.ndarray, labels: np.ndarray, scores: np.ndarray, names: Sequence[str]
) -> np.ndarray:
    """Draws boxes with their names and scores, after enlarging a small image or reducing a very large one.

    Args:
        image: uint8, shape ``[height, width, 3]``; not changed.
        boxes: Shape ``[n, 4]``: left, top, right, bottom in pixels.
        labels: 0-based classes, shape ``[n]``.
        scores: Probabilities, shape ``[n]``.
        names: Name of each label; names that are not ASCII are replaced by ``class <label>``, because the font lacks
            them.

    Returns:
        uint8, shape ``[height * k, width * k, 3]`` for an integer ``k``, or with a longer side of 1024 pixels.
    """
    from PIL import Image, ImageDraw

    height, width = image.shape[:2]
    factor = _factor(height, width)
    size = (max(round(width * factor), 1), max(round(height * factor), 1))
    picture = Image.fromarray(np.ascontiguousarray(image)).resize(size)
    pen = ImageDraw.Draw(picture)
    for box, label, score in zip(boxes.tolist(), labels.tolist(), scores.tolist(), strict=True):
        left, top, right, bottom = (side * factor for side in box)
        colour = _COLOURS[label % len(_COLOURS)]
        pen.rectangle([left, top, max(right, left), max(bottom, top)], outline=colour, width=2)
        name = names[label] if names[label].isascii() else f"class {label}"
        _write(pen, (left + 3, top + 2), f"{name} {score:.2f}", colour)
    return np.array(picture)


def _factor(height: int, width: int) -> float:
    factor = min(max(1, _SMALLEST_SIDE // min(height, width)), _LARGEST_SIDE / max(height, width))
    return int(factor) if factor >= 1 else factor


def _write(pen: Any, place: tuple[float, float], text: str, colour: str) -> None:
    """Writes text on a background of the box's colour, so that it is legible on any image."""
    from PIL import ImageColor

    left, top, right, bottom = pen.textbbox(place, text)
    pen.rectangle([left - 2, top - 1, right + 2, bottom + 1], fill=colour)
    pen.text(place, text, fill="black" if sum(ImageColor.getrgb(colour)) > _BRIGHT else "white")
