"""Folders of classified images."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from paddle_lrkit.errors import DataError
from paddle_lrkit.messages import tr
from paddle_lrkit.reports.init.found_data import FoundData, every_tenth, text_lines
from paddle_lrkit.suites.lrkit.training_set import IMAGE_SUFFIXES
from paddle_lrkit.text import plural

TRAIN, EVALUATION = ("train", "training"), ("val", "valid", "validation", "dev", "eval", "test")
_LOOKED_AT = 50


def classified_images(folder: Path, config_folder: Path) -> FoundData:
    """The images of a folder: ``train/<class>/`` and ``val/<class>/``, two lists of files, or ``<class>/`` alone.

    Raises:
        DataError: The folder holds none of these.
    """
    lists = _lists(folder)
    if lists:
        return _listed(folder, *lists, config_folder)
    train, evaluation = _part(folder, TRAIN), _part(folder, EVALUATION)
    if train and evaluation:
        return _parted(train, evaluation, config_folder)
    return _undivided(train or folder, config_folder)


def _parted(train: Path, evaluation: Path, config_folder: Path) -> FoundData:
    classes, files = _classes(train), _images(train)
    if _classes(evaluation) != classes:
        raise DataError(tr("{}: has other class folders than {}; both need the same", evaluation, train))
    about = tr(
        "{} of {} in {}, for evaluation {:,} in {}",
        plural(len(files), "image"),
        plural(len(classes), "class", "classes"),
        train,
        len(_images(evaluation)),
        evaluation,
    )
    return FoundData(
        "classification",
        {"name": "ImageFolder", "root": relative(train, config_folder)},
        {"name": "ImageFolder", "root": relative(evaluation, config_folder)},
        len(files),
        classes,
        (about,),
        median_side(files),
    )


def _undivided(folder: Path, config_folder: Path) -> FoundData:
    classes, files = _classes(folder), _images(folder)
    numbers = {name: number for number, name in enumerate(classes)}
    lines = [f"{file.relative_to(folder)} {numbers[file.relative_to(folder).parts[0]]}" for file in files]
    train = [line for number, line in enumerate(lines) if not every_tenth(number)]
    evaluation = [line for number, line in enumerate(lines) if every_tenth(number)]
    if not evaluation:
        raise DataError(tr("{}: {} are too few to keep a tenth for evaluation", folder, plural(len(files), "image")))
    root = relative(folder, config_folder)
    about = tr("{} of {} in {}", plural(len(files), "image"), plural(len(classes), "class", "classes"), folder)
    return FoundData(
        "classification",
        {"name": "FileList", "image_root": root, "cls_label_path": "train_list.txt"},
        {"name": "FileList", "image_root": root, "cls_label_path": "val_list.txt"},
        len(train),
        classes,
        (
            about,
            tr("there is no part for evaluation: every tenth image is in val_list.txt, the others in train_list.txt"),
        ),
        median_side(files),
        {"train_list.txt": "\n".join(train) + "\n", "val_list.txt": "\n".join(evaluation) + "\n"},
    )


def _listed(folder: Path, train: Path, evaluation: Path, config_folder: Path) -> FoundData:
    lines = [line.rsplit(maxsplit=1) for line in text_lines(train) if line.strip()]
    wrong = next((number for number, parts in enumerate(lines, 1) if len(parts) < 2 or not parts[1].isdigit()), None)
    if wrong is not None:
        raise DataError(tr("{}:{}: must be a path and a class number, separated by a space", train, wrong))
    classes = tuple(str(number) for number in range(max(int(label) for _, label in lines) + 1))
    dataset = {"name": "FileList", "image_root": relative(folder, config_folder)}
    return FoundData(
        "classification",
        {**dataset, "cls_label_path": relative(train, config_folder)},
        {**dataset, "cls_label_path": relative(evaluation, config_folder)},
        len(lines),
        classes,
        (tr("{} of {} in {}", plural(len(lines), "image"), plural(len(classes), "class", "classes"), train),),
        median_side([folder / path for path, _ in lines]),
    )


def _lists(folder: Path) -> tuple[Path, Path] | None:
    names = {path.stem.lower(): path for path in sorted(folder.glob("*.txt"))}
    pairs = [
        [path for name, path in names.items() if name.startswith(starts) and "list" in name]
        for starts in (TRAIN, EVALUATION)
    ]
    return (pairs[0][0], pairs[1][0]) if all(pairs) else None


def _part(folder: Path, names: Sequence[str]) -> Path | None:
    return next((folder / name for name in names if (folder / name).is_dir() and _classes(folder / name)), None)


def _classes(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(path.name for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")))


def _images(folder: Path) -> list[Path]:
    """The images in the class folders, as the data sets number them."""
    files = []
    for name in _classes(folder):
        inside = sorted(path for path in (folder / name).rglob("*") if path.suffix.lower() in IMAGE_SUFFIXES)
        if not inside:
            raise DataError(tr("{}: the class folder has no image", folder / name))
        files += inside
    if not files:
        raise DataError(
            tr(
                "{}: no classified images; what can be read: train/<class>/ and val/<class>/, <class>/ alone, or "
                "train_list.txt and val_list.txt with a path and a class number in each line",
                folder,
            )
        )
    return files


def median_side(files: Sequence[Path]) -> int:
    """The median of the shorter sides of some of the images, in pixels.

    Raises:
        DataError: One of them cannot be read.
    """
    from PIL import Image

    sides = []
    for file in files[:: max(len(files) // _LOOKED_AT, 1)]:
        try:
            with Image.open(file) as picture:
                sides.append(min(picture.size))
        except OSError as error:
            raise DataError(tr("{}: the image cannot be read: {}", file, error)) from None
    return sorted(sides)[len(sides) // 2]


def relative(path: Path, folder: Path) -> str:
    """The path as the config in ``folder`` names it."""
    return os.path.relpath(path.resolve(), folder.resolve())
