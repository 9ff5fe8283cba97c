"""Keeps the checkpoints of a quick run apart from those of the user."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

_MOST_BYTES = 2_000_000_000


class ScratchFiles:
    """Makes ``paddle.save`` write into a folder of its own, in which ``paddle.load`` looks first.

    Args:
        folder: The folder.
    """

    def __init__(self, folder: str) -> None:
        self.folder = os.path.join(folder, "files")
        self._written: dict[str, int] = {}

    def install(self, paddle: Any) -> None:
        """Replaces the functions in each module of Paddle that has them."""
        for name, around in (("save", self._saving), ("load", self._loading)):
            for own in {id(found): found for found in (getattr(paddle, name), getattr(paddle.jit, name))}.values():
                wrapper = around(own)
                for module in [module for key, module in sys.modules.items() if key.partition(".")[0] == "paddle"]:
                    if vars(module).get(name) is own:
                        setattr(module, name, wrapper)

    def _saving(self, own: Callable[..., Any]) -> Any:
        def save(thing: Any, path: Any, *args: Any, **kwargs: Any) -> Any:
            if not isinstance(path, (str, os.PathLike)):
                return own(thing, path, *args, **kwargs)
            file = self._file(path)
            os.makedirs(os.path.dirname(file), exist_ok=True)
            result = own(thing, file, *args, **kwargs)
            self._forget_old(file)
            return result

        return save

    def _loading(self, own: Callable[..., Any]) -> Any:
        def load(path: Any, *args: Any, **kwargs: Any) -> Any:
            if isinstance(path, (str, os.PathLike)):
                file = self._file(path)
                folder, name = os.path.split(file)
                if os.path.isdir(folder) and any(entry.startswith(name) for entry in os.listdir(folder)):
                    path = file
            return own(path, *args, **kwargs)

        return load

    def _file(self, path: Any) -> str:
        return self.folder + os.path.abspath(os.fspath(path))

    def _forget_old(self, file: str) -> None:
        """Removes the oldest files when all together are large."""
        self._written.pop(file, None)
        self._written[file] = os.path.getsize(file) if os.path.exists(file) else 0
        while sum(self._written.values()) > _MOST_BYTES and len(self._written) > 1:
            oldest = next(iter(self._written))
            del self._written[oldest]
            if os.path.exists(oldest):
                os.remove(oldest)
