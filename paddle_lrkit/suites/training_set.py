"""The size of a training set whose files are on this machine."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from paddle_lrkit.errors import DataError, os_reason
from paddle_lrkit.messages import tr

MOST_BYTES = 4 * 2**30
"""A larger file is not read."""

Object = Callable[[Mapping[str, Any], Mapping[str, Any]], bool]
"""Image and annotation of a COCO file -> whether the annotation is an object to train with."""

Version = tuple[int, int]


class TrainingSet(NamedTuple):
    """A training set that was counted.

    Args:
        samples: Its samples, as the suite counts them.
        source: The file or folder that was read.
    """

    samples: int
    source: str


def line_count(file: str, *, blank_lines: bool = True) -> int:
    """The lines of a file, the last one also without a line end.

    Args:
        file: The file.
        blank_lines: Whether lines without text count.

    Raises:
        DataError: The file is not on this machine or cannot be read.
    """
    return _line_count(file, blank_lines, version_of(file))


def coco_images(file: str, image_dir: str | None, is_object: Object) -> tuple[int, int]:
    """The images of a COCO file that have an object, and those without.

    Args:
        file: The JSON file.
        image_dir: Folder of the images; images that are not there do not count. None to count them all.
        is_object: Image and annotation -> whether the annotation is an object to train with.

    Raises:
        DataError: The file is not on this machine or not in COCO's format, or it has no image that counts.
    """
    return _coco_images(file, image_dir, is_object, version_of(file))


def version_of(file: str) -> Version:
    """Time and size of a file, which change with its content.

    Raises:
        DataError: It is not on this machine, not a file, or too large.
    """
    try:
        status = os.stat(file)
    except FileNotFoundError:
        raise DataError(tr("{} is not on this machine", file)) from None
    except (OSError, ValueError) as error:
        raise DataError(tr("{} cannot be read: {}", file, os_reason(error))) from None
    if not os.path.isfile(file) or status.st_size > MOST_BYTES:
        raise DataError(tr("{} is not a file of at most {} GiB", file, MOST_BYTES // 2**30))
    return status.st_mtime_ns, status.st_size


@lru_cache(maxsize=256)
def _line_count(file: str, blank_lines: bool, version: Version) -> int:
    with open(file, "rb") as stream:
        return sum(1 for line in stream if blank_lines or line.strip())


@lru_cache(maxsize=64)
def _coco_images(file: str, image_dir: str | None, is_object: Object, version: Version) -> tuple[int, int]:
    import json

    try:
        with open(file, encoding="utf-8-sig") as stream:
            content = json.load(stream)
        images = {
            one["id"]: one
            for one in content["images"]
            if image_dir is None or os.path.exists(os.path.join(image_dir, one["file_name"]))
        }
        used = set()
        for one in content["annotations"]:
            image = images.get(one["image_id"])
            if image is not None and is_object(image, one):
                used.add(one["image_id"])
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        raise DataError(tr("{} is not an annotation file in COCO's format", file)) from None
    if not images:
        raise DataError(tr("the images of {} are not on this machine", file))
    return len(used), len(images) - len(used)
