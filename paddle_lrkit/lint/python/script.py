"""A script -> a context for each schedule that it builds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from paddle_lrkit.config.document import Document, Mark, Path
from paddle_lrkit.curves import join
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.python.loops import entry_of
from paddle_lrkit.lint.python.scheduler_call import SchedulerCall
from paddle_lrkit.lint.python.script_loops import ScriptLoops
from paddle_lrkit.lint.python.values import UNKNOWN
from paddle_lrkit.suites.config_value import ConfigValue
from paddle_lrkit.suites.paddle.fields import FLOORS, class_fields
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates
from paddle_lrkit.suites.paddle.table import CLASSES
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.schedule_fields import ScheduleFields
from paddle_lrkit.suites.section import Section, call
from paddle_lrkit.suites.source import Source
from paddle_lrkit.units import LONGEST, RunLength

_WARMUP = "LinearWarmup"
_LEARNING_RATE = "learning_rate"
_ENTRY = "last_epoch"


def script_context(file: str, text: str, made: SchedulerCall, script: ScriptLoops) -> Context:
    """The context of one schedule of a script.

    Args:
        file: The script.
        text: Its text.
        made: The call that builds the schedule.
        script: How the script steps it.
    """
    document = Document({}, {(): Mark(file, made.line)}, file)
    path = (made.variable or made.name,)
    document.data[str(path[0])] = _written(document, made, path)
    source, fields = Source(document, "python", text=text), _fields(document, made, path)
    rates, problem = _built(document, made, path)
    lengths = ((script.epochs, script.ticks), *script.others)

    def context(epochs: int | None, ticks: int | None) -> Context:
        run = ConfigValue(ticks, ()) if ticks else None
        known = replace(fields, run=run) if fields is not None and run is not None else fields
        schedule = None if rates is None else _schedule(rates, made, document.file, ticks, script.first)
        loops = replace(script, epochs=epochs, ticks=ticks, others=())
        refused = problem or _stopped(rates, ticks, Section(document, path, {}, "Paddle"))
        by_epoch, restarts = script.per == "epoch", script.restarts is not None
        return Context(source, schedule, refused, known, 1, True, script=loops, by_epoch=by_epoch, restarts=restarts)

    found = context(*lengths[0])
    found.others = lambda: tuple(context(*other) for other in lengths[1:])
    return found


def _stopped(rates: SchedulerRates | None, ticks: int | None, place: Section) -> ConfigError | None:
    """The error about a class that raises within the run, because it has fewer steps."""
    last = None if rates is None else rates.last_tick
    if last is None or ticks is None or ticks <= last:
        return None
    return place.error(f"Paddle stops with an error at call {last + 1:,} of step(): the run has {ticks:,} of them")


def _schedule(rates: SchedulerRates, made: SchedulerCall, file: str | None, ticks: int | None, first: int) -> Schedule:
    """The schedule from its tick 0 on; what ``last_epoch`` skips has the rates of a run from the beginning."""
    curve, warmup = rates.curve, rates.warmup
    if entry_of(made) != -1 and rates.wrapped is not None:
        curve = join(rates.wrapped.until(first), rates.curve) if first else rates.wrapped
        warmup = made.arguments["warmup_steps"] if made.name == _WARMUP else 0
    return Schedule(curve, "python", RunLength(min(ticks or 0, LONGEST)), made.name, file, warmup, rates.plateau)


def _written(document: Document, made: SchedulerCall, path: Path) -> dict[str, Any]:
    """The arguments as plain data, with the line of each."""
    data: dict[str, Any] = {}
    document.marks[path] = Mark(document.file or "", made.line)
    for name, value in made.arguments.items():
        place = (*path, name)
        document.marks[place] = Mark(document.file or "", made.lines[name])
        if isinstance(value, SchedulerCall):
            data[name] = _written(document, value, place)
        elif value is not UNKNOWN:
            data[name] = value
    return data


def _fields(document: Document, made: SchedulerCall, path: Path) -> ScheduleFields | None:
    inner = made.arguments.get(_LEARNING_RATE)
    if made.name != _WARMUP or not isinstance(inner, SchedulerCall):
        fields = _plain(document, made, path)
        return _warmed(fields, document, made, path) if made.name == _WARMUP else fields
    if inner.name == _WARMUP or made.arguments.get("warmup_steps", UNKNOWN) is UNKNOWN:
        return None
    fields = _plain(document, inner, (*path, _LEARNING_RATE))
    outer = _plain(document, made, path)
    return replace(_warmed(fields, document, made, path), arguments=(*outer.arguments, *fields.arguments))


def _plain(document: Document, made: SchedulerCall, path: Path) -> ScheduleFields:
    fields = class_fields(document, path, made.name, made.arguments)
    key = FLOORS.get(fields.shape)
    if fields.floor is None and (made.open or (key and key in made.arguments)):
        fields = replace(fields, floor=ConfigValue(None, path))
    return fields


def _warmed(fields: ScheduleFields, document: Document, made: SchedulerCall, path: Path) -> ScheduleFields:
    def part(key: str) -> ConfigValue | None:
        value = document.get((*path, key))
        return None if value is None else ConfigValue(value, (*path, key))

    return replace(fields, warmup=part("warmup_steps"), start=part("start_lr"))


def _built(document: Document, made: SchedulerCall, path: Path) -> tuple[SchedulerRates | None, ConfigError | None]:
    """The rates, or why Paddle refuses it; neither when an argument is unknown."""
    if not _known(made):
        return None, None
    try:
        return _scheduler(document, made, path), None
    except ConfigError as error:
        return None, error if error.key is None or "lr_lambda" not in error.key else None


def _known(made: SchedulerCall) -> bool:
    """Whether every argument is known; an unknown ``last_epoch`` does not change the schedule itself."""
    values = [value for name, value in made.arguments.items() if name != _ENTRY]
    return not made.open and all(
        _known(value) if isinstance(value, SchedulerCall) else value is not UNKNOWN for value in values
    )


def _scheduler(document: Document, made: SchedulerCall, path: Path) -> SchedulerRates:
    given = {
        name: _scheduler(document, value, (*path, name)) if isinstance(value, SchedulerCall) else value
        for name, value in made.arguments.items()
        if value is not UNKNOWN
    }
    place = Section(document, path, given, "Paddle")
    built: SchedulerRates = call(CLASSES[made.name], place, given, made.name)
    return built
