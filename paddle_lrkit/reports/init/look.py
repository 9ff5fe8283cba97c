"""Looks at a folder of data."""

from __future__ import annotations

from pathlib import Path

from paddle_lrkit.errors import DataError
from paddle_lrkit.messages import tr
from paddle_lrkit.reports.init.box_files import images_with_boxes
from paddle_lrkit.reports.init.found_data import FoundData
from paddle_lrkit.reports.init.image_folders import classified_images
from paddle_lrkit.reports.init.text_tables import texts

_KINDS = {"classification": classified_images, "detection": images_with_boxes, "text": texts}


def look_at(task: str, folder: Path, config_folder: Path) -> FoundData:
    """What a folder holds for a task.

    Args:
        task: ``classification``, ``detection`` or ``text``.
        folder: The data.
        config_folder: Where the config will be; its paths begin there.

    Raises:
        DataError: The folder does not exist, or holds nothing that the trainer reads.
    """
    if not folder.is_dir():
        raise DataError(tr("{}: not a folder", folder) if folder.exists() else tr("{}: no such folder", folder))
    return _KINDS[task](folder, config_folder)
