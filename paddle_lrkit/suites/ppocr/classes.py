"""The schedule classes of PaddleOCR: keys as in its configs, the rates as result.

All ignore keys that they do not take. A warmup starts at 0 and delays what follows it, but shortens nothing.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from paddle_lrkit.errors import argument_names, check_choice
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.paddle.cosines import cosine_annealing_decay
from paddle_lrkit.suites.paddle.cycles import one_cycle
from paddle_lrkit.suites.paddle.decays import multistep_decay, piecewise_decay, polynomial_decay, step_decay
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates, check_entry, closed_form, refused
from paddle_lrkit.suites.paddle.warmup import linear_warmup
from paddle_lrkit.suites.reference_curves import lines, waves
from paddle_lrkit.suites.reference_curves.ticks import entered
from paddle_lrkit.suites.schedule_class import ScheduleClass
from paddle_lrkit.suites.shape import ShapeName
from paddle_lrkit.suites.values import fixed_rate, multiplied, number, rate, whole

FIRST_COSINE = 200
"""Epochs of the first cosine of ``TwoStepCosine``."""


@dataclass(frozen=True, eq=False, repr=False)
class PaddleOCRRun:
    """The run of a schedule class.

    Args:
        epochs: Epochs in the run.
        steps: Updates in an epoch.
        warmup: Updates of warmup.
        last_epoch: The update before the first one.
    """

    epochs: int
    steps: int
    warmup: int
    last_epoch: Any

    @property
    def total(self) -> int:
        """Updates in the run."""
        return self.epochs * self.steps


def linear(run: PaddleOCRRun, learning_rate: Any, end_lr: Any = 0.0, power: Any = 1.0) -> SchedulerRates:
    """A polynomial over the whole run, also after a warmup."""
    return polynomial_decay(learning_rate, run.total, end_lr, power, False, run.last_epoch)


def cosine(run: PaddleOCRRun, learning_rate: Any) -> SchedulerRates:
    """A cosine to 0 over the whole run, also after a warmup."""
    return cosine_annealing_decay(learning_rate, run.total, 0, run.last_epoch)


def step(run: PaddleOCRRun, learning_rate: Any, step_size: Any, gamma: Any) -> SchedulerRates:
    """Times ``gamma`` every ``step_size`` epochs."""
    return step_decay(learning_rate, run.steps * number("step_size", step_size), gamma, run.last_epoch)


def multistep(run: PaddleOCRRun, learning_rate: Any, milestones: Any, gamma: Any) -> SchedulerRates:
    """Times ``gamma`` at each milestone."""
    return multistep_decay(learning_rate, multiplied("milestones", milestones, run.steps), gamma, run.last_epoch)


def piecewise(run: PaddleOCRRun, decay_epochs: Any, values: Any) -> SchedulerRates:
    """A table; ``learning_rate`` beside it is ignored."""
    marks = multiplied("decay_epochs", decay_epochs, run.steps)
    with argument_names(boundaries="decay_epochs"):
        return piecewise_decay(marks, values, run.last_epoch)


def cyclical_cosine(run: PaddleOCRRun, learning_rate: Any, cycle: Any) -> SchedulerRates:
    """Half cosines of ``cycle`` epochs, one after the other."""
    period = round(number("cycle", cycle) * run.steps)
    if check_entry(run.last_epoch) != -1:
        raise refused("last_epoch", run.last_epoch, tr("-1: PaddleOCR's CyclicalCosineDecay cannot start elsewhere"))
    return SchedulerRates(waves.sawtooth_wave(rate("learning_rate", learning_rate), period))


def onecycle(run: PaddleOCRRun, max_lr: Any, anneal_strategy: Any = "cos", three_phase: Any = False) -> SchedulerRates:
    """Up and down once over the whole run."""
    whole("epochs", run.epochs, at_least=1)
    high = rate("max_lr", max_lr)
    start = high / 25.0
    strategy = check_choice("anneal_strategy", anneal_strategy, ("cos", "linear"))
    curve = one_cycle(high, start, start / 1e4, run.total, 0.3, strategy == "cos", bool(three_phase))
    return closed_form(curve, run.last_epoch, run.total)


def const(run: PaddleOCRRun, learning_rate: Any) -> SchedulerRates:
    """A number; without a warmup Paddle's optimizers take only a float."""
    check = number if run.warmup > 0 else fixed_rate
    return SchedulerRates(lines.level(check("learning_rate", learning_rate)))


def two_step_cosine(run: PaddleOCRRun, learning_rate: Any) -> SchedulerRates:
    """A cosine over 200 epochs, then another one over ``epochs``; without a warmup it stays at 0 after the first."""
    base, entry = rate("learning_rate", learning_rate), check_entry(run.last_epoch)
    first, second = run.steps * FIRST_COSINE, whole("epochs", run.epochs, at_least=1) * run.steps
    if entry + 1 >= first:
        raise refused("last_epoch", run.last_epoch, tr("below {}, the last update of the first cosine", first - 1))
    own = waves.spent_wave(base, base, first, second)
    if entry >= 0:
        lifted = base * base / own(entry) if own(entry) else 0.0
        own = entered(waves.spent_wave(base, lifted, first, second), entry)
    return SchedulerRates(own, waves.two_waves(base, first, second))


def decay_learning_rate(learning_rate: Any, step_each_epoch: int, epochs: int, factor: Any = 0.9) -> SchedulerRates:
    """A polynomial to 0 whose power is called ``factor``; PaddleOCR takes ``end_lr`` too, but never uses it."""
    with argument_names(power="factor"):
        return polynomial_decay(learning_rate, step_each_epoch * epochs, 0, factor)


def linear_warmup_cosine(
    learning_rate: Any,
    step_each_epoch: int,
    epochs: int,
    start_lr: Any = 1e-5,
    min_lr: Any = 1e-8,
    warmup_steps: Any = 5000,
    last_epoch: Any = -1,
) -> SchedulerRates:
    """A warmup of ``warmup_steps`` updates, then a cosine over the whole run; text is read as a number."""
    base = _cast("learning_rate", learning_rate)
    start, floor = _cast("start_lr", start_lr), _cast("min_lr", min_lr)
    inner = cosine_annealing_decay(base, step_each_epoch * epochs, floor, last_epoch)
    if number("warmup_steps", warmup_steps) <= 0:
        return inner
    return linear_warmup(inner, warmup_steps, start, base, last_epoch)


def _cast(name: str, value: Any) -> float:
    try:
        return float(number(name, float(value)))
    except (TypeError, ValueError, OverflowError):
        raise refused(name, value, tr("a number")) from None


def with_warmup(
    build: Callable[..., SchedulerRates], shape: ShapeName = "other", end: str = "learning_rate"
) -> ScheduleClass[SchedulerRates]:
    """A class with the keys and the warmup that most classes have.

    The class takes the keys of ``build`` except ``run``, and ``epochs``, ``step_each_epoch``, ``warmup_epoch`` and
    ``last_epoch``.

    Args:
        build: The class without its warmup; it gets a `PaddleOCRRun`.
        shape: Shape of the schedule.
        end: The key of the rate, or of the list of rates, that the warmup ends at.
    """
    empty, kind = inspect.Parameter.empty, inspect.Parameter.KEYWORD_ONLY
    own = [parameter for name, parameter in inspect.signature(build).parameters.items() if name != "run"]
    more = {"epochs": empty, "step_each_epoch": empty, "warmup_epoch": 0, "last_epoch": -1}

    @functools.wraps(build)
    def warmed(
        *, epochs: int, step_each_epoch: int, warmup_epoch: Any = 0, last_epoch: Any = -1, **given: Any
    ) -> SchedulerRates:
        length = round(number("warmup_epoch", warmup_epoch) * step_each_epoch)
        inner = build(PaddleOCRRun(epochs, step_each_epoch, length, last_epoch), **given)
        if length <= 0:
            return inner
        with argument_names(start_lr=end, end_lr=end, warmup_steps="warmup_epoch"):
            return linear_warmup(inner, length, 0.0, given[end][0] if end == "values" else given[end], last_epoch)

    keywords = [inspect.Parameter(name, kind, default=default) for name, default in more.items()]
    warmed.__signature__ = inspect.Signature([*own, *keywords])  # type: ignore[attr-defined]
    return ScheduleClass(warmed, shape, ignores_unknown=True)


CLASSES: dict[str, ScheduleClass[SchedulerRates]] = {
    "Const": with_warmup(const, "constant"),
    "Cosine": with_warmup(cosine, "cosine"),
    "CyclicalCosine": with_warmup(cyclical_cosine),
    "DecayLearningRate": ScheduleClass(decay_learning_rate, "polynomial", ignores_unknown=True),
    "Linear": with_warmup(linear, "polynomial"),
    "LinearWarmupCosine": ScheduleClass(linear_warmup_cosine, "cosine", ignores_unknown=True),
    "MultiStepDecay": with_warmup(multistep, "multistep"),
    "OneCycle": with_warmup(onecycle, end="max_lr"),
    "Piecewise": with_warmup(piecewise, "piecewise", end="values"),
    "Step": with_warmup(step, "step"),
    "TwoStepCosine": with_warmup(two_step_cosine),
}
