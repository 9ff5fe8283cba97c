"""The schedule classes of PaddleOCR: arguments as in its configs, a `Scheduler` as result.

All ignore keys that they do not know. A warmup starts at 0.0 and delays what follows it, but shortens nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from paddle_lrkit.errors import ConfigError, check_choice
from paddle_lrkit.suites.paddle.cosines import cosine_annealing_decay
from paddle_lrkit.suites.paddle.cycles import one_cycle
from paddle_lrkit.suites.paddle.decays import multistep_decay, piecewise_decay, polynomial_decay, step_decay
from paddle_lrkit.suites.paddle.scheduler import Scheduler, check_entry, closed_form, refused
from paddle_lrkit.suites.paddle.warmup import linear_warmup
from paddle_lrkit.suites.reference_curves import lines, waves
from paddle_lrkit.suites.reference_curves.ticks import entered
from paddle_lrkit.suites.values import multiplied, number, rate, sequence, whole


def linear(
    learning_rate: Any,
    epochs: int,
    step_each_epoch: int,
    end_lr: Any = 0.0,
    power: Any = 1.0,
    warmup_epoch: Any = 0,
    last_epoch: Any = -1,
) -> Scheduler:
    """A polynomial over the whole run, also after a warmup."""
    inner = polynomial_decay(learning_rate, epochs * step_each_epoch, end_lr, power, False, last_epoch)
    return _warmed(inner, warmup_epoch, step_each_epoch, learning_rate, last_epoch)


def cosine(
    learning_rate: Any, step_each_epoch: int, epochs: int, warmup_epoch: Any = 0, last_epoch: Any = -1
) -> Scheduler:
    """A cosine over the whole run, also after a warmup, to 0."""
    inner = cosine_annealing_decay(learning_rate, step_each_epoch * epochs, 0, last_epoch)
    return _warmed(inner, warmup_epoch, step_each_epoch, learning_rate, last_epoch)


def step(
    learning_rate: Any, step_size: Any, step_each_epoch: int, gamma: Any, warmup_epoch: Any = 0, last_epoch: Any = -1
) -> Scheduler:
    """Times ``gamma`` every ``step_size`` epochs."""
    inner = step_decay(learning_rate, step_each_epoch * number("step_size", step_size), gamma, last_epoch)
    return _warmed(inner, warmup_epoch, step_each_epoch, learning_rate, last_epoch)


def piecewise(
    step_each_epoch: int, decay_epochs: Any, values: Any, warmup_epoch: Any = 0, last_epoch: Any = -1
) -> Scheduler:
    """A table; ``learning_rate`` beside it is ignored."""
    marks = multiplied("decay_epochs", decay_epochs, step_each_epoch)
    try:
        inner = piecewise_decay(marks, values, last_epoch)
    except ConfigError as error:
        key = "decay_epochs" if error.key == "boundaries" else error.key
        raise ConfigError(error.message, key=key) from None
    return _warmed(inner, warmup_epoch, step_each_epoch, sequence("values", values)[0], last_epoch, "values")


def cyclical_cosine(
    learning_rate: Any, step_each_epoch: int, epochs: int, cycle: Any, warmup_epoch: Any = 0, last_epoch: Any = -1
) -> Scheduler:
    """Half cosines of ``cycle`` epochs, one after the other."""
    period = round(number("cycle", cycle) * step_each_epoch)
    if check_entry(last_epoch) != -1:
        raise refused("last_epoch", last_epoch, "-1: PaddleOCR's CyclicalCosineDecay cannot start elsewhere")
    form = waves.sawtooth_wave(rate("learning_rate", learning_rate), period)
    return _warmed(Scheduler(form, form), warmup_epoch, step_each_epoch, learning_rate, last_epoch)


def onecycle(
    max_lr: Any,
    epochs: int,
    step_each_epoch: int,
    anneal_strategy: Any = "cos",
    three_phase: Any = False,
    warmup_epoch: Any = 0,
    last_epoch: Any = -1,
) -> Scheduler:
    """Up and down once over the whole run."""
    whole("epochs", epochs, at_least=1)
    high = rate("max_lr", max_lr)
    start = high / 25.0
    strategy = check_choice("anneal_strategy", anneal_strategy, ("cos", "linear"))
    form = one_cycle(high, start, start / 1e4, epochs * step_each_epoch, 0.3, strategy == "cos", bool(three_phase))
    return _warmed(
        closed_form(form, last_epoch, epochs * step_each_epoch),
        warmup_epoch,
        step_each_epoch,
        max_lr,
        last_epoch,
        "max_lr",
    )


def const(learning_rate: Any, step_each_epoch: int, warmup_epoch: Any = 0, last_epoch: Any = -1) -> Scheduler:
    """A number; without a warmup Paddle's optimizers take only a float."""
    level = lines.level(number("learning_rate", learning_rate))
    warmed = _warmed(Scheduler(level, level), warmup_epoch, step_each_epoch, learning_rate, last_epoch)
    if not warmed.warmup and warmed.own is level and not isinstance(learning_rate, float):
        raise refused("learning_rate", learning_rate, "a number with a dot: Paddle's optimizers refuse a whole one")
    return warmed


def decay_learning_rate(
    learning_rate: Any, step_each_epoch: int, epochs: int, factor: Any = 0.9, end_lr: Any = 0
) -> Scheduler:
    """A polynomial to 0 whose power is called ``factor``; ``end_lr`` is read and ignored."""
    try:
        return polynomial_decay(learning_rate, step_each_epoch * epochs, 0, factor)
    except ConfigError as error:
        raise ConfigError(error.message, key="factor" if error.key == "power" else error.key) from None


def multistep(
    learning_rate: Any, milestones: Any, step_each_epoch: int, gamma: Any, warmup_epoch: Any = 0, last_epoch: Any = -1
) -> Scheduler:
    """Times ``gamma`` at each milestone."""
    marks = multiplied("milestones", milestones, step_each_epoch)
    inner = multistep_decay(learning_rate, marks, gamma, last_epoch)
    return _warmed(inner, warmup_epoch, step_each_epoch, learning_rate, last_epoch)


def two_step_cosine(
    learning_rate: Any, step_each_epoch: int, epochs: int, warmup_epoch: Any = 0, last_epoch: Any = -1
) -> Scheduler:
    """A cosine over 200 epochs, then another one over ``epochs``; ticked by itself it stays at 0 after the first."""
    base, entry = rate("learning_rate", learning_rate), check_entry(last_epoch)
    first, second = step_each_epoch * 200, whole("epochs", epochs, at_least=1) * step_each_epoch
    if entry + 1 >= first:
        raise refused("last_epoch", last_epoch, f"below {first - 1}, before the first cosine ends, to be read")
    own = waves.spent_wave(base, base, first, second)
    if entry >= 0:
        lifted = base * base / own(entry) if own(entry) else 0.0
        own = entered(waves.spent_wave(base, lifted, first, second), entry)
    inner = Scheduler(own, waves.two_waves(base, first, second))
    return _warmed(inner, warmup_epoch, step_each_epoch, learning_rate, last_epoch)


def linear_warmup_cosine(
    learning_rate: Any,
    step_each_epoch: int,
    epochs: int,
    start_lr: Any = 1e-5,
    min_lr: Any = 1e-8,
    warmup_steps: Any = 5000,
    last_epoch: Any = -1,
) -> Scheduler:
    """A warmup of ``warmup_steps`` updates, then a cosine over the whole run; text is taken for a number."""
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
        raise refused(name, value, "a number") from None


def _warmed(
    inner: Scheduler, warmup_epoch: Any, steps: int, end: Any, last_epoch: Any, key: str = "learning_rate"
) -> Scheduler:
    length = round(number("warmup_epoch", warmup_epoch) * steps)
    if length <= 0:
        return inner
    try:
        return linear_warmup(inner, length, 0.0, end, last_epoch)
    except ConfigError as error:
        keys = {"start_lr": key, "end_lr": key, "warmup_steps": "warmup_epoch"}
        raise ConfigError(error.message, key=keys.get(error.key or "", error.key)) from None


CLASSES: dict[str, Callable[..., Scheduler]] = {
    "Const": const,
    "Cosine": cosine,
    "CyclicalCosine": cyclical_cosine,
    "DecayLearningRate": decay_learning_rate,
    "Linear": linear,
    "LinearWarmupCosine": linear_warmup_cosine,
    "MultiStepDecay": multistep,
    "OneCycle": onecycle,
    "Piecewise": piecewise,
    "Step": step,
    "TwoStepCosine": two_step_cosine,
}
