"""Keys that a task does not use are errors."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Any

from paddle_lrkit.config.settings import Settings
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr


def check_unused(settings: Settings, *keys: str) -> None:
    """Raises for the first of ``keys`` whose value is not the default.

    Args:
        settings: The whole config.
        keys: Dotted keys; ``*`` means each of the sections ``Train``, ``Eval`` and ``Test``.

    Raises:
        ConfigError: The config has a key that the task does not use.
    """
    for key in (pattern.replace("*", section) for pattern in keys for section in _sections(pattern)):
        if _is_given(settings, key):
            raise ConfigError(tr("{} does not use this key; remove it", settings.Global.task), key=key)


def _sections(pattern: str) -> tuple[str, ...]:
    return ("Train", "Eval", "Test") if "*" in pattern else ("",)


def _is_given(settings: Settings, key: str) -> bool:
    parent: Any = None
    value: Any = settings
    for name in key.split("."):
        if value is None:
            return False
        parent, value = value, getattr(value, name)
    return bool(value != _default(parent, key.rpartition(".")[2]))


def _default(section: Any, name: str) -> Any:
    field = next(field for field in fields(section) if field.name == name)
    return field.default if field.default_factory is MISSING else field.default_factory()
