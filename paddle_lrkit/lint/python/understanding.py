"""What is known of one schedule of a script, and which parts are not."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.file_report import NotUnderstood, UnderstoodSchedule
from paddle_lrkit.lint.python.calls import NameScope
from paddle_lrkit.lint.python.reading import own_length
from paddle_lrkit.lint.python.scheduler_call import SchedulerCall
from paddle_lrkit.lint.python.values import UNKNOWN, short

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
_FUNCTIONS = ("LambdaDecay", "MultiplicativeDecay")


def understood(context: Context, made: SchedulerCall) -> UnderstoodSchedule:
    """One schedule, as far as it is known.

    Args:
        context: Its context.
        made: The call that builds it.
    """
    script = context.script
    updates = script.ticks if script.per == "update" else None
    epochs = script.epochs if script.epochs is not None else script.ticks if script.per == "epoch" else None
    return UnderstoodSchedule(made.line, _words(made), _peak(context, made), updates, epochs, script.per)


def unknown_parts(made: SchedulerCall, scope: NameScope, positioned: bool = False) -> Iterator[NotUnderstood]:
    """What is not known of the arguments of a schedule.

    Args:
        made: The call that builds it.
        scope: The module or function that holds it.
        positioned: Whether the loop says where the schedule stands, so that ``last_epoch`` may be unknown.
    """
    if made.open:
        yield NotUnderstood(made.line, f"arguments of {made.name} come from a list or a dict, {_WHEN_RUN}")
    for name, value in made.arguments.items():
        if isinstance(value, SchedulerCall):
            yield from unknown_parts(value, scope, positioned)
        elif value is UNKNOWN and not (positioned and name == "last_epoch"):
            yield NotUnderstood(made.lines[name], _unknown_argument(made, name, scope))


def missing_state(context: Context) -> NotUnderstood | None:
    """A loop that continues an earlier run, with a schedule that is meant for the whole run and begins again.

    Args:
        context: The schedule's context.
    """
    script, fields = context.script, context.fields
    if script.restarts is None or fields is None or not script.ticks:
        return None
    marks = fields.milestones.numbers if fields.milestones is not None else []
    longest = max([*marks, (fields.span.number or 0.0) if fields.span is not None else 0.0])
    if longest <= script.ticks:
        return None
    line, start = script.restarts
    return NotUnderstood(line, f"the loop begins at {start}, but no state is loaded, so the schedule begins again at 0")


_WHEN_RUN = "which is not known without running the script"


def _unknown_argument(made: SchedulerCall, name: str, scope: NameScope) -> str:
    node = made.nodes.get(name)
    if made.name in _FUNCTIONS and name == "lr_lambda":
        return f"the rate of {made.name} is computed by {short(node or name)}, a function, which is not run"
    if node is None:
        return f"the argument {name} of {made.name} is not known"
    if isinstance(node, ast.Name) and node.id in scope.parameters:
        return f"the argument {name} of {made.name} is {node.id}, a parameter of {scope.function}(), {_WHEN_RUN}"
    return f"the argument {name} of {made.name} comes from {short(node)}, {_WHEN_RUN}"


def _words(made: SchedulerCall) -> str:
    """``LinearWarmup(CosineAnnealingDecay)``."""
    inner = made.arguments.get("learning_rate")
    return f"{made.name}({_words(inner)})" if isinstance(inner, SchedulerCall) else made.name


def _peak(context: Context, made: SchedulerCall) -> float | None:
    """The largest rate; None where it is not known."""
    schedule = context.schedule
    if schedule is None:
        return _highest_argument(made)
    length = schedule.total_updates or own_length(context) or 0
    if not length and made.name not in _FALLING:
        return None
    return schedule.curve.peak(max(length, 1))


def _highest_argument(made: SchedulerCall) -> float | None:
    """The largest rate of a schedule whose lengths are not known."""
    given = made.arguments.get("learning_rate")
    if made.name == "LinearWarmup":
        rates = [_highest_argument(given) if isinstance(given, SchedulerCall) else given, made.arguments.get("end_lr")]
    else:
        rates = [given if made.name in _FALLING else None]
    known = [float(rate) for rate in rates if isinstance(rate, (int, float)) and not isinstance(rate, bool)]
    return max(known) if len(known) == len(rates) and max(known) < 1e9 else None
