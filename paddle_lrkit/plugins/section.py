"""A suite's schedule section that names a schedule of the catalogue -> the scheduler of a training run."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from paddle_lrkit.config.bind import Component
from paddle_lrkit.config.document import Document, Path
from paddle_lrkit.curves import catalog
from paddle_lrkit.errors import ConfigError, check_integer, check_number
from paddle_lrkit.messages import tr
from paddle_lrkit.schedulers.base import CurveLR
from paddle_lrkit.suites.lrkit.reader import INSTALLED, build_curve
from paddle_lrkit.units import RunLength


def names() -> list[str]:
    """The names that a plug-in adds to those of a suite."""
    return sorted({*catalog.names(), *INSTALLED.names()})


def takes(name: str, argument: str) -> bool:
    """Whether a schedule of the catalogue has an argument."""
    return name in catalog.names() and argument in inspect.signature(catalog.find(name).factory).parameters


def scheduler_of(suite: str, path: Path, name: str, arguments: Mapping[str, Any], length: RunLength) -> CurveLR:
    """The scheduler of a section in our own dialect; it counts updates.

    Args:
        suite: The suite's name for people, in place of the file in errors.
        path: Path of the section in the suite's config.
        name: Of the schedule.
        arguments: Its other keys; durations with units.
        length: Length of the run.

    Raises:
        ConfigError: With the suite and the key.
    """
    data: dict[str, Any] = dict(arguments)
    for step in reversed(path):
        data = {str(step): data}
    document = Document(data, file=suite)
    curve, _ = build_curve(Component(name, dict(arguments), document, path), length)
    return CurveLR(curve)


def run_of(suite: str, epochs: object, steps_per_epoch: object) -> RunLength:
    """The length of a run that a suite gives in epochs.

    Raises:
        ConfigError: One of them is not a whole number above 0.
    """
    try:
        steps = check_integer("steps_per_epoch", steps_per_epoch, at_least=1)
        return RunLength(check_integer("epochs", epochs, at_least=1) * steps, steps)
    except ConfigError as error:
        raise ConfigError(error.message, key=error.key, file=suite) from None


def renamed_warmup(suite: str, path: Path, arguments: Mapping[str, Any], key: str, unit: str) -> dict[str, Any]:
    """The arguments with a suite's own key of the warmup's length written as ``warmup``.

    Args:
        suite: The suite's name for people.
        path: Path of the section.
        arguments: Keys of the section.
        key: The suite's key, a number without a unit.
        unit: The unit that the suite means.

    Raises:
        ConfigError: The value is not a number >= 0, or both keys are there.
    """
    kept = {name: value for name, value in arguments.items() if name != key}
    if key not in arguments:
        return kept
    document = Document({}, file=suite)
    if "warmup" in kept:
        raise document.error(
            tr("cannot be combined with 'warmup'; give only one, such as warmup: 5{}", unit), (*path, key)
        )
    try:
        check_number(key, arguments[key], at_least=0)
    except ConfigError as error:
        raise document.error(error.message, (*path, key)) from None
    return {**kept, "warmup": f"{arguments[key]}{unit}"}
