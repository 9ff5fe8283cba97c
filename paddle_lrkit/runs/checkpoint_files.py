"""The files of a checkpoint as one: written under a temporary name, synced, and renamed at once.

A kill at any moment leaves the checkpoint that was there before, or the new one.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from paddle_lrkit.runs.checkpoint_state import previous_checkpoint
from paddle_lrkit.runs.manifest import MANIFEST, STATE, sha256


def seal(temporary: Path, state: Mapping[str, Any]) -> None:
    """Completes the files of a checkpoint with its state and its manifest, and waits until all are on the disk.

    Args:
        temporary: The directory with the other files.
        state: Everything that is not a tensor, as plain JSON values.
    """
    (temporary / STATE).write_text(json.dumps(state, indent=1))
    manifest = {file.name: sha256(file) for file in sorted(temporary.iterdir())}
    (temporary / MANIFEST).write_text(json.dumps(manifest, indent=1))
    for file in temporary.iterdir():
        sync(file)


def empty_temporary(directory: Path) -> Path:
    """Creates the empty directory in which the files of a new checkpoint are collected."""
    temporary = directory.with_name(f".{directory.name}.tmp")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    return temporary


def link_files(source: Path, directory: Path) -> Path:
    """The files of a checkpoint once more, for `put_in_place`; as hard links where the file system has them."""
    temporary = empty_temporary(directory)
    for file in source.iterdir():
        try:
            os.link(file, temporary / file.name)
        except OSError:
            shutil.copy2(file, temporary / file.name)
            sync(temporary / file.name)
    return temporary


def put_in_place(made: Path, target: Path) -> None:
    """Renames a checkpoint from `empty_temporary`; between the two renames loading finds the previous checkpoint."""
    previous = previous_checkpoint(target)
    sync(made)
    if target.exists():
        shutil.rmtree(previous, ignore_errors=True)
        target.rename(previous)
    made.rename(target)
    sync(target.parent)
    shutil.rmtree(previous, ignore_errors=True)


def sync(path: Path) -> None:
    """Waits until a file or a directory is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
