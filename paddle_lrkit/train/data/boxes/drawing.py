"""Draws boxes on an image."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

_COLOURS = ("#e6194b", "#3cb44b", "#ffe119", "#4363d8", "#f58231", "#911eb4", "#42d4f4", "#f032e6", "#bfef45")
_SMALLEST_SIDE = 320
_LARGEST_SIDE = 1024
_BRIGHT = 380
_LINE, _STRIP = 4, 20


def draw_boxes(
    image: np.ndarray, boxes: np.ndarray, labels: np.ndarray, scores: np.ndarray | None, names: Sequence[str]
) -> np.ndarray:
    """Draws boxes with their names and scores, after enlarging a small image or reducing a very large one.

    Args:
        image: uint8, shape ``[height, width, 3]``; not changed.
        boxes: Shape ``[n, 4]``: left, top, right, bottom in pixels.
        labels: 0-based classes, shape ``[n]``.
        scores: Probabilities, shape ``[n]``; None for objects that are known.
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
    shown = [""] * len(labels) if scores is None else [f"  {score:.2f}" for score in scores.tolist()]
    for box, label, score in zip(boxes.tolist(), labels.tolist(), shown, strict=True):
        left, top, right, bottom = (side * factor for side in box)
        colour = _COLOURS[label % len(_COLOURS)]
        pen.rectangle([left, top, max(right, left), max(bottom, top)], outline=colour, width=2)
        name = names[label] if names[label].isascii() else f"class {label}"
        _write(pen, (left + 3, top + 2), f"{name}{score}", colour)
    return np.array(picture)


def beside(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Two pictures of equal height beside each other, with a white line between them."""
    line = np.full((left.shape[0], _LINE, 3), 255, np.uint8)
    return np.concatenate([left, line, right], axis=1)


def with_caption(picture: np.ndarray, text: str) -> np.ndarray:
    """A picture below a line of text."""
    from PIL import Image, ImageDraw

    strip = Image.new("RGB", (picture.shape[1], _STRIP))
    ImageDraw.Draw(strip).text((6, 4), text, fill="white")
    return np.concatenate([np.array(strip), picture])


def none_above(threshold: float, scores: np.ndarray) -> str:
    """The caption of a picture without boxes, in English, because the font of a picture has only its letters.

    Example:
        >>> none_above(0.5, np.array([0.312, 0.1])), none_above(0.5, np.array([]))
        ('no box above 0.5; the best has 0.31', 'no box above 0.5')
    """
    best = f"; the best has {scores.max():.2f}" if len(scores) else ""
    return f"no box above {threshold:g}{best}"


def _factor(height: int, width: int) -> float:
    factor = min(max(1, _SMALLEST_SIDE // min(height, width)), _LARGEST_SIDE / max(height, width))
    return int(factor) if factor >= 1 else factor


def _write(pen: Any, place: tuple[float, float], text: str, colour: str) -> None:
    """Writes text on a background of the box's colour, so that it is legible on any image."""
    from PIL import ImageColor

    left, top, right, bottom = pen.textbbox(place, text)
    pen.rectangle([left - 2, top - 1, right + 2, bottom + 1], fill=colour)
    pen.text(place, text, fill="black" if sum(ImageColor.getrgb(colour)) > _BRIGHT else "white")
