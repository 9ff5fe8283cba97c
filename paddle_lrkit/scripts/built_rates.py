"""The rates of a schedule that a program builds, tick by tick."""

from __future__ import annotations

from collections.abc import Callable
from inspect import Parameter
from typing import Any

from paddle_lrkit.errors import ConfigError, did_you_mean
from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.function_curves import of_factors, of_function
from paddle_lrkit.scripts.program import BuiltSchedule
from paddle_lrkit.scripts.unknown import Unknown
from paddle_lrkit.suites.paddle.plateau import inside_warmup
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates, check_entry, closed_form
from paddle_lrkit.suites.paddle.table import CLASSES as PADDLE
from paddle_lrkit.suites.ppnlp.classes import CLASSES as PADDLENLP
from paddle_lrkit.suites.schedule_class import ScheduleClass
from paddle_lrkit.suites.values import rate

HOMES: dict[str, dict[str, ScheduleClass[SchedulerRates]]] = {
    **dict.fromkeys(("paddle.optimizer.lr", "paddle_lrkit", "paddle_lrkit.schedulers"), PADDLE),
    **dict.fromkeys(
        (
            "paddlenlp.transformers",
            "paddlenlp.transformers.optimization",
            "paddlenlp.ops.optimizer",
            "paddlenlp.ops.optimizer.lr",
            "paddleformers.transformers",
            "paddleformers.transformers.optimization",
        ),
        PADDLENLP,
    ),
}
"""Module -> the scheduler classes in it."""
FUNCTIONS = ("LambdaDecay", "MultiplicativeDecay")


def class_of(path: str) -> ScheduleClass[SchedulerRates] | None:
    """The mirror of a scheduler class, by its full name.

    Example:
        >>> list(class_of("paddle.optimizer.lr.StepDecay").parameters)
        ['learning_rate', 'step_size', 'gamma', 'last_epoch', 'verbose']
    """
    home, _, name = path.rpartition(".")
    return HOMES.get(home, {}).get(name)


def built_rates(schedule: BuiltSchedule) -> SchedulerRates:
    """The rates of a schedule; tick ``n`` is the rate after ``n`` calls of ``step()``.

    Raises:
        ConfigError: An argument is not known, with the reason; or the class refuses it, with the argument as its key.
    """
    found = class_of(schedule.path)
    if schedule.rate_at is not None:
        return SchedulerRates(of_function(schedule.rate_at))
    if found is None:
        raise ConfigError(tr("the rates of {} are not known", schedule.path))
    if schedule.unknown_arguments:
        raise ConfigError(tr("{} has arguments that are not known", schedule.name))
    given = {name: _value(name, value) for name, value in schedule.arguments.items()}
    other = next((name for name in given if name not in found.parameters), None)
    if other is not None:
        raise ConfigError(
            tr("{} takes no {!r}{}", schedule.name, other, did_you_mean(other, found.parameters)), key=other
        )
    needed = [name for name, default in found.parameters.items() if default is Parameter.empty and name not in given]
    if needed:
        raise ConfigError(f"{schedule.name} needs {needed[0]!r}", key=needed[0])
    if schedule.name in FUNCTIONS:
        return _of_a_function(schedule.name, **given)
    return found.build(**given)


def _value(name: str, value: Any) -> Any:
    """A value as a mirror takes it: another schedule becomes its rates."""
    if isinstance(value, BuiltSchedule):
        return inside_warmup(built_rates(value))
    parts = value if isinstance(value, (list, tuple)) else [value]
    for part in parts:
        if isinstance(part, Unknown):
            raise ConfigError(str(part), key=name)
    return value


def _of_a_function(
    kind: str, learning_rate: Any, lr_lambda: Any, last_epoch: Any = -1, verbose: Any = False
) -> SchedulerRates:
    base, function = rate("learning_rate", learning_rate), _safe(lr_lambda)
    curve = of_function(function, base) if kind == "LambdaDecay" else of_factors(base, function)
    check_entry(last_epoch)
    return closed_form(curve, last_epoch)


def _safe(function: Any) -> Callable[[int], float]:
    """A function of the script, whose value may turn out not to be known."""
    if not callable(function):
        raise ConfigError(tr("must be a function"), key="lr_lambda")

    def value(tick: int) -> float:
        found = function(tick)
        if isinstance(found, Unknown):
            raise ConfigError(str(found), key="lr_lambda")
        return float(found)

    return value
