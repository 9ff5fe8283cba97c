"""What ``lrkit init`` found in a folder of data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from paddle_lrkit.errors import DataError, os_reason
from paddle_lrkit.messages import tr

Section = dict[str, Any]


@dataclass(frozen=True)
class FoundData:
    """A data set, and what a config for it needs.

    Args:
        task: A task of the trainer.
        train: ``Train.dataset``.
        evaluation: ``Eval.dataset``.
        samples: Samples in the training set.
        classes: Their names.
        about: What was found, one sentence each.
        side: Median length of the shorter side of the images, in pixels; 0 for texts.
        files: Name -> text of the files that the config needs beside it.
    """

    task: str
    train: Section
    evaluation: Section
    samples: int
    classes: tuple[str, ...]
    about: tuple[str, ...]
    side: int = 0
    files: Mapping[str, str] = field(default_factory=dict)


def text_lines(file: Path) -> list[str]:
    """The lines of a text file, without a byte order mark and without empty lines at the end.

    Raises:
        DataError: It cannot be read, or is not UTF-8.
    """
    try:
        return file.read_text(encoding="utf-8-sig").rstrip("\n").split("\n")
    except UnicodeDecodeError:
        raise DataError(tr("{}: the text is not UTF-8", file)) from None
    except OSError as error:
        raise DataError(tr("{}: cannot be read: {}", file, os_reason(error))) from None


def every_tenth(number: int) -> bool:
    """Whether sample ``number`` is for evaluation, where a data set has no part for it."""
    return number % 10 == 9
