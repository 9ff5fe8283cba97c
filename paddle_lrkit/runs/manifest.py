"""The manifest of a checkpoint: the SHA-256 of each of its files."""

from __future__ import annotations

import hashlib
from pathlib import Path

from paddle_lrkit.errors import CheckpointError, os_reason
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.json_file import read_json

MANIFEST, STATE = "manifest.json", "state.json"


def read_manifest(checkpoint: Path) -> dict[str, str]:
    """File name -> SHA-256, for the files of a checkpoint.

    Raises:
        CheckpointError: The manifest is missing or damaged, or names a file elsewhere or no state.
    """
    file = checkpoint / MANIFEST
    try:
        files = read_json(file)
    except (OSError, ValueError) as error:
        raise CheckpointError(tr("{}: not readable: {}", file, os_reason(error))) from None
    if not isinstance(files, dict) or not all(isinstance(digest, str) for digest in files.values()):
        raise CheckpointError(tr("{}: must have a SHA-256 for each file name", file))
    for name in files:
        if Path(name).name != name or name in ("", "..") or "\0" in name:
            raise CheckpointError(tr("{}: {!r} is not the name of a file in the checkpoint", file, name))
    if STATE not in files:
        raise CheckpointError(tr("{}: {} is not in the list, so the checkpoint is incomplete", file, STATE))
    return files


def check_digest(checkpoint: Path, name: str, digest: str) -> Path:
    """A file of a checkpoint, which is compared with the manifest.

    Args:
        checkpoint: The directory.
        name: Name of the file.
        digest: Its SHA-256 in the manifest.

    Raises:
        CheckpointError: The file is missing, damaged or cannot be read.
    """
    file = checkpoint / name
    if not file.is_file():
        raise CheckpointError(tr("{}: the file is missing from the checkpoint", file))
    try:
        found = sha256(file)
    except OSError as error:
        raise CheckpointError(tr("{}: not readable: {}", file, os_reason(error))) from None
    if found != digest:
        raise CheckpointError(tr("{}: the file is damaged (its SHA-256 differs from the manifest)", file))
    return file


def sha256(file: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
