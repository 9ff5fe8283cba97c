"""Another peak rate in a config, with its comments kept."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from paddle_lrkit.config.document import dotted
from paddle_lrkit.config.edit.edit import Edit
from paddle_lrkit.config.edit.insert import inserted
from paddle_lrkit.config.edit.override import changed
from paddle_lrkit.config.edit.replace import edited, written
from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.errors import UsageError
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.engine import CheckOptions, contexts_of
from paddle_lrkit.lint.fix import Fixed
from paddle_lrkit.suites.load import read_source
from paddle_lrkit.units import LengthOptions


def with_peak(file: str, peak: float, files: ConfigFiles | None = None) -> Fixed:
    """The change of a config that gives its schedule another peak rate; nothing is written.

    The key that holds the rate is multiplied, so that a rate which is no peak, such as Noam's, is right too. A rate
    that a base file holds gets an override in this file.

    Args:
        file: A config of our own dialect.
        peak: The peak rate.
        files: The files that the command has read so far.

    Raises:
        UsageError: The config has no such key, or it cannot be changed without changing anything else.
    """
    contexts = contexts_of(file, CheckOptions(suite="lrkit"), files or ConfigFiles())
    if not contexts:
        raise UsageError(f"{file}: no schedule in it")
    context = contexts[0]
    if context.problem is not None:
        raise context.problem
    edit, text = _edit(context, peak), context.source.text
    own = context.document.mark(edit.path).file == file
    changed: str | None
    if own:
        changed, made = edited(text, [edit], file)
        changed = changed if made else None
    else:
        changed = inserted(text, edit.path, edit.value, file)
    if changed is None:
        raise UsageError(
            f"{file}: {dotted(edit.path)} cannot be changed without touching something else; write it there yourself: "
            f"{written(edit.value)}"
        )
    return Fixed(file, text, changed, (edit,))


def _edit(context: Context, peak: float) -> Edit:
    fields, schedule = context.fields, context.schedule
    item = None if fields is None else fields.values if fields.values is not None else fields.rate
    old = schedule.peak_lr if schedule is not None else 0.0
    if item is None or schedule is None or old <= 0:
        raise UsageError(f"{context.document.file}: the config holds no rate to change")
    value: Any = [_times(number, peak / old) for number in item.numbers] or _times(item.number or 0.0, peak / old)
    edit = Edit(item.path, value)
    source = replace(context.source, document=changed(context.document, [edit]))
    after = read_source(source, LengthOptions(context.steps)).peak_lr
    if not math.isclose(after, peak, rel_tol=1e-4):
        raise UsageError(
            f"{context.document.file}: the peak rate depends on more than {dotted(item.path)}; "
            f"set it to {peak:g} by hand"
        )
    return edit


def _times(number: float, factor: float) -> float:
    return float(f"{number * factor:.6g}")
