"""`translate`: the schedule of a config, written as a config of another suite."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, NamedTuple

from paddle_lrkit.config.document import Document
from paddle_lrkit.errors import ConfigError, check_choice
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import SuiteWriter
from paddle_lrkit.suites.carried import Carried, carry
from paddle_lrkit.suites.convert.compare import Difference, difference
from paddle_lrkit.suites.load import read_source
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.shape import ShapeDescription, shape_of
from paddle_lrkit.suites.source import open_source
from paddle_lrkit.suites.table import SUITES, writer_of
from paddle_lrkit.units import LengthOptions

TOLERANCE = 1e-9
"""Largest difference, relative to the peak, that counts as the same schedule."""


class Translation(NamedTuple):
    """A schedule written for another suite.

    Args:
        data: The whole config for the target; None when the target cannot express the schedule.
        section: The part of it that is the schedule.
        suite: The target.
        name: Name of the schedule there.
        largest: The largest difference between the two curves; None when the target has no similar schedule.
        missing: What the target cannot express.
        carried: What was taken over beside the schedule; None when the config is a copy.
        assumed: What the written config does not say, such as the class that the script of its program has to name.
        learned_by: The optimizer of the config, where its rate is a factor of one that it learns.
    """

    data: dict[str, Any] | None
    suite: str
    name: str = ""
    largest: Difference | None = None
    missing: tuple[str, ...] = ()
    section: dict[str, Any] | None = None
    carried: Carried | None = None
    assumed: tuple[str, ...] = ()
    learned_by: str = ""


def translate(schedule: Schedule, data: dict[str, Any], target: str, *, explicit: bool = False) -> Translation:
    """Writes a schedule as a config of ``target``.

    Args:
        schedule: The schedule.
        data: The config that it was read from. Its optimizer and batch size are taken over, its other keys are not.
        target: Name of a suite.
        explicit: Whether the new config is to be complete, as for `carry`.

    Raises:
        ConfigError: The target counts in epochs, and the number of updates in an epoch is not known, or the batch size
            changes in the run.
    """
    check_choice("to", target, SUITES)
    writer, old = writer_of(target), writer_of(schedule.suite)
    if target == schedule.suite and schedule.variant in (None, writer.selection.variant):
        return Translation(copy.deepcopy(data), target, schedule.name, Difference(0.0, 0, 0.0))
    if schedule.length.plan is not None:
        raise ConfigError(tr("{} has no key for a batch size that changes in the run; give it a number first", target))
    description = shape_of(schedule)
    if writer.counts_epochs and description.steps_per_epoch is None:
        raise ConfigError(tr("{} counts in epochs; give the updates of one with --steps-per-epoch", target))
    if schedule.plateau:
        return Translation(None, target, missing=(tr("a rate that depends on a metric"),))
    places = () if schedule.variant in old.placeless else old.places
    carried = carry(data, places, writer.places, old.keys, explicit=explicit)
    best: tuple[Difference, Schedule, dict[str, Any]] | None = None
    refusal = ""
    for section in writer.candidates(description, schedule.curve):
        try:
            attempt = _attempt(schedule, target, _merged(carried.sections, section))
        except ConfigError as error:
            attempt, refusal = None, refusal or ": ".join(filter(None, (error.key, error.message)))
        if attempt and (best is None or attempt[0].value < best[0].value):
            best = (*attempt, section)
        if best and best[0].relative <= TOLERANCE:
            config = _merged(carried.sections, best[2])
            read = best[1]
            return Translation(
                config, target, read.name, best[0], (), best[2], carried, read.assumed, _learner(old, data)
            )
    nearest = tr("its nearest one, {}, is another curve", best[1].name) if best else refusal
    reasons = tuple(_reasons(writer, description, target, nearest))
    return Translation(None, target, best[1].name if best else "", best[0] if best else None, reasons)


def _learner(writer: SuiteWriter, data: dict[str, Any]) -> str:
    """The optimizer of a config whose rate is a factor of one that it learns; empty for another one."""
    document = Document(data)
    named = [document.get(place.path) for place in writer.places if place.name == "optimizer"]
    return next((name for name in writer.rate_learners if name in named), "")


def _merged(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Both, the sections of the schedule first, its keys last in a section."""
    result = copy.deepcopy(over)
    for key, value in under.items():
        own = result.get(key)
        result[key] = {**value, **own} if isinstance(value, dict) and isinstance(own, dict) else value
    return result


def _attempt(schedule: Schedule, target: str, config: dict[str, Any]) -> tuple[Difference, Schedule] | None:
    """How far the schedule of a config is from the wanted one, and it; None for another suite or run."""
    source = open_source(config, selection=writer_of(target).selection)
    read = read_source(source, LengthOptions(schedule.steps_per_epoch))
    if read.suite != target or read.total_updates != schedule.total_updates:
        return None
    return difference(schedule.curve, read.curve, schedule.total_updates), read


def _reasons(writer: SuiteWriter, description: ShapeDescription, target: str, nearest: str) -> Iterator[str]:
    shape = description.shape
    if shape not in writer.shapes and not nearest:
        shown = tr("a curve of this shape") if shape == "other" else tr("a schedule of the shape {!r}", shape)
        yield tr("{}, for which {} has no name", shown, target)
        return
    found = list(writer.limits(description))
    yield from found
    if not found:
        yield tr("this schedule: {}", nearest or tr("it has no length of a run that fits"))
