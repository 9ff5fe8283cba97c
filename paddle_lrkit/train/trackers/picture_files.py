"""Saves the pictures of the last evaluation as PNG files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from paddle_lrkit.train.trackers.base import RunTracker


class PictureFiles(RunTracker):
    """Writes ``detections/0`` as ``pictures/detections_0.png``, in the place of that of the evaluation before.

    Args:
        folder: The folder, created with the first picture.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def image(self, tag: str, image: Any, update: int) -> None:
        """Saves an image, uint8 of shape ``[height, width, 3]``."""
        from PIL import Image

        self._folder.mkdir(exist_ok=True)
        Image.fromarray(image).save(self._folder / f"{tag.replace('/', '_')}.png")

    def log(self, update: int, values: Mapping[str, float]) -> None:
        """Values are not pictures."""

    def flush(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        """No file is open."""
