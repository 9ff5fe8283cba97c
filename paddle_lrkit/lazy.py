"""Packages whose names are imported on first use, with one list of them: the package's stub ``__init__.pyi``."""

from __future__ import annotations

import os
from importlib import import_module

TYPE_CHECKING = False  # `typing` is what `import paddle_lrkit` would wait for longest
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def exports(package: str, file: str) -> tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]:
    """``__getattr__``, ``__dir__`` and ``__all__`` of a package, from the imports of its stub.

    The stub is what type checkers read, so what they see is what runs. It holds relative imports only, one a line:
    ``from ._cosine import cosine as cosine``, ``from . import curves as curves`` for a subpackage, ``from .schedulers
    import *`` for the names of another stub.

    Args:
        package: ``__name__`` of the package.
        file: ``__file__`` of the package.

    Example:
        >>> get, _, names = exports("paddle_lrkit.curves", import_module("paddle_lrkit.curves").__file__)
        >>> "cosine" in names, get("cosine").__module__
        (True, 'paddle_lrkit.curves._cosine')
    """
    homes = _homes(os.path.dirname(file))

    def get(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        home = homes[name]
        try:
            return getattr(import_module(f"{package}.{home}"), name) if home else import_module(f"{package}.{name}")
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] != "paddle":
                raise
            raise ImportError(f"{name} needs Paddle: pip install 'paddle-lrkit[cpu]'", name="paddle") from None

    return get, lambda: sorted(homes), sorted(homes)


def _homes(folder: str) -> dict[str, str]:
    """Each name of the stub in a folder, and the module that it comes from; an empty one for a subpackage."""
    homes: dict[str, str] = {}
    with open(os.path.join(folder, "__init__.pyi"), encoding="utf-8") as stub:
        for line in stub:
            if line.startswith("from ."):
                _, module, _, name, *_ = line.split()
                names = _homes(os.path.join(folder, module[1:])) if name == "*" else (name,)
                homes.update(dict.fromkeys(names, module[1:]))
    return homes
