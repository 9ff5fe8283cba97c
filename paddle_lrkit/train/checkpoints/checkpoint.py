"""Checkpoints: directories of safetensors and JSON files. A kill at any moment leaves a complete one.

A checkpoint is written under a temporary name, every file is synced, and the directory is renamed. A manifest has the
SHA-256 of each file, which loading verifies. Loading never runs code.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from paddle_lrkit.runs.checkpoint_state import previous_checkpoint, verify_checkpoint
from paddle_lrkit.runs.manifest import MANIFEST, STATE, read_manifest, sha256
from paddle_lrkit.runs.saved_state import NEEDED, saved_state
from paddle_lrkit.train.checkpoints.safetensors_file import load_tensors, save_tensors


def save_checkpoint(
    directory: Path, tensors: Mapping[str, Mapping[str, Any]], state: Mapping[str, Any], copies: Iterable[Path] = ()
) -> None:
    """Writes a checkpoint and replaces an existing one, after its copies: where it is, they are.

    Args:
        directory: The checkpoint, such as ``RUN/checkpoints/last``.
        tensors: File stem (``model``, ``optimizer``, ``ema``) -> named tensors.
        state: Everything else, as plain JSON values.
        copies: Further directories for the same checkpoint, as hard links where the file system has them.
    """
    temporary = _empty_temporary(directory)
    for stem, named in tensors.items():
        save_tensors(temporary / f"{stem}.safetensors", named)
    (temporary / STATE).write_text(json.dumps(state, indent=1))
    manifest = {file.name: sha256(file) for file in sorted(temporary.iterdir())}
    (temporary / MANIFEST).write_text(json.dumps(manifest, indent=1))
    for file in temporary.iterdir():
        sync(file)
    linked = [(_link_files(temporary, copy), copy) for copy in copies]
    for made, target in [*linked, (temporary, directory)]:
        _replace(made, target)


def copy_checkpoint(source: Path, directory: Path) -> None:
    """Writes a complete checkpoint under another name, as hard links where the file system has them."""
    _replace(_link_files(source, directory), directory)


def load_checkpoint(directory: Path) -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
    """Verifies and reads a checkpoint.

    Returns:
        File stem -> named tensors, and the state.

    Raises:
        CheckpointError: There is no checkpoint, a file is missing or damaged, or the state is not one of a run.
    """
    found = verify_checkpoint(directory)
    state, files = saved_state(found, NEEDED), [found / name for name in sorted(read_manifest(found))]
    return {file.stem: load_tensors(file) for file in files if file.suffix == ".safetensors"}, state


def _empty_temporary(directory: Path) -> Path:
    temporary = directory.with_name(f".{directory.name}.tmp")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    return temporary


def _link_files(source: Path, directory: Path) -> Path:
    temporary = _empty_temporary(directory)
    for file in source.iterdir():
        try:
            os.link(file, temporary / file.name)
        except OSError:
            shutil.copy2(file, temporary / file.name)
            sync(temporary / file.name)
    return temporary


def _replace(made: Path, target: Path) -> None:
    """Renames ``made`` to ``target``; between the two renames loading finds the previous checkpoint."""
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
