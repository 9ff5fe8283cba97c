"""The config that continues a checkpoint: a section that the suite has, or one for ``lrkit exec``.

A config of the suite is read back, its resume is computed, and the rates are compared with the promised ones.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from paddle_lrkit.config.document import Document, Path, steps
from paddle_lrkit.config.edit.edit import Edit
from paddle_lrkit.config.edit.override import changed
from paddle_lrkit.curves.base import Curve
from paddle_lrkit.errors import CheckpointError, ConfigError
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.extension.reach import Reach, ticks_of
from paddle_lrkit.runs.resumption import resumption
from paddle_lrkit.suites.continuation import Continuation
from paddle_lrkit.suites.load import read_source
from paddle_lrkit.suites.lrkit.composed import composed, describe
from paddle_lrkit.suites.paddle.resumed import resumed_ticks
from paddle_lrkit.suites.rescale.written_config import written_config
from paddle_lrkit.suites.saved_progress import WARMED
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.schedule_group import ScheduleGroup
from paddle_lrkit.suites.source import Source, split_section
from paddle_lrkit.suites.table import resume_of
from paddle_lrkit.units import LengthOptions

TOLERANCE = 1e-9
"""Largest difference from the promised rates, relative to the highest."""
_EVERY_UPDATE = 20_000
_SAMPLES = 2_000


@dataclass(frozen=True)
class ConfigTarget:
    """The config that is changed and how it is read.

    Args:
        source: The config without overrides.
        given: The config with the overrides of the command line, which the written config gets too.
        name: Its file, or ``FILE#section``.
        output: The file that is going to be written.
        length: The length of the run, with the updates in an epoch.
        optimizer_index: Which optimizer of a list.
    """

    source: Source
    given: Document
    name: str
    output: str | None
    length: LengthOptions
    optimizer_index: int = 0

    def text_after(self, edits: list[Edit]) -> tuple[str, Source]:
        """The text after the edits and the config that it is.

        Raises:
            ConfigError: An edit cannot be made without changing something else.
        """
        edits = [*_overrides(self.given, edits), *edits]
        if split_section(self.name)[0].lower().endswith(".json"):
            return _json_after(self, edits)
        written = written_config(self.source, self.name, edits, self.output)
        if written.left:
            raise ConfigError(tr("cannot be changed alone in this file"), key=".".join(map(str, written.left[0].path)))
        return written.text, written.source

    def schedule(self, source: Source) -> Schedule:
        """The schedule of a changed config."""
        return read_source(source, self.length, self.optimizer_index)


@dataclass(frozen=True)
class WrittenExtension:
    """A config that has the promised rates.

    Args:
        text: The file.
        source: The config.
        continuation: The continuation that it has.
        ticks: Rate at each tick of the scheduler from the checkpoint on.
        native: Whether the suite's own program has them; otherwise only under ``lrkit exec``.
        changes: Path of a key -> its new value; of a section all its keys.
        groups: The groups of its optimizer, with the length of the longer run.
    """

    text: str
    source: Source
    continuation: Continuation
    ticks: Curve
    native: bool
    changes: Mapping[Path, Any]
    groups: tuple[ScheduleGroup, ...] = ()


def plain_resume(target: ConfigTarget, found: Reach) -> Curve:
    """The rate at each tick when only the length of the run is changed before the program resumes.

    Raises:
        ConfigError: The config with that length cannot be read.
    """
    facts = resume_of(target.source.suite)
    edits = facts.length(target.source.document, found.count, found.plan.steps_per_epoch)
    return _resumed(target.schedule(target.text_after(edits)[1]), found)


def native_extension(target: ConfigTarget, found: Reach, wish: Continuation) -> WrittenExtension | None:
    """The first section of the suite that has the rates of a continuation; None when there is none.

    The scheduler keeps the rate of the checkpoint for one tick, whatever the config says.
    """
    facts, count = resume_of(target.source.suite), found.count
    promised = (
        wish.curve
        if found.plan.suite == "lrkit"
        else resumed_ticks(wish.curve, found.start, float(found.saved.rate or 0))
    )
    scaled = wish.scaled(1 / found.plan.rate_factor) if found.plan.suite == "lrkit" else wish
    for section in facts.sections(scaled, count, found.steps, found.nested):
        try:
            text, source = target.text_after(_edits(target, found, section))
            schedule = target.schedule(source)
            ticks = _resumed(schedule, found)
        except ConfigError:
            continue
        if _same(ticks, promised, found):
            return WrittenExtension(text, source, wish, ticks, True, section, schedule.groups)
    return None


def exec_extension(target: ConfigTarget, found: Reach, wish: Continuation) -> WrittenExtension | None:
    """A section for ``lrkit exec``; None where the program cannot have one."""
    section = resume_of(target.source.suite).composed(describe(wish.curve))
    if section is None or found.per_tick > 1 or found.lead or composed(describe(wish.curve)) != wish.curve:
        return None
    text, source = target.text_after(_edits(target, found, section))
    return WrittenExtension(text, source, wish, wish.curve, False, section)


def in_updates(ticks: Curve, found: Reach) -> Schedule:
    """The plan with other rates, which are given for each tick of the scheduler."""
    from paddle_lrkit.suites.reference_curves.ticks import by_epoch

    curve = ticks if found.per_tick == 1 else by_epoch(ticks, found.per_tick)
    curve = curve.shift(-found.lead) if found.lead else curve
    length = found.plan.length._replace(total_updates=found.total_updates, epochs=None)
    return replace(found.plan, curve=curve, length=length, warmup_updates=0, plateau=None)


def _resumed(schedule: Schedule, found: Reach) -> Curve:
    rate = float(found.saved.rate or 0)
    if schedule.suite == "lrkit":
        return resumed_run(schedule, found.state)
    facts, warmup = resume_of(schedule.suite), schedule.warmup_updates
    if schedule.name in facts.numbers and not warmup:
        return schedule.curve
    if facts.wraps and warmup and not found.nested and schedule.name not in facts.numbers:
        raise ConfigError(
            tr(
                "the schedule has a warmup, but the checkpoint has no state of a scheduler inside one, so Paddle "
                "fails with KeyError: {!r}",
                WARMED,
            )
        )
    if schedule.plateau is not None:
        from paddle_lrkit.suites.reference_curves.lines import level

        return level(rate)
    return resumed_ticks(ticks_of(schedule), found.start, rate, found.inner_rate)


def resumed_run(schedule: Schedule, state: Mapping[str, Any]) -> Curve:
    """The rates of our trainer: of the same curve with the factor of a rollback, of another one with ``keep``."""
    try:
        return resumption(schedule, state).curve
    except CheckpointError:
        return resumption(schedule, state, "keep").curve


def _edits(target: ConfigTarget, found: Reach, section: Mapping[Path, Any]) -> list[Edit]:
    """The edits for the length of the run and for a section, key by key, so that comments stay."""
    document = target.source.document
    edits = resume_of(target.source.suite).length(document, found.count, found.plan.steps_per_epoch)
    for path, value in section.items():
        edits += _section_edits(document, _optimizer_path(document, path, target.optimizer_index), value)
    return edits


def _overrides(document: Document, edits: list[Edit]) -> Iterator[Edit]:
    """The overrides of the command line, which the written config has too, as far as no edit replaces them."""
    for override in document.overrides:
        path = steps(override.partition("=")[0].strip())
        if not any(edit.path[: len(path)] == path or path[: len(edit.path)] == edit.path for edit in edits):
            yield Edit(path, document.get(path))


def _optimizer_path(document: Document, path: Path, index: int) -> Path:
    """The path in one optimizer of a PaddleClas list."""
    entries = document.data.get("Optimizer")
    if path[0] != "Optimizer" or not isinstance(entries, list):
        return path
    name = next(iter(entries[index])) if index < len(entries) and isinstance(entries[index], Mapping) else ""
    return ("Optimizer", index, name, *path[1:])


def _section_edits(document: Document, path: Path, value: Any) -> Iterator[Edit]:
    now = document.get(path)
    if not isinstance(value, Mapping) or not isinstance(now, Mapping):
        if now != value:
            yield Edit(path, value)
        return
    for key in now:
        if key not in value:
            yield Edit((*path, key), remove=True)
    for key, new in value.items():
        if now.get(key) != new or key not in now:
            yield Edit((*path, key), new)


def _json_after(target: ConfigTarget, edits: list[Edit]) -> tuple[str, Source]:
    document = target.source.document
    data = changed(document, [edit for edit in edits if not edit.remove]).data
    text = json.dumps(data, indent=4, ensure_ascii=False) + "\n"
    return text, replace(target.source, document=replace(document, data=data), text=text)


def _same(ticks: Curve, promised: Curve, found: Reach) -> bool:
    """Whether two curves agree at every update that is left, or at many of them in a long run."""
    start, end = found.start, found.end
    updates = set(range(start, end)) if end - start <= _EVERY_UPDATE else set()
    if not updates:
        step = (end - start) // _SAMPLES
        knots = {knot + shift for curve in (ticks, promised) for knot in curve.knots(end) for shift in (-1, 0, 1)}
        updates = {*range(start, end, step), end - 1, *(update for update in knots if start <= update < end)}
    limit = TOLERANCE * max(promised.peak(end), float(found.saved.rate or 0))
    return all(abs(ticks(update) - promised(update)) <= limit for update in updates)
