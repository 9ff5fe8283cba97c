"""Flags of a script, whose parser sees text and makes numbers of it."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.errors import shown
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.section import Section
from paddle_lrkit.suites.values import number


def flag(config: Section, key: str, kind: type, default: Any = None, at_least: int | None = None) -> Any:
    """A number after the cast of ``argparse``; ``default`` where the flag is missing.

    Raises:
        ConfigError: It is missing and has no default, or is no such number.
    """
    value = config.get(key, default)
    if value is None:
        raise config.error(tr("is missing; its default differs between the scripts, so say it"), key)
    limit = "" if at_least is None else f" >= {at_least}"
    try:
        if isinstance(value, (str, int, float)) and not isinstance(value, bool):
            cast = number(key, kind(str(value)))
            if at_least is None or cast >= at_least:
                return cast
    except (ValueError, OverflowError):
        pass
    if kind is int:
        raise config.error(tr("must be a whole number{}, got {}", limit, shown(value)), key)
    raise config.error(tr("must be a finite number{}, got {}", limit, shown(value)), key)
