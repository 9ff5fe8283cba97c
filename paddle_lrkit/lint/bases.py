"""The values that a config inherits, for rules that compare it with its bases, and the folder of bases."""

from __future__ import annotations

import os
from typing import Any

from paddle_lrkit.config.document import Path
from paddle_lrkit.lint.context import Context
from paddle_lrkit.suites.config_value import ConfigValue


def in_base_folder(file: str | None) -> bool:
    """Whether a file is in a folder ``_base_``, so that it need not be a whole config."""
    return "_base_" in (file or "").replace(os.sep, "/").split("/")


def inherited(context: Context, path: Path) -> Any:
    """The value that the bases give to a key which the file itself changes; None when there is none."""
    document = context.document
    if document.mark(path).file != document.file:
        return None
    return next((value for base in document.bases if (value := base.get(path)) is not None), None)


def batch_and_rate(context: Context) -> tuple[ConfigValue, float, ConfigValue, float] | None:
    """Batch size and rate of a config, each with its number; None unless both are numbers above 0."""
    fields = context.fields
    if fields is None or fields.batch is None or fields.rate is None:
        return None
    batch, rate = fields.batch.number, fields.rate.number
    if batch is None or rate is None or batch <= 0 or rate <= 0:
        return None
    return fields.batch, batch, fields.rate, rate


def changes_optimizer(context: Context) -> bool:
    """Whether the file has another optimizer than its bases."""
    fields = context.fields
    before = inherited(context, fields.optimizer_key) if fields is not None and fields.optimizer_key else None
    return fields is not None and before is not None and str(before).lower() != fields.optimizer.lower()
