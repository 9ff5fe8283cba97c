"""The rates of a script that can be drawn, and what the pictures rest on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from paddle_lrkit.errors import ConfigError, UsageError
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.scripts.description import class_words, place_words
from paddle_lrkit.scripts.own_rates import own_rates
from paddle_lrkit.scripts.program import BuiltOptimizer, BuiltSchedule, Program
from paddle_lrkit.scripts.rates import applied
from paddle_lrkit.scripts.reader.modules import parsed
from paddle_lrkit.scripts.script_programs import PROCESSES, ScriptPrograms
from paddle_lrkit.scripts.source_text import read_script
from paddle_lrkit.scripts.unknown import CodePlace
from paddle_lrkit.scripts.unread_schedules import unread_schedules
from paddle_lrkit.scripts.usage import Usage
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.text import join_names

_EACH = {
    "batch": Message("per batch"),
    "update": Message("per update"),
    "epoch": Message("per epoch"),
}


@dataclass(frozen=True)
class ScriptDrawing:
    """What can be drawn of a script.

    Args:
        schedules: The rates of each optimizer, or of a schedule that was asked for.
        notes: What they rest on, and what is not drawn.
    """

    schedules: tuple[Schedule, ...]
    notes: tuple[Message, ...]


def script_drawing(name: str, programs: ScriptPrograms) -> ScriptDrawing:
    """The rates that the optimizers of a script apply.

    Args:
        name: The script; ``train.py#12`` picks what is built at line 12, ``train.py#12.2`` the second of
            several there: an optimizer, or a
            schedule. Where the only optimizer holds a number instead, that
            number is drawn.
        programs: The scripts that the command reads.

    Raises:
        UsageError: The script, or that line of it, has nothing that can be drawn; with the reason.
        ConfigError: It is not valid Python, or an option does not fit to it.
    """
    file, _, line = name.partition("#")
    program, usages = programs.read(file)
    outer = [usage for usage in usages if not usage.inside]
    drawn, refused = [], []
    for subject in _subjects(file, line, program, outer):
        try:
            drawn.append(_schedule(program, subject, outer))
        except ConfigError as error:
            refused.append(_refused(subject, error, file))
    if not drawn:
        if not refused:
            unread = unread_schedules(parsed(read_script(program.file, programs.files), program.file), program.file)
            reasons = [f"{reason.place}: {reason.why}" for reason in (*program.not_known, *unread)]
            raise UsageError(next(iter(reasons), tr("{}: no learning-rate schedule in it", file)))
        raise UsageError("; ".join(dict.fromkeys(refused)))
    drawn = _numbered(drawn)
    notes = [Message(reason) for reason in dict.fromkeys(refused)]
    return ScriptDrawing(tuple(drawn), (*notes, *_notes(file, line.partition(".")[0], program, outer, drawn)))


def _numbered(drawn: list[Schedule]) -> list[Schedule]:
    """The schedules, of which several that one line builds are told apart: ``train.py:9.1``, ``train.py:9.2``."""
    places = [one.file for one in drawn]
    found = []
    for index, one in enumerate(drawn):
        several = places.count(one.file) > 1
        found.append(replace(one, file=f"{one.file}.{places[: index + 1].count(one.file)}") if several else one)
    return found


def _subjects(file: str, line: str, program: Program, usages: list[Usage]) -> list[BuiltOptimizer | Usage]:
    """What is drawn: what is built at a line; else each rate that an optimizer applies, else every schedule."""
    held = {id(optimizer.rate): optimizer for optimizer in reversed(program.optimizers)}
    optimizers = [
        one for one in program.optimizers if not isinstance(one.rate, BuiltSchedule) or held[id(one.rate)] is one
    ]
    if not line:
        return [*optimizers] or [*usages]
    line, _, nth = line.partition(".")
    chosen: list[BuiltOptimizer | Usage] = [one for one in program.optimizers if _at(one.place, line)]
    for usage in usages:
        if any(_at(part.place, line) for part in _parts(usage.schedule)):
            holder = held.get(id(usage.schedule))
            constant = len(optimizers) == 1 and not isinstance(optimizers[0].rate, BuiltSchedule)
            instead = optimizers[0] if constant else usage
            chosen.append(instead if holder is None else holder)
    found = list({id(one): one for one in chosen}.values())
    if found and not nth:
        return found
    if nth.isdecimal() and 0 < int(nth) <= len(found):
        return [found[int(nth) - 1]]
    if found:
        raise UsageError(tr("{}: line {} builds {} of them, so there is no {}.{}", file, line, len(found), line, nth))
    places = [usage.schedule.place for usage in usages] + [one.place for one in optimizers]
    lines = [str(place.line) if place.file == file else place_words(place, file) for place in places]
    known = tr("; it has schedules and optimizers at {}", join_names(dict.fromkeys(lines))) if lines else ""
    raise UsageError(tr("{}: no schedule and no optimizer at line {}{}", file, line, known))


def _at(place: CodePlace, line: str) -> bool:
    return line.isdecimal() and place.line <= int(line) <= max(place.last_line, place.line)


def _parts(schedule: BuiltSchedule, depth: int = 0) -> Iterator[BuiltSchedule]:
    """A schedule and those inside it."""
    yield schedule
    for value in schedule.arguments.values() if depth < 8 else ():
        if isinstance(value, BuiltSchedule):
            yield from _parts(value, depth + 1)


def _schedule(program: Program, subject: BuiltOptimizer | Usage, usages: list[Usage]) -> Schedule:
    """The rates of an optimizer, or of a schedule, under a name that says how it is stepped."""
    if isinstance(subject, Usage):
        return _named(own_rates(subject), subject)
    found = applied(program, subject)
    if found.length.assumed:
        found = replace(found, unit="epoch", length=found.length._replace(steps_per_epoch=None))
    usage = next((one for one in usages if one.schedule is subject.rate), None)
    if usage is None:
        return replace(found, name=found.name or subject.name, file=str(subject.place), suite="python")
    return _named(found, usage)


def _named(found: Schedule, usage: Usage) -> Schedule:
    made, each = usage.schedule, _EACH.get(usage.unit)
    if usage.first_step_at is None or (usage.updates is not None and usage.first_step_at >= usage.updates):
        found = replace(found, plateau=None)
    name = class_words(made) if each is None else tr("{}, {}", class_words(made), each)
    return replace(found, name=name, file=str(made.place), suite="python")


def _refused(subject: BuiltOptimizer | Usage, error: ConfigError, file: str) -> str:
    """Why something is not drawn, and what to give."""
    made = subject.schedule if isinstance(subject, Usage) else subject.rate
    name = class_words(made) if isinstance(made, BuiltSchedule) else tr("the rate of {}", getattr(subject, "name", ""))
    place = made.place if isinstance(made, BuiltSchedule) else getattr(subject, "place", None)
    where = f"{error.file}:{error.line}" if error.file and error.line else str(place)
    key = f"{error.key}: " if error.key else ""
    return tr("{}: {} is not drawn: {}{}", where, name, key, error.message)


def _notes(file: str, line: str, program: Program, usages: list[Usage], drawn: list[Schedule]) -> Iterator[Message]:
    for usage in usages if program.optimizers else ():
        if not usage.holders and (not line or any(_at(part.place, line) for part in _parts(usage.schedule))):
            yield Message("{}: {} is not drawn, because no optimizer holds it").filled(
                usage.schedule.place, class_words(usage.schedule)
            )
    if not program.optimizers:
        yield Message("{}: no optimizer is built, so the rates are shown over calls of step()").filled(file)
    if any(one.unit == "epoch" for one in drawn):
        yield Message(
            "{}: the batches in an epoch are not known, so rates are shown by epoch; --steps-per-epoch gives them"
        ).filled(file)
    steps = program.steps_per_epoch
    if steps is not None and not any(name.startswith("len(") for name in program.assumed):
        yield Message(
            "{}: --steps-per-epoch {} changes nothing: the script itself says how many updates it makes"
        ).filled(file, steps)
    for usage in usages:
        if usage.runs > 1:
            yield Message("{}: {:,} runs, one after the other; one is shown").filled(usage.schedule.place, usage.runs)
    if program.assumed.get(PROCESSES) == 1:
        yield Message("{}: one process is assumed; --gpus gives another number").filled(file)
    for place, condition in program.early_end[:3]:
        yield Message("{}: the run may end earlier: {}").filled(place, condition)
    if program.stopped is not None:
        place, message = program.stopped
        yield Message("{}: the program stops here with an error: {}").filled(place, message)
