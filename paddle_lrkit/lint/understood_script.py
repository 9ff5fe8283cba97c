"""What is known of one schedule of a script, and which parts are not."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.file_report import ScriptSchedule, UnderstoodSchedule
from paddle_lrkit.lint.script_contexts import is_plain
from paddle_lrkit.lint.script_usage import every
from paddle_lrkit.messages import join_parts, tr
from paddle_lrkit.scripts.built_rates import FUNCTIONS, built_rates
from paddle_lrkit.scripts.description import (
    call_words,
    class_words,
    holder_words,
    place_words,
    rates_words,
    run_words,
    stepped_words,
)
from paddle_lrkit.scripts.own_rates import own_length
from paddle_lrkit.scripts.program import BuiltOptimizer, BuiltSchedule, NotKnown, Program
from paddle_lrkit.scripts.rates import applied
from paddle_lrkit.scripts.read_usage import guessed_names
from paddle_lrkit.scripts.unknown import CodePlace, Unknown, rests_on
from paddle_lrkit.scripts.usage import Usage
from paddle_lrkit.text import format_rate, plural

Twins = Callable[[], tuple[Context, ...]]
_FALLING = (
    "CosineAnnealingDecay",
    "ExponentialDecay",
    "InverseTimeDecay",
    "MultiStepDecay",
    "NaturalExpDecay",
    "PolynomialDecay",
    "ReduceOnPlateau",
    "StepDecay",
)


def understood_schedule(usage: Usage, context: Context, program: Program, twins: Twins = tuple) -> UnderstoodSchedule:
    """One schedule, as far as it is known.

    Args:
        usage: How the script uses it.
        context: Its context.
        program: The script.
        twins: The same schedule where an epoch has another length, if its length is a guess.
    """
    made, guessed = usage.schedule, guessed_names(program)
    known = not usage.uncertain
    script = ScriptSchedule(
        made.place.file,
        _words(usage, context, program, twins),
        {name: _plain(value, guessed) for name, value in made.arguments.items()},
        bool(usage.holders) if known or usage.holders else None,
        tuple(sorted(usage.rests_on)),
    )
    updates = None if usage.guessed or usage.uncertain else usage.updates
    return UnderstoodSchedule(
        made.place.line, class_words(made), _peak(usage, context, twins), updates, usage.epochs, _stepped(usage), script
    )


def _words(usage: Usage, context: Context, program: Program, twins: Twins) -> str:
    """The sentence about a schedule."""
    file = usage.schedule.place.file
    parts = [_rates(usage, context, twins), run_words(usage), stepped_words(usage), holder_words(usage, file)]
    parts += [
        tr("may end earlier (`{}`, {})", condition, place_words(place, file))
        for place, condition in program.early_end[:1]
    ]
    if program.stopped is not None:
        place, message = program.stopped
        parts.append(tr("and {} stops the program: {}", place_words(place, file), message))
    return f"{call_words(usage.schedule, guessed_names(program))}: {join_parts(filter(None, parts))}"


def _rates(usage: Usage, context: Context, twins: Twins = tuple) -> str:
    schedule = context.schedule
    if schedule is None:
        return ""
    first = 1 if any(site.before_update and site.argument is None for site in usage.sites) else 0
    begin, total = schedule.curve(first), schedule.total_updates
    if schedule.plateau is not None:
        return tr("starts at {}", format_rate(begin))
    if usage.unit == "never":
        return tr("{} throughout", format_rate(begin))
    if usage.built_per in ("epoch", "batch"):
        return tr("begins again at {} in {}", format_rate(begin), every(usage.built_per))
    if not total:
        return tr("starts at {}", format_rate(begin))
    words = rates_words(begin, schedule.peak_lr, schedule.curve(total - 1 + first))
    if context.guessed and any(_rates(twin.script, twin) != words for twin in twins()):
        return tr("starts at {}", format_rate(begin))
    return words


def _stepped(usage: Usage) -> str | None:
    """How often the rate moves, in the words of the JSON."""
    if usage.uncertain:
        return None
    unit, each = usage.unit, usage.batches_per_update
    if unit == "batch":
        return "update" if each == 1 else "batch"
    if each is not None and unit == f"batch (every {each})":
        return "update"
    return (
        "update and epoch" if unit == "batch and epoch" else unit if unit in ("update", "epoch", "never") else "other"
    )


def _plain(value: Any, guessed: frozenset[str]) -> Any:
    """An argument as JSON has it."""
    if isinstance(value, BuiltSchedule):
        return call_words(value, guessed)
    if rests_on(value) & guessed:
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if is_plain(value) and len(repr(value)) < 10_000 else None


def unknown_arguments(made: BuiltSchedule, nested: int = 0) -> Iterator[NotKnown]:
    """What is not known of the arguments of a schedule, and of those inside it."""
    if made.unknown_arguments:
        why = tr("arguments of {} come from a list or a dict, which is not known without running the script", made.name)
        yield NotKnown(made.place, why, made.number)
    for name, value in made.arguments.items():
        if isinstance(value, BuiltSchedule) and nested < 8:
            yield from unknown_arguments(value, nested + 1)
        elif isinstance(value, Unknown):
            yield NotKnown(
                made.places.get(name, made.place), tr("the argument {} of {}: {}", name, made.name, value), made.number
            )


def unknown_rates(made: BuiltSchedule, ticks: int | None) -> Iterator[NotKnown]:
    """Why a function of the script gives no rate that is known.

    Args:
        made: The schedule.
        ticks: How many ticks the run has.
    """
    if made.rate_at is None and not (made.name in FUNCTIONS and callable(made.arguments.get("lr_lambda"))):
        return
    try:
        curve = built_rates(made).curve
        for tick in (0, 1, (ticks or 0) // 2, max((ticks or 0) - 1, 0)):
            curve(tick)
    except ConfigError as error:
        yield NotKnown(made.place, tr("the rates of {} are not known: {}", made.name, error.message), made.number)


def constant_rate(program: Program, optimizer: BuiltOptimizer) -> UnderstoodSchedule | NotKnown:
    """The rate of an optimizer that holds no schedule, or why it is not known."""
    rate, name = optimizer.rate, optimizer.name
    if isinstance(rate, Unknown):
        return NotKnown(optimizer.rate_place, tr("the rate of {}: {}", name, rate), optimizer.number, "optimizer")
    try:
        schedule = applied(program, optimizer)
    except ConfigError as error:
        if rate != optimizer.given or not isinstance(rate, (int, float)):
            place = CodePlace(error.file, error.line) if error.file and error.line else optimizer.rate_place
            return NotKnown(place, tr("the rate of {}: {}", name, error.message), optimizer.number, "optimizer")
        words = tr("{} without a schedule: {} throughout, no update of it is found", name, format_rate(float(rate)))
        script = ScriptSchedule(optimizer.place.file, words, {}, None)
        return UnderstoodSchedule(optimizer.place.line, "constant", float(rate), None, None, None, script)
    assumed = schedule.length.assumed
    total = schedule.total_updates
    rates = rates_words(schedule.curve(0), schedule.peak_lr, schedule.curve(max(total - 1, 0)))
    run = plural(total, "epoch" if assumed else "update")
    script = ScriptSchedule(
        optimizer.place.file, tr("{} without a schedule: {}, {}", optimizer.name, rates, run), {}, None
    )
    updates, epochs = (None, total) if assumed else (total, None)
    return UnderstoodSchedule(optimizer.place.line, "constant", schedule.peak_lr, updates, epochs, None, script)


def _peak(usage: Usage, context: Context, twins: Twins) -> float | None:
    """The largest rate; None where it is not known."""
    schedule, made = context.schedule, usage.schedule
    if schedule is None:
        return _highest_argument(made)
    length = schedule.total_updates or own_length(made, schedule.curve.length, schedule.warmup_updates) or 0
    if not length and made.name not in _FALLING:
        return None
    rests = usage.steps_guessed or rests_on(made.arguments)
    if rests and any(twin.schedule is None or twin.peak != context.peak for twin in twins()):
        return _highest_argument(made)
    return schedule.curve.peak(max(length, 1))


def _highest_argument(made: BuiltSchedule) -> float | None:
    """The largest rate of a schedule whose lengths are not known."""
    given = made.arguments.get("learning_rate")
    if made.name == "LinearWarmup":
        inner = _highest_argument(given) if isinstance(given, BuiltSchedule) else given
        rates = [inner, made.arguments.get("end_lr")]
    else:
        rates = [given if made.name in _FALLING else None]
    known = [float(rate) for rate in rates if isinstance(rate, (int, float)) and not isinstance(rate, bool)]
    return max(known) if len(known) == len(rates) and max(known) < 1e9 else None
