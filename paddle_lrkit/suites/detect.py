"""Which suite a config belongs to, from its keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites.table import SUITES, detector_of


class NoSuiteError(ConfigError):
    """No suite recognises the keys of a config."""


def detect(data: Mapping[str, Any], file: str | None = None) -> str:
    """The suite of a config.

    Raises:
        NoSuiteError: No suite recognises the keys.
        ConfigError: More than one suite recognises them.

    Example:
        >>> detect({"epoch": 12, "LearningRate": {"base_lr": 0.01}})
        'ppdet'
    """
    fitting = [suite for suite in SUITES if detector_of(suite).recognises(data)]
    if len(fitting) > 1:
        fitting = [suite for suite in fitting if detector_of(suite).is_certain(data)] or fitting
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        empty = "" if data else "is empty, and "
        raise NoSuiteError(f"{empty}no suite has these keys; a config has {_hints()}", file=file)
    names = " and ".join(fitting)
    raise ConfigError(f"could be a config of {names}; say which one with --suite {' or '.join(fitting)}", file=file)


def _hints() -> str:
    """The keys of all suites: ``iters and lr_scheduler (ppseg), ...``."""
    suites: dict[str, list[str]] = {}
    for suite in SUITES:
        suites.setdefault(detector_of(suite).hint, []).append(suite)
    *first, last = [f"{hint} ({', '.join(names)})" for hint, names in suites.items()]
    return f"{', '.join(first)} or {last}"
