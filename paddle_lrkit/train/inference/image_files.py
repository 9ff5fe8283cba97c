"""The image files that a path stands for."""

from __future__ import annotations

from pathlib import Path

from paddle_lrkit.errors import DataError
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.lrkit.training_set import IMAGE_SUFFIXES
from paddle_lrkit.train.inference.predictor import InferenceSample


def image_sources(path: Path) -> list[InferenceSample]:
    """A file itself, or the images in a folder and below it, by name; hidden ones are left out.

    Raises:
        DataError: The folder has no image.
    """
    return files_of(path, IMAGE_SUFFIXES, tr("image"))


def files_of(path: Path, suffixes: tuple[str, ...], kind: str) -> list[InferenceSample]:
    """A file itself, or the files in a folder and below it that have one of the suffixes.

    Args:
        path: File or folder.
        suffixes: In lower case, with the dot.
        kind: What the files are, for the message.

    Raises:
        DataError: The folder has none.
    """
    if not path.is_dir():
        return [InferenceSample(path, Path(path.name))]
    names = sorted(file.relative_to(path) for file in path.rglob("*") if file.is_file())
    kept = [
        name for name in names if name.suffix.lower() in suffixes and not any(p.startswith(".") for p in name.parts)
    ]
    if not kept:
        raise DataError(tr("{}: the folder has no {}; supported suffixes: {}", path, kind, tr(", ").join(suffixes)))
    return [InferenceSample(path / name, name) for name in kept]
