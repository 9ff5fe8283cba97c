"""What a config inherits, for rules that compare it with its bases."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import Any

from paddle_lrkit.config.document import Document, Path
from paddle_lrkit.config.yaml11 import read_yaml11
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.lint.context import Context
from paddle_lrkit.suites.source import load_document

_OPTIMIZERS: dict[str, Path] = {
    "ppdet": ("OptimizerBuilder", "optimizer", "type"),
    "ppseg": ("optimizer", "type"),
    "lrkit": ("Optimizer", "name"),
}


def inherited(context: Context, path: Path) -> Any:
    """The value that the bases give to a key which the file itself changes; None when there is none."""
    document = context.document
    file = document.file
    if file is None or document.mark(path).file != file or all(mark.file == file for mark in document.marks.values()):
        return None
    for base in bases(file, context.suite):
        value = base.get(path)
        if value is not None:
            return value
    return None


def changes_optimizer(context: Context) -> bool:
    """Whether the file has another optimizer than its bases."""
    fields, path = context.fields, _OPTIMIZERS.get(context.suite)
    before = inherited(context, path) if path else None
    return fields is not None and before is not None and str(before).lower() != fields.optimizer.lower()


@lru_cache(maxsize=1)
def bases(file: str, suite: str) -> list[Document]:
    """The bases, the one that wins first; several rules ask for those of the same file."""
    try:
        data = read_yaml11(file).data
        names = data.get("_base_") or data.get("_BASE_") or []
        names = [names] if isinstance(names, str) else list(names)
        if suite != "ppseg":
            names = names[::-1]
        folder = os.path.dirname(file)
        reader = "ppdet" if suite == "ppdet" else suite
        return [load_document(os.path.join(folder, os.path.expanduser(name)), reader, None, ())[0] for name in names]
    except (ConfigError, TypeError):
        return []
