"""Sets the peak rate of a config and keeps its comments."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from paddle_lrkit.config.document import dotted
from paddle_lrkit.config.edit.edit import Edit
from paddle_lrkit.config.edit.file_change import FileChange
from paddle_lrkit.config.edit.insert import inserted
from paddle_lrkit.config.edit.override import changed
from paddle_lrkit.config.edit.replace import edited, written
from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.errors import UsageError
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import Selection
from paddle_lrkit.suites.load import read_source
from paddle_lrkit.suites.source import Source, open_source
from paddle_lrkit.suites.table import fields_of
from paddle_lrkit.units import LengthOptions


def with_peak(file: str, peak: float, files: ConfigFiles | None = None) -> FileChange:
    """The change of a config that gives its schedule another peak rate; nothing is written.

    The key of the rate is multiplied, so a rate that is not a peak, such as Noam's, is right too. A rate of a base file
    gets an override in this file.

    Args:
        file: A config of our own dialect.
        peak: The peak rate.
        files: The files that the command has read so far.

    Raises:
        ConfigError: The config has no valid schedule.
        UsageError: The config has no such key, or it cannot be changed alone.
    """
    source = open_source(file, "lrkit", files=files)
    edit, text = _edit(source, peak), source.text
    own = source.document.mark(edit.path).file == file
    changed: str | None
    if own:
        changed, made = edited(text, [edit], file)
        changed = changed if made else None
    else:
        changed = inserted(text, edit.path, edit.value, file)
    if changed is None:
        raise UsageError(
            tr("{}: {} cannot be changed alone; edit it yourself: {}", file, dotted(edit.path), written(edit.value))
        )
    return FileChange(file, text, changed, (edit,))


def _edit(source: Source, peak: float) -> Edit:
    schedule = read_source(source, LengthOptions())
    fields = fields_of(source.suite).read(source.document, Selection(), schedule.steps_per_epoch)
    item = None if fields is None else fields.values if fields.values is not None else fields.rate
    old = schedule.peak_lr
    if item is None or old <= 0:
        raise UsageError(tr("{}: the config has no rate to change", source.document.file))
    value: Any = [_times(number, peak / old) for number in item.numbers] or _times(item.number or 0.0, peak / old)
    edit = Edit(item.path, value)
    after = read_source(replace(source, document=changed(source.document, [edit])), LengthOptions()).peak_lr
    if not math.isclose(after, peak, rel_tol=1e-4):
        raise UsageError(
            tr(
                "{}: the peak rate depends on more than {}; set it to {:g} by hand",
                source.document.file,
                dotted(item.path),
                peak,
            )
        )
    return edit


def _times(number: float, factor: float) -> float:
    return float(f"{number * factor:.6g}")
