"""What every suite's schedule consists of, in words that rules can share."""

from __future__ import annotations

import importlib
from typing import Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.suites.schedule_fields import ScheduleFields


def fields_of(document: Document, suite: str, index: int = 0, steps: int | None = None) -> ScheduleFields | None:
    """The fields of a config; None when its section is not even a mapping.

    Args:
        document: The config.
        suite: Whose it is.
        index: Which optimizer of a PaddleClas list.
        steps: Updates in an epoch, for dialects that mix units.
    """
    module: Any = importlib.import_module(f"paddle_lrkit.suites.{suite}.fields")
    fields: ScheduleFields | None = module.read(document, index, steps)
    return fields
