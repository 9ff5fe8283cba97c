"""Checkpoints: directories of safetensors and JSON files. A kill at any moment leaves a complete one.

A checkpoint is written under a temporary name, every file is synced, and the directory is renamed. A manifest has the
SHA-256 of each file, which loading verifies. Loading never runs code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from paddle_lrkit.runs.checkpoint_files import empty_temporary, link_files, put_in_place, seal
from paddle_lrkit.runs.checkpoint_state import complete_checkpoint, verify_checkpoint
from paddle_lrkit.runs.manifest import read_manifest
from paddle_lrkit.runs.saved_state import NEEDED, saved_state
from paddle_lrkit.train.checkpoints.safetensors_file import load_tensors, save_tensors


def save_checkpoint(
    directory: Path,
    tensors: Mapping[str, Mapping[str, np.ndarray]],
    state: Mapping[str, Any],
    copies: Iterable[Path] = (),
) -> None:
    """Writes a checkpoint and replaces an existing one, after its copies: where it is, they are.

    Args:
        directory: The checkpoint, such as ``RUN/checkpoints/last``.
        tensors: File stem (``model``, ``optimizer``, ``ema``) -> arrays of `host_copies`.
        state: Everything else, as plain JSON values.
        copies: Further directories for the same checkpoint, as hard links where the file system has them.
    """
    temporary = empty_temporary(directory)
    for stem, named in tensors.items():
        save_tensors(temporary / f"{stem}.safetensors", named)
    seal(temporary, state)
    linked = [(link_files(temporary, copy), copy) for copy in copies]
    for made, target in [*linked, (temporary, directory)]:
        put_in_place(made, target)


def copy_checkpoint(source: Path, directory: Path) -> None:
    """Writes a complete checkpoint under another name, as hard links where the file system has them."""
    put_in_place(link_files(source, directory), directory)


def load_checkpoint(
    directory: Path, needed: Iterable[str] = NEEDED
) -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
    """Reads a checkpoint, and verifies it meanwhile.

    Args:
        directory: The checkpoint.
        needed: What its state must have; by default all that a run needs to continue.

    Returns:
        File stem -> named tensors, and the state.

    Raises:
        CheckpointError: There is no checkpoint, a file is missing or damaged, or the state is not one of a run.
    """
    found = complete_checkpoint(directory) or directory
    with ThreadPoolExecutor() as pool:
        verified = pool.submit(verify_checkpoint, directory)
        try:
            state, files = saved_state(found, needed), [found / name for name in sorted(read_manifest(found))]
            tensors = {file.stem: load_tensors(file) for file in files if file.suffix == ".safetensors"}
        finally:
            verified.result()  # Damage is the reason for any other error.
    return tensors, state
