"""How a script uses a schedule -> what the rules may look at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from paddle_lrkit.config.document import Document, Mark, Path
from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.curves import join
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.script_fields import script_fields
from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.built_rates import FUNCTIONS, built_rates, class_of
from paddle_lrkit.scripts.program import BuiltSchedule
from paddle_lrkit.scripts.unknown import CodePlace
from paddle_lrkit.scripts.usage import Usage
from paddle_lrkit.suites.config_value import ConfigValue
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.section import Section, call
from paddle_lrkit.suites.source import Source
from paddle_lrkit.units import LONGEST, RunLength

_ENTRY = "last_epoch"
_PLAIN = (int, float, str, bool, type(None))
_MOST_NESTED = 8


def script_context(
    usage: Usage,
    files: ConfigFiles | None = None,
    processes: int | None = None,
    others: Callable[[], tuple[Context, ...]] = tuple,
    *,
    wider: Callable[[], Usage | None] | None = None,
    stops: bool = False,
) -> Context:
    """The context of one schedule of a script.

    Args:
        usage: How the script uses it.
        files: The files that the command has read so far.
        processes: Number of processes, when the caller said it.
        others: The same schedule in runs of other lengths; see `Context`.
        wider: How the script would use it with twice as many processes.
        stops: Whether the script stops with an error, so that its run has no length.
    """
    made = usage.schedule
    document = Document({}, {(): _mark(made.place)}, made.place.file)
    path: Path = (made.variable or made.name,)
    document.data[str(path[0])] = _written(document, made, path)
    fields = script_fields(document, made, path)
    rates, problem = _built(document, made, path)
    ticks = None if stops or _is_replaced(usage) else ticks_of(usage)
    if ticks and rates is not None:
        ticks += _skipped(made)
    if fields is not None and ticks:
        fields = replace(fields, run=ConfigValue(ticks, ()))
    schedule = None if rates is None else _computed(_schedule(rates, made, ticks))
    stopped = None if rates is None else _stopped(rates, ticks, Section(document, path, {}, "Paddle"))
    return Context(
        Source(document, "python", files=files or ConfigFiles()),
        schedule,
        problem or stopped,
        fields,
        _ticks_of_an_epoch(usage),
        not usage.steps_guessed,
        processes,
        usage,
        by_epoch=usage.unit == "epoch",
        tick=_tick(usage),
        even=_is_even(usage),
        restarts=_restarts(usage),
        wider=wider,
        others=others,
    )


def ticks_of(usage: Usage) -> int | None:
    """Ticks of the schedule that the updates of one run see; 0 when it is never stepped.

    A tick is a call of ``step()``, or the number that it is called with. None when they are not known, or when each
    epoch builds the schedule again, which then has no run of its own.
    """
    if usage.steps is None or usage.uncertain or usage.built_per in ("epoch", "batch"):
        return None
    calls = usage.steps
    if usage.last_tick is None:
        return None if usage.holders or usage.other_optimizers else calls
    return calls if usage.last_tick in (0, calls) else usage.last_tick + 1


def _ticks_of_an_epoch(usage: Usage) -> int:
    """Calls of ``step()`` in an epoch; 1 where that is no whole number."""
    ticks, epochs = ticks_of(usage), usage.epochs
    return ticks // epochs if ticks and epochs and ticks % epochs == 0 else 1


def _tick(usage: Usage) -> str:
    """What is counted when the calls of ``step()`` are, in a word."""
    if usage.unit == "update" or (usage.unit == "batch" and usage.batches_per_update == 1):
        return "update"
    return "batch" if usage.unit == "batch" else "call"


def _is_even(usage: Usage) -> bool:
    """Whether it is stepped in the same way from the first to the last update."""
    return usage.unit not in ("other", "batch and epoch")


def _is_replaced(usage: Usage) -> bool:
    """Whether each optimizer that holds it gets another schedule later, so that the end of the run is not its own."""
    return bool(usage.holders) and all(holder.rate is not usage.schedule for holder in usage.holders)


def _restarts(usage: Usage) -> bool:
    """Whether the script continues an earlier run, and the schedule begins again."""
    numbers = {None, usage.schedule.number, *(holder.number for holder in usage.holders)}
    loaded = any(
        resume.loads[part] in numbers for resume in usage.resumes for part in resume.loads if part != "weights"
    )
    return not loaded and any(resume.moves_start for resume in usage.resumes)


def _mark(place: CodePlace) -> Mark:
    return Mark(place.file, place.line)


def _schedule(rates: SchedulerRates, made: BuiltSchedule, ticks: int | None) -> Schedule:
    """The schedule from its tick 0 on; what ``last_epoch`` skips has the rates of a run from the beginning."""
    length, curve, warmup = RunLength(min(ticks or 0, LONGEST)), rates.curve, rates.warmup
    first = _skipped(made)
    if first and rates.wrapped is not None:
        curve = join(rates.wrapped.until(first), rates.curve)
        warmup = warmup + first if warmup else _skipped_warmup(made, first)
    return Schedule(curve, "python", length, made.name, made.place.file, warmup, rates.plateau)


def _skipped(made: BuiltSchedule) -> int:
    """Ticks before the first one, which ``last_epoch`` skips."""
    entry = made.arguments.get(_ENTRY)
    return entry + 1 if isinstance(entry, int) and entry >= 0 else 0


def _skipped_warmup(made: BuiltSchedule, first: int) -> int:
    """Length of a warmup that is over at the first tick."""
    steps = made.arguments.get("warmup_steps")
    return steps if isinstance(steps, int) and steps <= first else 0


def _stopped(rates: SchedulerRates, ticks: int | None, place: Section) -> ConfigError | None:
    """The error about a class that raises within the run, because it has fewer steps."""
    last = rates.last_tick
    if last is None or ticks is None or ticks <= last:
        return None
    return place.error(
        tr("Paddle stops with an error at call {:,} of step(): the run has {:,} of them", last + 1, ticks)
    )


def _written(document: Document, made: BuiltSchedule, path: Path) -> dict[str, Any]:
    """The arguments as plain data, with the place of each."""
    data: dict[str, Any] = {}
    document.marks[path] = _mark(made.place)
    for name, value in made.arguments.items():
        place = (*path, name)
        document.marks[place] = _mark(made.places.get(name) or made.place)
        if isinstance(value, BuiltSchedule):
            if len(path) < _MOST_NESTED:
                data[name] = _written(document, value, place)
        elif is_plain(value):
            data[name] = value
    return data


def is_plain(value: Any) -> bool:
    """Whether an argument is a number, a text or a list of them, as a config could hold it."""
    if isinstance(value, (list, tuple)):
        return all(isinstance(part, _PLAIN) for part in value)
    return isinstance(value, _PLAIN)


def _built(document: Document, made: BuiltSchedule, path: Path) -> tuple[SchedulerRates | None, ConfigError | None]:
    """The rates, or why the class refuses its arguments; neither when the class or an argument is not known."""
    if not _known(made):
        return None, None
    try:
        rates = _rates(document, made, path)
        rates.curve(0)
        return rates, None
    except ConfigError as error:
        computed = made.rate_at is not None or "lr_lambda" in (error.key or "")
        return None, None if computed else error


def _computed(schedule: Schedule) -> Schedule | None:
    """The schedule; None where a function of the script gives no rate for a part of the run."""
    try:
        schedule.curve.peak(schedule.total_updates)
    except ConfigError:
        return None
    return schedule


def _known(made: BuiltSchedule) -> bool:
    """Whether every argument is known; an unknown ``last_epoch`` does not change the schedule itself."""
    if made.rate_at is not None:
        return True
    values = [value for name, value in made.arguments.items() if name != _ENTRY]
    known = class_of(made.path) is not None and not made.unknown_arguments
    return known and all(
        _known(value) if isinstance(value, BuiltSchedule) else is_plain(value) or callable(value) for value in values
    )


def _rates(document: Document, made: BuiltSchedule, path: Path) -> SchedulerRates:
    found = class_of(made.path)
    given = {
        name: _rates(document, value, (*path, name)) if isinstance(value, BuiltSchedule) else value
        for name, value in made.arguments.items()
        if name != _ENTRY or is_plain(value)
    }
    if found is None or made.name in FUNCTIONS:
        return built_rates(replace(made, arguments=given))
    return call(found, Section(document, path, given, "Paddle"), given, made.name)
