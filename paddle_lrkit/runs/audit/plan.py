"""The plan of a logged run: the schedule of its config, and what the config says about the printing."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.config.yaml11 import parse_yaml11
from paddle_lrkit.errors import ConfigError, LrkitError, UnknownEpochError
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.audit.epoch_length import printed_epoch_length
from paddle_lrkit.runs.audit.options import AuditOptions
from paddle_lrkit.runs.audit.planned_column import planned_column
from paddle_lrkit.runs.audit.result import AuditNote
from paddle_lrkit.runs.logs.training_log import TrainingLog
from paddle_lrkit.runs.run_config import CONFIG
from paddle_lrkit.suites.base import Selection
from paddle_lrkit.suites.detect import NoSuiteError, fitting_suites
from paddle_lrkit.suites.load import read_source
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.source import Source, open_source
from paddle_lrkit.suites.table import SUITES, detector_of, reader_of
from paddle_lrkit.text import format_count, plural
from paddle_lrkit.units import LengthOptions

_APART = SUITES.keys() - {"lrkit"}
"""Suites none of which writes the log of a config of another one."""


@dataclass(frozen=True)
class AuditPlan:
    """The plan of a logged run.

    Args:
        schedule: None where no config was found.
        options: What is known of the run.
        source: Where the plan was read, in words; empty without one.
        notes: Why a config that was found is not used.
    """

    schedule: Schedule | None
    options: AuditOptions
    source: str = ""
    notes: list[AuditNote] = field(default_factory=list)


@dataclass(frozen=True)
class PlanOptions:
    """What the caller says about the plan.

    Args:
        config: The config; None to look for it.
        suite: Its suite; ``auto`` for the one that its keys show, else that of the log.
        selection: Which program of the suite reads it, and what it gets from outside the config.
        base: The config that it rewrites (PaddleX).
        overrides: Changes to it, as ``Key.sub=value``.
        files: The files of the command.
        length: Lengths of the run; ``steps_per_epoch`` goes before what the log says.
        total: Planned updates.
        optimizer_index: Which optimizer of a list; None for the main one.
        search: Whether to look for a config that is not named.
    """

    config: str | None = None
    suite: str = "auto"
    selection: Selection = field(default_factory=Selection)
    base: str | None = None
    overrides: tuple[str, ...] = ()
    files: ConfigFiles = field(default_factory=ConfigFiles)
    length: LengthOptions = field(default_factory=LengthOptions)
    total: int | None = None
    optimizer_index: int | None = None
    search: bool = True


def plan_of(log: TrainingLog, options: PlanOptions) -> AuditPlan:
    """The plan of a log: of the config that the caller names, that the log holds, or that is beside the log.

    Without one, and where the plan follows a metric, it is the column of planned rates of the log, if it has one.

    Args:
        log: The log.
        options: What the caller says.

    Raises:
        ConfigError: The named config has no schedule that can be read, or needs the updates of an epoch. A config that
            was only found is left out with a note.
    """
    plan = _of_config(log, options)
    if plan.schedule is None or plan.schedule.plateau is not None:
        planned = planned_column(log)
        return plan if planned is None else replace(plan, schedule=planned, source=tr("the planned rates in the log"))
    return plan


def _of_config(log: TrainingLog, options: PlanOptions) -> AuditPlan:
    if options.config is not None:
        return _plan(log, options, _open(log, options.config, options), options.config)
    notes = []
    for name, opened in _found(log, options) if options.search else ():
        try:
            return _plan(log, options, opened(), name)
        except LrkitError as error:
            notes.append(AuditNote("config-not-used", tr("{} is not used as the plan: {}", name, error)))
    return AuditPlan(None, _options(log, options, None), notes=notes)


def _found(log: TrainingLog, options: PlanOptions) -> list[tuple[str, Callable[[], Source]]]:
    """The configs of a log: those that it holds and those beside it."""
    found: list[tuple[str, Callable[[], Source]]] = []
    if log.config is not None:
        found.append((tr("the config in the log"), lambda: _dumped(log)))
    path = Path(log.source)
    beside = (path if path.is_dir() else path.parent) / CONFIG
    if log.source != "-" and beside.is_file():
        found.append((os.fspath(beside), lambda: _beside(log, beside, options)))
    return found


def _open(log: TrainingLog, file: str, options: PlanOptions) -> Source:
    """A config of the suite that its keys show, or else of the suite that wrote the log."""
    try:
        return open_source(file, options.suite, options.selection, options.overrides, options.files, options.base)
    except NoSuiteError:
        if not log.format.suite:
            raise
        return open_source(file, log.format.suite, options.selection, options.overrides, options.files, options.base)


def _dumped(log: TrainingLog) -> Source:
    document = parse_yaml11(log.config or "", tr("{} (its config)", log.source))
    return open_source(document.data, log.format.suite or "auto")


def _beside(log: TrainingLog, file: Path, options: PlanOptions) -> Source:
    source = _open(log, os.fspath(file), options)
    if log.format.suite and source.suite != log.format.suite:
        raise LrkitError(tr("it is a config of {}, and the log is of {}", source.suite, log.format.suite))
    return source


def _plan(log: TrainingLog, options: PlanOptions, source: Source, name: str) -> AuditPlan:
    known = _options(log, options, source)
    given = options.length
    steps = None if given.images is not None else known.steps_per_epoch
    several = (known.accumulate or 1) if reader_of(source.suite).counts_batches else 1
    if steps is not None and given.steps_per_epoch is None:
        steps *= several
    length = LengthOptions(steps, given.images, given.batch_size, given.world_size)
    try:
        schedule = read_source(source, length, options.optimizer_index)
    except UnknownEpochError as error:
        found = _from_total(source, length, options.optimizer_index, options.total or log.total, several)
        if found is None:
            error.message += tr("; the log does not print it either")
            raise error from None
        schedule = found
    if known.steps_per_epoch is None:
        known = replace(known, steps_per_epoch=schedule.steps_per_epoch)
    notes = [*_notes(log, options, known, several), *_of_another_suite(log, source, name)]
    return AuditPlan(schedule, known, name, notes)


def _from_total(
    source: Source, length: LengthOptions, optimizer: int | None, total: int | None, several: int
) -> Schedule | None:
    """The schedule with the length of an epoch that makes the epochs of the config as long as the run.

    Args:
        source: The config.
        length: What else is known of the length.
        optimizer: Which optimizer.
        total: Updates of the run.
        several: What a suite counts as the length of an epoch where that is an update.
    """
    if total is None:
        return None
    try:
        epochs = read_source(source, replace(length, steps_per_epoch=several), optimizer).total_updates
        steps = total // max(epochs, 1)
        schedule = read_source(source, replace(length, steps_per_epoch=max(steps, 1) * several), optimizer)
    except ConfigError:
        return None
    return schedule if schedule.total_updates == total else None


def _options(log: TrainingLog, options: PlanOptions, source: Source | None) -> AuditOptions:
    accumulate = log.accumulate or _count(source, log.format.accumulation_key)
    steps = options.length.steps_per_epoch or _printed_steps(log, accumulate)
    return AuditOptions(steps, options.total, accumulate, _count(source, log.format.window_key))


def _printed_steps(log: TrainingLog, accumulate: int | None) -> int | None:
    """Updates of an epoch, as the log prints them."""
    batches = printed_epoch_length(log)
    if batches is None or not log.format.counts_batches:
        return batches
    return max(batches // (accumulate or 1), 1)


def _notes(log: TrainingLog, options: PlanOptions, known: AuditOptions, several: int) -> list[AuditNote]:
    given = options.length.steps_per_epoch and options.length.steps_per_epoch // several
    printed = None if given is None else _printed_steps(log, known.accumulate)
    if given is None or printed is None or given == printed:
        return []
    words = tr(
        "the log prints epochs of {}, and --steps-per-epoch says {}", plural(printed, "update"), format_count(given)
    )
    return [AuditNote("other-epoch-length", words)]


def _of_another_suite(log: TrainingLog, source: Source, name: str) -> list[AuditNote]:
    """What to say where another suite than that of the config wrote the log."""
    wrote, reads, base = log.format.suite, source.suite, source.selection.base
    if wrote == reads or not {wrote, reads} <= _APART or (base is not None and wrote in fitting_suites(base.data)):
        return []
    words = tr("{} is a config of {}, and {} wrote the log", name, detector_of(reads).title, detector_of(wrote).title)
    return [AuditNote("config-of-another-suite", words)]


def _count(source: Source | None, key: str) -> int | None:
    """A whole number >= 1 of a config."""
    value = source.document.get(tuple(key.split("."))) if source is not None and key else None
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 1 else None
