"""Registers every description."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from paddle_lrkit.scripts import library


@cache
def load_library() -> None:
    """Imports all modules with descriptions."""
    for module in pkgutil.iter_modules(library.__path__):
        importlib.import_module(f"{library.__name__}.{module.name}")
