"""The script that runs a module: one of its project that imports it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.errors import ConfigError

_MOST_FILES = 200
_MOST_BYTES = 256 * 1024


def callers_of(file: str, files: ConfigFiles) -> Iterator[str]:
    """The scripts beside and above a module that import it and run something, the nearest first.

    Args:
        file: The module.
        files: The files that the command has read so far.
    """
    path = Path(file).resolve()
    folder, seen = path.parent, 0
    for _ in range(3):
        name = ".".join(path.relative_to(folder).with_suffix("").parts)
        for candidate in (*sorted(folder.glob("*.py")), *sorted(folder.glob("tools/*.py"))):
            seen += 1
            if seen > _MOST_FILES:
                return
            if candidate != path and _runs(candidate, name, files):
                yield str(candidate)
        if (folder / ".git").exists() or (folder / "setup.py").exists() or folder.parent == folder:
            return
        folder = folder.parent


def _runs(candidate: Path, name: str, files: ConfigFiles) -> bool:
    """Whether a file imports a module and is a script."""
    try:
        if candidate.stat().st_size > _MOST_BYTES:
            return False
        text = files.text(str(candidate))
    except (OSError, ConfigError):
        return False
    package, _, last = name.rpartition(".")
    spelled = rf"^\s*(?:from\s+\.?{re.escape(name)}\s+import|import\s+{re.escape(name)}\b"
    spelled += rf"|from\s+\.?{re.escape(package) or '[.]'}\s+import\s+[^\n]*\b{re.escape(last)}\b)"
    return "__main__" in text and re.search(spelled, text, re.MULTILINE) is not None
