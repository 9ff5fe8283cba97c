"""Which suite a config belongs to, from its keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites.evidence import Evidence
from paddle_lrkit.suites.table import SUITES, detector_of
from paddle_lrkit.text import join_names


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
    programs = {suite: _closest(suite, data) for suite in SUITES}
    fitting = [suite for suite, evidence in programs.items() if evidence.fits(data)]
    if len(fitting) > 1:
        fitting = [suite for suite in fitting if programs[suite].is_certain(data)] or fitting
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        raise NoSuiteError(_looked_for(programs, data) if data else "is empty", file=file)
    names = " and ".join(fitting)
    raise ConfigError(f"could be a config of {names}; say which one with --suite {' or '.join(fitting)}", file=file)


def _closest(suite: str, data: Mapping[str, Any]) -> Evidence:
    """The program of a suite that a config fits best."""
    return max(detector_of(suite).evidence, key=lambda evidence: (evidence.fits(data), evidence.closeness(data)[0]))


def _looked_for(programs: Mapping[str, Evidence], data: Mapping[str, Any]) -> str:
    """What each suite needs and what of it is there, the closest suite first."""
    suites = sorted(programs, key=lambda suite: programs[suite].closeness(data)[::-1], reverse=True)
    found, absent = [], []
    for suite in suites:
        title, signs = detector_of(suite).title, programs[suite].description(data)
        hint = f" (--suite {suite} reads it as one)" if not found and programs[suite].closeness(data)[1] else ""
        found += [f"{title}: {signs}{hint}"] if signs else []
        absent += [] if signs else [f"{title} ({join_names(programs[suite].missing(data))})"]
    parts = [*found, f"nothing of {join_names(absent, 'or')}"] if absent else found
    return f"no suite has these keys; {'; '.join(parts)}"
