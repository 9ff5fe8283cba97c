"""Which suite a config belongs to, from its keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.table import SUITES, detector_of
from paddle_lrkit.text import join_names

_CLOSEST = 3


class NoSuiteError(ConfigError):
    """No suite, or more than one, recognises the keys of a config.

    Args:
        message: What was looked for.
        file: The file.
        signs: What the config has of some suites, so that it may describe a training; empty for nothing.
    """

    def __init__(self, message: str, *, file: str | None = None, signs: str = "") -> None:
        super().__init__(message, file=file)
        self.signs = signs


def detect(data: Mapping[str, Any], file: str | None = None) -> str:
    """The suite of a config.

    Raises:
        NoSuiteError: No suite recognises the keys, or more than one.

    Example:
        >>> detect({"epoch": 12, "LearningRate": {"base_lr": 0.01}})
        'ppdet'
    """
    fitting = fitting_suites(data)
    if len(fitting) == 1:
        return fitting[0]
    if not data:
        raise NoSuiteError(tr("is empty"), file=file)
    if not fitting:
        raise _no_suite(data, file)
    several = tr(
        "could be a config of {}; say which one with --suite {}", join_names(fitting), join_names(fitting, "or")
    )
    raise NoSuiteError(several, file=file, signs=several)


def fitting_suites(data: Mapping[str, Any]) -> list[str]:
    """The suites that recognise a config; of several, those with a sign that no other suite has."""
    found = {suite: program for suite in SUITES for program in detector_of(suite).evidence if program.fits(data)}
    certain = [suite for suite, program in found.items() if program.is_certain(data)] if len(found) > 1 else []
    return certain or list(found)


def _no_suite(data: Mapping[str, Any], file: str | None) -> NoSuiteError:
    """What the closest suites need and what of it is there, and the names of the suites of which nothing is there."""
    programs = {suite: max(detector_of(suite).evidence, key=lambda one: one.closeness(data)) for suite in SUITES}
    plain = {suite: not program.is_refuted(data) for suite, program in programs.items()}
    order = {suite: (program.closeness(data), plain[suite]) for suite, program in programs.items()}
    found: list[str] = []
    absent: list[str] = []
    for suite in sorted(programs, key=order.__getitem__, reverse=True):
        title, signs = detector_of(suite).title, programs[suite].description(data)
        hint = tr(" (--suite {} reads it as one)", suite) if not found and plain[suite] else ""
        found += [tr("{}: {}{}", title, signs, hint)] if signs else []
        absent += [] if signs else [title]
    nothing = [tr("nothing of {}", join_names(absent, "or"))] if absent else []
    shown = found[:_CLOSEST]
    message, signs = (tr("no suite has these keys; {}", tr("; ").join(parts)) for parts in ([*shown, *nothing], shown))
    return NoSuiteError(message, file=file, signs=signs if found else "")
