"""A script -> a context for each schedule that it builds."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import Any

from paddle_lrkit.config.document import Document, Mark, Path
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.python.calls import SchedulerCall, scopes
from paddle_lrkit.lint.python.fit import fit_of
from paddle_lrkit.lint.python.imports import Imports
from paddle_lrkit.lint.python.loops import ScriptLoops, optimizers_of, script_of
from paddle_lrkit.lint.python.values import UNKNOWN
from paddle_lrkit.suites.config_value import ConfigValue
from paddle_lrkit.suites.paddle.fields import FLOORS, class_fields
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates
from paddle_lrkit.suites.paddle.table import CLASSES
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.schedule_fields import ScheduleFields
from paddle_lrkit.suites.section import Section, call
from paddle_lrkit.suites.source import Source
from paddle_lrkit.units import RunLength

_WARMUP = "LinearWarmup"
_LEARNING_RATE = "learning_rate"


def script_contexts(file: str, text: str) -> list[Context] | None:
    """The contexts of a Python file; None when it builds no schedule.

    Raises:
        ConfigError: The file is not valid Python.
    """
    if not any(name in text for name in CLASSES):
        return None
    try:
        tree = ast.parse(text, file)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ConfigError(f"not valid Python: {error}", file=file, line=getattr(error, "lineno", None)) from None
    contexts, imports = [], Imports(tree)
    optimizers = optimizers_of(tree, imports)
    for scope in scopes(tree, imports):
        for made in scope.calls:
            body, names = scope.stepping(made)
            script = script_of(body, made, names, optimizers)
            if script == ScriptLoops():
                script = fit_of(scope.body, made, imports, scope.names) or script
            contexts.append(_context(file, text, made, script))
    return contexts or None


def _context(file: str, text: str, made: SchedulerCall, script: ScriptLoops) -> Context:
    document = Document({}, {(): Mark(file, made.line)}, file)
    path = (made.variable or made.name,)
    document.data[str(path[0])] = _written(document, made, path)
    fields = _fields(document, made, path)
    if fields is not None and script.ticks:
        fields = replace(fields, run=ConfigValue(script.ticks, ()))
    schedule, problem = _built(document, made, path, script.ticks)
    context = Context(Source(document, "python", text=text), schedule, problem, fields, 1, True, script=script)
    return context


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


def _built(
    document: Document, made: SchedulerCall, path: Path, ticks: int | None
) -> tuple[Schedule | None, ConfigError | None]:
    """The schedule, or why Paddle refuses it; neither when an argument is unknown."""
    if not _known(made):
        return None, None
    try:
        scheduler = _scheduler(document, made, path)
    except ConfigError as error:
        return None, error if error.key is None or "lr_lambda" not in error.key else None
    total = ticks or 0
    name, warmup, file = made.name, scheduler.warmup, document.file
    schedule = Schedule(scheduler.curve, "python", RunLength(total), name, file, warmup, scheduler.plateau)
    return schedule, None


def _known(made: SchedulerCall) -> bool:
    values = made.arguments.values()
    return not made.open and all(
        _known(value) if isinstance(value, SchedulerCall) else value is not UNKNOWN for value in values
    )


def _scheduler(document: Document, made: SchedulerCall, path: Path) -> SchedulerRates:
    given = {
        name: _scheduler(document, value, (*path, name)) if isinstance(value, SchedulerCall) else value
        for name, value in made.arguments.items()
    }
    place = Section(document, path, given, "Paddle")
    built: SchedulerRates = call(CLASSES[made.name], place, given, made.name)
    return built
