"""A script -> a context for each of its schedules, what was understood of them, and what was not."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from paddle_lrkit.errors import ConfigError, UsageError
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.file_report import NotUnderstood, UnderstoodSchedule
from paddle_lrkit.lint.script_contexts import script_context, ticks_of
from paddle_lrkit.lint.understood_script import constant_rate, understood_schedule, unknown_arguments, unknown_rates
from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.built_rates import HOMES
from paddle_lrkit.scripts.program import BuiltSchedule, NotKnown, Program
from paddle_lrkit.scripts.read import NotPythonError
from paddle_lrkit.scripts.read_usage import ANOTHER_LENGTH, endless
from paddle_lrkit.scripts.reader.modules import parsed
from paddle_lrkit.scripts.script_programs import MOST_SCHEDULES, OTHER_LENGTHS, PROCESSES, ScriptPrograms
from paddle_lrkit.scripts.source_text import read_script
from paddle_lrkit.scripts.unknown import assumption_words
from paddle_lrkit.scripts.unread_schedules import unread_schedules
from paddle_lrkit.scripts.usage import Usage

MOST_LETTERS = 256 * 1024
_MOST_REASONS = 50
_WORDS = re.compile(r"optim|schedul|decay|learning_rate|trainer", re.IGNORECASE)
_CLASSES = {name for classes in HOMES.values() for name in classes}


@dataclass(frozen=True)
class ScriptReading:
    """What a script says about its schedules.

    Args:
        contexts: One for each schedule, for the rules.
        schedules: What was understood.
        not_understood: What was not, in the order of the lines.
    """

    contexts: tuple[Context, ...] = ()
    schedules: tuple[UnderstoodSchedule, ...] = ()
    not_understood: tuple[NotUnderstood, ...] = ()


def read_script_schedules(file: str, text: str, programs: ScriptPrograms) -> ScriptReading:
    """The schedules of a script, which is not executed.

    Of a file that only defines what another script calls, the schedules are those that it builds for that script.

    Args:
        file: The script.
        text: Its text.
        programs: The scripts that the command reads.

    Raises:
        ConfigError: The file names a scheduler class and is not valid Python.
        UsageError: What the user says about the script does not fit to it.
    """
    if not _WORDS.search(text):
        return ScriptReading()
    if len(text) > MOST_LETTERS:
        named = any(name in text for name in (*_CLASSES, "lr_scheduler"))
        size = NotUnderstood(None, tr("larger than {} KiB, the limit for a script", MOST_LETTERS // 1024))
        return ScriptReading(not_understood=(size,) if named else ())
    try:
        program, usages = programs.read(file)
    except ConfigError as error:
        options = programs.options
        if isinstance(error, NotPythonError):
            if any(name in text for name in _CLASSES):
                raise
        elif options.arguments or options.settings:
            raise UsageError(str(error)) from None
        return ScriptReading(not_understood=(NotUnderstood(error.line, error.message),))
    return _reading(file, program, usages, programs)


def _reading(file: str, program: Program, usages: list[Usage], programs: ScriptPrograms) -> ScriptReading:
    part = not _same(program.file, file)
    found = [usage for usage in usages if not usage.inside]
    if part:
        found = [usage for usage in found if _same(usage.schedule.place.file, file)]
    reasons = [reason for usage in found for reason in _reasons(usage)]
    contexts = [
        script_context(
            usage,
            programs.files,
            programs.options.processes,
            _others(usage, program, programs),
            wider=_wider(usage, program, programs),
            stops=program.stopped is not None,
        )
        for usage in found
    ]
    schedules = [
        understood_schedule(usage, context, program, _others(usage, program, programs, (ANOTHER_LENGTH,)))
        for usage, context in zip(found, contexts, strict=True)
    ]
    reasons += program.not_known
    for optimizer in program.optimizers:
        if not isinstance(optimizer.rate, BuiltSchedule):
            constant = constant_rate(program, optimizer)
            if isinstance(constant, UnderstoodSchedule):
                schedules.append(constant)
            else:
                reasons.append(constant)
    if len(program.schedules) > MOST_SCHEDULES:
        why = tr("{:,} schedules, of which the first {} are read", len(program.schedules), MOST_SCHEDULES)
        reasons.append(NotKnown(program.schedules[MOST_SCHEDULES].place, why))
    if not program.schedules and not program.optimizers and not reasons:
        reasons += unread_schedules(parsed(read_script(program.file, programs.files), program.file), program.file)
    if part:
        schedules = [one for one in schedules if one.script is not None and _same(one.script.path, file)]
        reasons = [reason for reason in reasons if _same(reason.place.file, file)]
    once = {(one.line, one.script.path, one.script.words): one for one in schedules if one.script is not None}
    ordered = [once[key] for key in sorted(once, key=lambda key: (key[1], key[0] or 0))]
    return ScriptReading(tuple(contexts), tuple(ordered), _in_order(reasons, file))


def _reasons(usage: Usage) -> Iterator[NotKnown]:
    """What is not known of how one schedule is used."""
    yield from usage.uncertain
    yield from unknown_arguments(usage.schedule)
    yield from unknown_rates(usage.schedule, ticks_of(usage))
    for name in endless(usage.rests_on):
        yield NotKnown(
            usage.schedule.place, tr("the number of {} is not known", assumption_words(name)), usage.schedule.number
        )
    if usage.updates is None and not usage.uncertain and not endless(usage.rests_on):
        yield _without_updates(usage)


def _without_updates(usage: Usage) -> NotKnown:
    """The reason where a script builds a schedule, and nothing in it trains with one."""
    made = usage.schedule
    name = made.variable or made.name
    if not usage.steps:
        return NotKnown(made.place, tr("no training loop with {} is found", name), made.number)
    return NotKnown(
        made.place,
        tr("no update of an optimizer is found, so the rates of {} are those of its own steps", name),
        made.number,
    )


def _wider(
    usage: Usage, program: Program, programs: ScriptPrograms, length: int | None = None
) -> Callable[[], Usage | None] | None:
    """How the script would use a schedule with twice as many processes, if it asks for their number.

    Args:
        length: Batches in an epoch, instead of what the user says.
    """
    number = program.assumed.get(PROCESSES)
    if not number:
        return None

    def read() -> Usage | None:
        _, usages = programs.read(program.file, length, 2 * int(number))
        return next((one for one in usages if _is_same(one.schedule, usage.schedule)), None)

    return read


def _is_same(one: BuiltSchedule, other: BuiltSchedule) -> bool:
    return one.number == other.number and one.place == other.place


def _others(
    usage: Usage, program: Program, programs: ScriptPrograms, lengths: tuple[int, ...] = OTHER_LENGTHS
) -> Callable[[], tuple[Context, ...]]:
    """The same schedule where an epoch has other lengths, if the length of an epoch is a guess."""
    if program.steps_per_epoch is not None or not program.whole or not program.assumed.keys() - {PROCESSES}:
        return tuple

    def read() -> tuple[Context, ...]:
        found = []
        for length in lengths:
            _, usages = programs.read(program.file, length)
            same = [one for one in usages if _is_same(one.schedule, usage.schedule)]
            found += [
                script_context(
                    one, programs.files, programs.options.processes, wider=_wider(one, program, programs, length)
                )
                for one in same
            ]
        return tuple(found)

    return read


def _in_order(reasons: Iterable[NotKnown], file: str) -> tuple[NotUnderstood, ...]:
    """Each reason once, by line."""
    found = dict.fromkeys(
        NotUnderstood(reason.place.line, reason.why)
        if _same(reason.place.file, file)
        else NotUnderstood(reason.place.line, reason.why, reason.place.file)
        for reason in reasons
    )
    ordered = sorted(found, key=lambda reason: (reason.path, reason.line or 0, reason.why))
    if len(ordered) > _MOST_REASONS:
        more = NotUnderstood(
            ordered[_MOST_REASONS].line, tr("{} further places are not followed", len(ordered) - _MOST_REASONS)
        )
        ordered[_MOST_REASONS:] = [more]
    return tuple(ordered)


def _same(one: str, other: str) -> bool:
    return one == other or os.path.realpath(one) == os.path.realpath(other)
