"""Loads every description of this package into `LIBRARY`."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

import paddle_lrkit.scripts.library


@cache
def load_descriptions() -> None:
    """Imports the modules of this package once; each registers what it describes."""
    package = paddle_lrkit.scripts.library
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
