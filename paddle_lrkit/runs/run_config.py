"""The config of a run directory, and the lengths that the run had."""

from __future__ import annotations

import math
import os
from dataclasses import replace
from pathlib import Path

from paddle_lrkit.errors import CheckpointError, LrkitError, UsageError
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.checkpoint_state import CHECKPOINTS, read_checkpoint_state
from paddle_lrkit.runs.log import FILE_NAME, read_log
from paddle_lrkit.text import join_names
from paddle_lrkit.units import LengthOptions

CONFIG = "config.yml"
_MOST_NAMES = 4


def config_of_run(path: str) -> str:
    """``config.yml`` of a directory; any other path as it is.

    Raises:
        UsageError: The directory has no ``config.yml``; directories below it that have one are named.
    """
    folder = Path(path)
    if not folder.is_dir():
        return path
    if (folder / CONFIG).is_file():
        return os.path.join(path, CONFIG)
    runs = [str(below.parent) for below in sorted(folder.glob(f"*/{CONFIG}"))]
    hint = tr("; there is one in {}", join_names(runs, "and", most=_MOST_NAMES)) if runs else ""
    raise UsageError(tr("{}: a directory without {}, the config of a run{}", path, CONFIG, hint))


def lengths_of_run(config: str, given: LengthOptions) -> LengthOptions:
    """``given``, completed with the training samples and the processes of the run that wrote a config.

    Both are in the run's last checkpoint; without one the log tells the updates in an epoch. ``given`` is returned for
    a config that is not in a run directory.

    Args:
        config: Path of a config.
        given: What the caller says, which goes before what the run did.
    """
    folder = Path(config).parent
    if Path(config).name != CONFIG or given.steps_per_epoch is not None:
        return given
    if (folder / CHECKPOINTS).is_dir():
        samples, processes = _from_checkpoint(folder)
        if samples is not None:
            world_size = given.world_size if given.images or given.world_size else processes
            return replace(given, images=given.images or samples, world_size=world_size)
    return given if given.images else replace(given, steps_per_epoch=_from_log(folder))


def _from_checkpoint(folder: Path) -> tuple[int | None, int | None]:
    """Training samples and processes."""
    try:
        data = read_checkpoint_state(folder).data
    except CheckpointError:
        return None, None
    samples, processes = data.get("number of training samples"), data.get("processes")
    return (samples, processes) if _is_count(samples) and _is_count(processes) else (None, None)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _from_log(folder: Path) -> int | None:
    """Updates in an epoch, from the last row that has both counts; None where they change with the batch size."""
    if not (folder / FILE_NAME).is_file():
        return None
    try:
        rows = read_log(folder / FILE_NAME)
    except LrkitError:
        return None
    if any("train/batch_size" in row for row in rows):
        return None
    lengths = [row["update"] / row["epoch"] for row in rows if row["update"] and _is_positive(row.get("epoch"))]
    return max(round(lengths[-1]), 1) if lengths and math.isfinite(lengths[-1]) else None


def _is_positive(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < math.inf
