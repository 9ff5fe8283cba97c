"""Checkpoints: a directory of safetensors and JSON, written so that a kill at any moment loses nothing.

A checkpoint is written under a temporary name, every file synced, and renamed; a manifest holds the SHA-256 of each
file. Loading checks them and never runs code.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from paddle_lrkit.errors import CheckpointError
from paddle_lrkit.train.checkpoints.tensors import load_tensors, save_tensors

MANIFEST = "manifest.json"
STATE = "state.json"


def save_checkpoint(
    directory: Path, tensors: Mapping[str, Mapping[str, Any]], state: Mapping[str, Any], also: list[Path] | None = None
) -> None:
    """Writes one checkpoint, replacing what was there.

    Args:
        directory: The checkpoint, such as ``RUN/checkpoints/last``.
        tensors: File stem (``model``, ``optimizer``, ``ema``) -> named tensors.
        state: Everything else, as plain JSON values.
        also: Directories that get the same checkpoint (hard links where the disk has them).
    """
    temporary = _fresh(directory)
    for stem, named in tensors.items():
        save_tensors(temporary / f"{stem}.safetensors", named)
    (temporary / STATE).write_text(json.dumps(state, indent=1))
    manifest = {file.name: _sha256(file) for file in sorted(temporary.iterdir())}
    (temporary / MANIFEST).write_text(json.dumps(manifest, indent=1))
    for file in temporary.iterdir():
        _sync(file)
    copies = [(_link(temporary, other), other) for other in also or []]
    for made, target in [(temporary, directory), *copies]:
        _replace(made, target)


def load_checkpoint(directory: Path) -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
    """Reads a checkpoint after checking it against its manifest.

    Returns:
        Stem -> named tensors, and the state.

    Raises:
        CheckpointError: The directory is no checkpoint, or a file is missing or damaged.
    """
    found = verify_checkpoint(directory)
    state = json.loads((found / STATE).read_text())
    return {file.stem: load_tensors(file) for file in sorted(found.glob("*.safetensors"))}, state


def verify_checkpoint(directory: Path) -> Path:
    """The directory that holds a whole checkpoint: ``directory``, or what a kill left of it under another name.

    Raises:
        CheckpointError: There is none, or a file is missing or damaged.
    """
    found = next((place for place in (directory, _set_aside(directory)) if (place / MANIFEST).is_file()), None)
    if found is None:
        raise CheckpointError(f"{directory}: there is no checkpoint here (no {MANIFEST})")
    try:
        manifest = json.loads((found / MANIFEST).read_text())
        files = dict(manifest)
    except (ValueError, TypeError) as error:
        raise CheckpointError(f"{found / MANIFEST}: not readable: {error}") from None
    for name, digest in files.items():
        file = found / Path(name).name
        if not file.is_file():
            raise CheckpointError(f"{file}: the file is missing from the checkpoint")
        if _sha256(file) != digest:
            raise CheckpointError(f"{file}: the file is damaged (its SHA-256 is not that of the manifest)")
    if STATE not in files:
        raise CheckpointError(f"{found / MANIFEST}: {STATE} is not in the list, so the checkpoint is not whole")
    return found


def _fresh(directory: Path) -> Path:
    temporary = directory.with_name(f".{directory.name}.tmp")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    return temporary


def _link(source: Path, directory: Path) -> Path:
    temporary = _fresh(directory)
    for file in source.iterdir():
        try:
            os.link(file, temporary / file.name)
        except OSError:
            shutil.copy2(file, temporary / file.name)
            _sync(temporary / file.name)
    return temporary


def _replace(made: Path, target: Path) -> None:
    """Renames ``made`` to ``target``; between the two renames the old one is found under its set-aside name."""
    aside = _set_aside(target)
    _sync(made)
    if target.exists():
        shutil.rmtree(aside, ignore_errors=True)
        target.rename(aside)
    made.rename(target)
    _sync(target.parent)
    shutil.rmtree(aside, ignore_errors=True)


def _set_aside(directory: Path) -> Path:
    return directory.with_name(f".{directory.name}.old")


def _sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
