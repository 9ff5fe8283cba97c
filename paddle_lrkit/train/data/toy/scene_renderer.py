"""Draws the scenes of `DigitScenes`: a texture, clutter, and digits that may overlap a little."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from paddle_lrkit.errors import check_integer, check_number
from paddle_lrkit.train.data.boxes.dataset import DetectionSample, as_boxes
from paddle_lrkit.train.data.toy.digits import Digits

_TRIES = 40
_INK = 0.35
"""Opacity above which a pixel belongs to the box of a digit."""


@dataclass(frozen=True)
class SceneOptions:
    """The look of a scene; the arguments are those of `DigitScenes`.

    Raises:
        ConfigError: An argument is out of range.
    """

    size: int
    min_objects: int
    max_objects: int
    min_scale: float
    max_scale: float
    max_overlap: float
    clutter: int

    def __post_init__(self) -> None:
        check_integer("size", self.size, at_least=32)
        check_integer("min_objects", self.min_objects, at_least=0)
        check_integer("max_objects", self.max_objects, at_least=self.min_objects)
        check_number("min_scale", self.min_scale, above=0, at_most=1)
        check_number("max_scale", self.max_scale, at_least=self.min_scale, at_most=1)
        check_number("max_overlap", self.max_overlap, at_least=0, at_most=1)
        check_integer("clutter", self.clutter, at_least=0)


def render_scene(digits: Digits, options: SceneOptions, rng: np.random.Generator) -> DetectionSample:
    """Draws a scene.

    Args:
        digits: Digits with one channel.
        options: The look of the scene.
        rng: Random generator.
    """
    canvas = _texture(options.size, rng)
    for _ in range(options.clutter):
        _stroke(canvas, rng)
    boxes: list[list[float]] = []
    labels: list[int] = []
    for _ in range(int(rng.integers(options.min_objects, options.max_objects + 1))):
        grey, label = digits[int(rng.integers(len(digits)))]
        height = round(options.size * rng.uniform(options.min_scale, options.max_scale))
        ink = _enlarged(grey[:, :, 0], max(height, 8), rng)
        place = _free_place(ink, options, boxes, rng)
        if place is not None:
            boxes.append(_paste(canvas, ink, place, rng))
            labels.append(label)
    image = np.clip(np.rint(canvas), 0, 255).astype(np.uint8)
    return DetectionSample(image, as_boxes(boxes), np.array(labels, np.int64))


def _texture(size: int, rng: np.random.Generator) -> np.ndarray:
    """Smooth colours, stripes and grain around a medium brightness, float64 ``[size, size, 3]``."""
    low = int(rng.integers(3, 7))
    smooth = _scaled(rng.uniform(-35, 35, (low, low, 3)), size, size)
    rows, columns = np.mgrid[:size, :size] / size
    angle, waves = rng.uniform(0, np.pi), rng.uniform(2, 12)
    stripes = np.sin(2 * np.pi * waves * (rows * np.sin(angle) + columns * np.cos(angle)))
    grain = rng.normal(0, rng.uniform(2, 8), (size, size, 1))
    return rng.uniform(80, 175, 3) + smooth + rng.uniform(0, 14) * stripes[:, :, None] + grain


def _stroke(canvas: np.ndarray, rng: np.random.Generator) -> None:
    """Draws a soft straight line or blot of a random colour at a random place."""
    size = len(canvas)
    rows, columns = np.mgrid[:size, :size]
    start, angle = rng.uniform(0, size, 2), rng.uniform(0, 2 * np.pi)
    length, width = rng.uniform(0, 0.35) * size, rng.uniform(0.6, 2.5)
    along = (rows - start[0]) * np.sin(angle) + (columns - start[1]) * np.cos(angle)
    nearest = np.clip(along, 0, length)
    distance = np.hypot(rows - start[0] - nearest * np.sin(angle), columns - start[1] - nearest * np.cos(angle))
    opacity = np.clip(width + 0.5 - distance, 0, 1)[:, :, None] * rng.uniform(0.3, 0.8)
    canvas += opacity * (rng.uniform(0, 255, 3) - canvas)


def _enlarged(grey: np.ndarray, height: int, rng: np.random.Generator) -> np.ndarray:
    """Opacity of a digit from 0 to 1, about ``height`` pixels high and without empty borders."""
    width = max(round(height * rng.uniform(0.85, 1.15)), 8)
    ink = np.clip(_scaled(grey.astype(np.float64)[:, :, None], height, width)[:, :, 0] / 255, 0, 1)
    ink = np.clip((ink - 0.2) / 0.5, 0, 1)
    rows, columns = (np.flatnonzero((ink > _INK).any(axis=axis)) for axis in (1, 0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _free_place(
    ink: np.ndarray, options: SceneOptions, boxes: list[list[float]], rng: np.random.Generator
) -> tuple[int, int] | None:
    """Top and left of a place where no earlier digit is covered too much, or None."""
    height, width = ink.shape
    if max(height, width) > options.size:
        return None
    for _ in range(_TRIES):
        top = int(rng.integers(options.size - height + 1))
        left = int(rng.integers(options.size - width + 1))
        if all(_covered(box, [left, top, left + width, top + height]) <= options.max_overlap for box in boxes):
            return top, left
    return None


def _covered(one: list[float], other: list[float]) -> float:
    """Intersection of two boxes over the area of the smaller one."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    smaller = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return max(width, 0) * max(height, 0) / smaller


def _paste(canvas: np.ndarray, ink: np.ndarray, place: tuple[int, int], rng: np.random.Generator) -> list[float]:
    """Draws a digit in a contrasting colour, and returns its box."""
    (top, left), (height, width) = place, ink.shape
    patch = canvas[top : top + height, left : left + width]
    dark = patch.mean() > rng.uniform(95, 160)
    colour = rng.uniform(0, 60, 3) if dark else rng.uniform(195, 255, 3)
    patch += ink[:, :, None] * (colour - patch)
    return [float(left), float(top), float(left + width), float(top + height)]


def _scaled(values: np.ndarray, height: int, width: int) -> np.ndarray:
    """Bilinear interpolation of ``[h, w, channels]`` to ``[height, width, channels]``; corners stay corners."""
    rows = np.linspace(0, values.shape[0] - 1, height)
    columns = np.linspace(0, values.shape[1] - 1, width)
    tall = _interpolated(values, rows)
    return _interpolated(tall.transpose(1, 0, 2), columns).transpose(1, 0, 2)


def _interpolated(values: np.ndarray, places: np.ndarray) -> np.ndarray:
    lower = np.minimum(places.astype(int), len(values) - 2)
    part = (places - lower)[:, None, None]
    return values[lower] * (1 - part) + values[lower + 1] * part
