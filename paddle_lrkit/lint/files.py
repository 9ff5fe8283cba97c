"""The files that a command is asked to check."""

from __future__ import annotations

import os
from collections.abc import Iterable

from paddle_lrkit.errors import UsageError

_ENDINGS = (".yml", ".yaml", ".py")


def files_below(paths: Iterable[str]) -> list[str]:
    """The files named by ``paths``; of a directory all YAML and Python files below it, in order.

    Raises:
        UsageError: A path does not exist.
    """
    found: dict[str, None] = {}
    for path in paths:
        if os.path.isdir(path):
            found.update(dict.fromkeys(_below(path)))
        elif os.path.exists(path) or os.path.isfile(path.rpartition("#")[0]):
            found[path] = None
        else:
            raise UsageError(f"the file {path or repr(path)} does not exist")
    return list(found)


def _below(folder: str) -> list[str]:
    result = []
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found = (os.path.join(root, name) for name in sorted(files) if name.endswith(_ENDINGS))
        result += [file for file in found if os.path.isfile(file)]
    return result
