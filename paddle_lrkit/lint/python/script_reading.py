"""What was understood of a script."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.file_report import NotUnderstood, UnderstoodSchedule
from paddle_lrkit.lint.python.calls import scopes
from paddle_lrkit.lint.python.fit import fit_of, fit_statement
from paddle_lrkit.lint.python.foreign import not_followed
from paddle_lrkit.lint.python.imports import Imports
from paddle_lrkit.lint.python.loads import StateLoads
from paddle_lrkit.lint.python.loops import script_of
from paddle_lrkit.lint.python.optimizers import optimizers_of
from paddle_lrkit.lint.python.rates import constant_rates
from paddle_lrkit.lint.python.script import script_context
from paddle_lrkit.lint.python.understanding import missing_state, understood, unknown_parts
from paddle_lrkit.suites.paddle.table import CLASSES

MOST_SCHEDULES = 64
_MOST_WORK = 1_000_000
MOST_LETTERS = 256 * 1024
_MOST_REASONS = 50
_WORDS = re.compile(r"optim|schedul|decay|learning_rate|trainer", re.IGNORECASE)


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


def read_schedules(file: str, text: str) -> ScriptReading:
    """The schedules of a Python file; it is not executed.

    Raises:
        ConfigError: The file names a scheduler of Paddle and is not valid Python.
    """
    if not _WORDS.search(text):
        return ScriptReading()
    if len(text) > MOST_LETTERS:
        named = any(name in text for name in (*CLASSES, "lr_scheduler"))
        size = NotUnderstood(None, f"larger than {MOST_LETTERS // 1024} KiB, the limit for a script")
        return ScriptReading(not_understood=(size,) if named else ())
    try:
        return _read(file, text, ast.parse(text, file))
    except (RecursionError, MemoryError):
        return ScriptReading(not_understood=(NotUnderstood(None, "its expressions or blocks are nested too deeply"),))
    except (SyntaxError, ValueError) as error:
        line, why = getattr(error, "lineno", None), f"not valid Python: {getattr(error, 'msg', error)}"
        if any(name in text for name in CLASSES):
            raise ConfigError(why, file=file, line=line) from None
        return ScriptReading(not_understood=(NotUnderstood(line, why),))


def _read(file: str, text: str, tree: ast.Module) -> ScriptReading:
    imports = Imports(tree)
    optimizers = optimizers_of(tree, imports)
    places = scopes(tree, imports)
    found = [(scope, made) for scope in places for made in scope.calls]
    loads = StateLoads(tree, imports, optimizers, {made.variable for _, made in found} - {""}, places[0].names)
    foreign = list(not_followed(tree, imports))
    contexts, schedules, reasons = [], [], list(foreign)
    most = min(MOST_SCHEDULES, max(_MOST_WORK // sum(1 for _ in ast.walk(tree)), 1))
    for scope, made in found[:most]:
        script = script_of(scope, made, optimizers, loads)
        if ".fit" in text and script.step is None and not script.early_steps:
            loaded = loads.before(made.variable, fit_statement(scope.body), [scope.body])
            script = fit_of(scope.body, made, imports, scope.names, loaded) or script
        context = script_context(file, text, made, script)
        contexts.append(context)
        schedules.append(understood(context, made))
        reasons += unknown_parts(made, scope, positioned=script.epochs is not None or script.ticks is not None)
        reasons += [NotUnderstood(*reason) for reason in script.unknown]
        reasons += filter(None, [missing_state(context)])
    if len(found) > most:
        reasons.append(
            NotUnderstood(found[most][1].line, f"{len(found)} schedules, of which the first {most} are read")
        )
    constants, unknown = constant_rates(tree, imports, places, {reason.line for reason in foreign})
    ordered = sorted([*schedules, *constants], key=lambda schedule: schedule.line or 0)
    return ScriptReading(tuple(contexts), tuple(ordered), _in_order((*reasons, *unknown)))


def _in_order(reasons: Iterable[NotUnderstood]) -> tuple[NotUnderstood, ...]:
    """Each reason once, by line."""
    found = sorted(dict.fromkeys(reasons), key=lambda reason: (reason.line or 0, reason.why))
    if len(found) > _MOST_REASONS:
        more = NotUnderstood(found[_MOST_REASONS].line, f"{len(found) - _MOST_REASONS} further places are not followed")
        found[_MOST_REASONS:] = [more]
    return tuple(found)
