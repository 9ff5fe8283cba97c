"""Small data sets of boxes on disk, for tests."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from PIL import Image

CATEGORIES = [{"id": 3, "name": "cat"}, {"id": 7, "name": "dog"}, {"id": 9, "name": "never"}]


def write_image(path, height=40, width=60, seed=0):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.random.default_rng(seed).integers(0, 255, (height, width, 3), np.uint8)).save(path)


def entry(image_id, height=40, width=60):
    return {"id": image_id, "file_name": f"{image_id}.png", "height": height, "width": width}


def annotation(number, image_id, box, category=3, **more):
    return {"id": number, "image_id": image_id, "category_id": category, "bbox": box, **more}


def write_coco(folder: Path, images, annotations, categories=CATEGORIES) -> Path:
    """Writes images and annotations, and returns the JSON file."""
    for image in images:
        write_image(folder / image["file_name"], image["height"], image["width"], image["id"])
    file = folder / "annotations.json"
    file.write_text(json.dumps({"images": images, "annotations": annotations, "categories": categories}))
    return file
