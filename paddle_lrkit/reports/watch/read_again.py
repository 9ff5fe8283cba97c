"""What reading the script adds to what was recorded, where both agree: where values are written, and its epochs."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.scripts.program import BuiltSchedule
from paddle_lrkit.scripts.read_options import ReadOptions
from paddle_lrkit.scripts.script_programs import ScriptPrograms
from paddle_lrkit.scripts.unknown import CodePlace, Unknown
from paddle_lrkit.scripts.usage import Usage
from paddle_lrkit.scripts.watch_record import WatchRecord

_RELATIVE = 1e-12


def read_usages(
    record: WatchRecord, file: str, recorded: Iterable[Usage], files: ConfigFiles, *, whole: bool
) -> dict[int, Usage]:
    """The usages that the reader of scripts finds for the same run, with values that only the run knows.

    Args:
        record: The record.
        file: The script.
        recorded: What was recorded of each schedule.
        files: The files that the command has read so far.
        whole: Whether the program came to its end.

    Returns:
        Number of a recorded schedule -> its usage as read; without those on which reading and run do not agree.
    """
    arguments = tuple(map(str, record.about.get("arguments", ())))
    processes = int(record.about.get("processes", 1))
    programs = ScriptPrograms(files, ReadOptions(None, arguments, (), processes if processes > 1 else None))
    if record.about.get("module") or not file.endswith(".py") or not os.path.isfile(file):
        return {}
    found: dict[int, Usage] = {}
    for usage in recorded:
        try:
            same = _same_run(usage, file, programs) if whole else _same_steps(usage, file, programs)
        except (ConfigError, RecursionError):
            return {}
        if same is not None:
            found[usage.schedule.number] = same
    return found


def _same_steps(usage: Usage, file: str, programs: ScriptPrograms) -> Usage | None:
    """Of a run that ended early: its own usage with the unit as read, where one step was too few to tell it."""
    read = _at(usage.schedule.place, programs.read(file)[1])
    if read is None or read.uncertain or usage.unit != "other":
        return None
    lines = [site.place.line for site in usage.sites]
    return replace(usage, unit=read.unit) if lines == [site.place.line for site in read.sites] else None


def _same_run(usage: Usage, file: str, programs: ScriptPrograms) -> Usage | None:
    """The usage as read with the batches in an epoch that the run had."""
    read = _at(usage.schedule.place, programs.read(file)[1])
    if read is None or usage.updates is None:
        return None
    lengths: list[int | None] = [None]
    if usage.steps_per_epoch:
        lengths.insert(0, usage.steps_per_epoch * (usage.batches_per_update or 1))
    elif read.epochs and read.batches_per_update and usage.updates % read.epochs == 0:
        lengths.insert(0, usage.updates // read.epochs * read.batches_per_update)
    for length in lengths:
        read = _at(usage.schedule.place, programs.read(file, length)[1])
        if read is not None and (agreed := _agreed(usage, read)) is not None:
            return agreed
    return None


def _at(place: CodePlace, usages: Iterable[Usage]) -> Usage | None:
    """The only schedule that is built at a line."""
    found = [usage for usage in usages if _covers(usage.schedule.place, place)]
    return found[0] if len(found) == 1 else None


def _covers(read: CodePlace, place: CodePlace) -> bool:
    same = os.path.realpath(read.file) == os.path.realpath(place.file)
    return same and read.line <= place.line <= max(read.line, read.last_line)


def _agreed(usage: Usage, read: Usage) -> Usage | None:
    counts = read.updates == usage.updates and read.steps == usage.steps and read.builds == usage.builds
    held = [holder.name for holder in read.holders] == [holder.name for holder in usage.holders]
    if read.uncertain or not counts or not held:
        return None
    if _filled(usage.schedule, read.schedule) is None:
        return None
    return replace(read, guessed=False, steps_guessed=False, rests_on=frozenset())


def _filled(recorded: BuiltSchedule, read: BuiltSchedule) -> BuiltSchedule | None:
    """The schedule as read, with the recorded values of arguments that were not known; None where one differs."""
    if recorded.name != read.name:
        return None
    if read.unknown_arguments:
        read.arguments, read.unknown_arguments = recorded.arguments, False
        return read
    if recorded.arguments.keys() != read.arguments.keys():
        return None
    arguments: dict[str, Any] = {}
    for name, value in recorded.arguments.items():
        arguments[name] = _value(value, read.arguments[name])
        if arguments[name] is None and value is not None:
            return None
    read.arguments, read.rate_at = arguments, read.rate_at or recorded.rate_at
    return read  # the object that the optimizers of this reading hold


def _value(recorded: Any, read: Any) -> Any:
    """The value of both; None where they differ."""
    if isinstance(read, Unknown):
        return recorded
    if isinstance(recorded, BuiltSchedule):
        return _filled(recorded, read) if isinstance(read, BuiltSchedule) else None
    if isinstance(recorded, Unknown) or callable(recorded):
        return recorded if not callable(read) else read
    if isinstance(recorded, list) and isinstance(read, (list, tuple)) and len(recorded) == len(read):
        parts = [_value(mine, its) for mine, its in zip(recorded, read, strict=True)]
        return None if any(part is None for part in parts) else parts
    if isinstance(recorded, (int, float)) and isinstance(read, (int, float)):
        return read if abs(recorded - read) <= _RELATIVE * abs(recorded) else None
    return read if recorded == read else None
