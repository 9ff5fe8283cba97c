"""ppdiffusers: ``get_scheduler``, and the training loop of its scripts, which calls it with their flags."""

from __future__ import annotations

from functools import partial
from typing import Any

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.errors import ConfigError, argument_names, check_choice, shown
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates, closed_form
from paddle_lrkit.suites.ppmix.flags import flag
from paddle_lrkit.suites.reference_curves import annealing, lines, stairs
from paddle_lrkit.suites.schedule_class import ScheduleClass
from paddle_lrkit.suites.section import Section, call
from paddle_lrkit.suites.shape import ShapeName
from paddle_lrkit.suites.values import number, rate
from paddle_lrkit.units import LengthOptions, RunLength, unknown_epoch

SHAPES: dict[str, ShapeName] = {
    "linear": "polynomial",
    "cosine": "cosine",
    "cosine_with_restarts": "other",
    "polynomial": "polynomial",
    "constant": "constant",
    "constant_with_warmup": "constant",
    "piecewise_constant": "piecewise",
}
"""Name of a schedule -> shape."""
LR_END = 1e-7
"""Last rate of ``polynomial``, which no flag changes."""
DEFAULTS: dict[str, Any] = {"lr_scheduler": "constant", "lr_warmup_steps": 500, "lr_num_cycles": 1, "lr_power": 1.0}
_FORMULA = Message("the batches of the data set")


def get_scheduler(
    name: Any,
    learning_rate: Any = 0.1,
    step_rules: Any = None,
    num_warmup_steps: Any = None,
    num_training_steps: Any = None,
    num_cycles: Any = 1,
    power: Any = 1.0,
    last_epoch: Any = -1,
) -> SchedulerRates:
    """``ppdiffusers.optimization.get_scheduler``: factors of the rate at each tick."""
    check_choice("name", name, SHAPES)
    base = rate("learning_rate", learning_rate)
    if name == "constant":
        return closed_form(lines.level(base), last_epoch)
    if name == "piecewise_constant":
        return closed_form(_steps(base, step_rules), last_epoch)
    warmup = _needed("num_warmup_steps", num_warmup_steps, name)
    if name == "constant_with_warmup":
        curve = annealing.warmed_level(base, warmup)
    else:
        total = _needed("num_training_steps", num_training_steps, name)
        curve = _decay(name, base, warmup, total, num_cycles, power)
    return SchedulerRates(closed_form(curve, last_epoch).curve, warmup=max(int(warmup), 0))


def _decay(name: str, base: float, warmup: float, total: float, cycles: Any, power: Any) -> Curve:
    if name == "linear":
        return annealing.warmed_line(base, warmup, total)
    if name == "cosine":
        return annealing.warmed_wave(base, warmup, total, 0.5)
    if name == "cosine_with_restarts":
        return annealing.warmed_restarts(base, warmup, total, float(number("num_cycles", cycles)))
    if not base > LR_END:
        raise ConfigError(
            tr("must be above the last rate of polynomial, {:g}, got {:g}", LR_END, base), key="learning_rate"
        )
    return annealing.warmed_power(base, warmup, total, LR_END, number("power", power))


def _needed(key: str, value: Any, name: str) -> float:
    if value is None:
        raise ConfigError(tr("is missing, and {} needs it", name), key=key)
    return number(key, value)


def _steps(base: float, rules: Any) -> Curve:
    """``1:50,0.1:100,0.005``: a factor until a step, counted from the start, and the last factor."""
    reason = tr(
        "must be factors with the step at which each ends, and the last factor, such as 1:50,0.1:100,0.01, got {}",
        shown(rules),
    )
    if not isinstance(rules, str):
        raise ConfigError(reason, key="step_rules")
    *listed, last = rules.split(",")
    try:
        ends = {}
        for rule in listed:
            text, step = rule.split(":")
            ends[int(step)] = number("step_rules", float(text))
        final = number("step_rules", float(last))
    except ValueError:
        raise ConfigError(reason, key="step_rules") from None
    marks = sorted(ends)
    rates = [base * factor for factor in (*(ends[mark] for mark in marks), final)]
    return stairs.table(marks, rates) if marks else lines.level(rates[0])


def called(section: Section, config: Section, assumed: list[str]) -> tuple[SchedulerRates, RunLength]:
    """The arguments of a call of `get_scheduler`, and a run of ``total`` updates."""
    rates = call(ScheduleClass(get_scheduler), section, section.values, "get_scheduler")
    total = config.get("total")
    if total is None:
        total = section.get("num_training_steps")
        assumed.append(tr("the run has num_training_steps updates"))
    if total is None:
        raise config.error(tr("is missing: the updates of the run"), "total")
    return rates, RunLength(flag(config, "total", int, total, at_least=0))


def looped(config: Section, options: LengthOptions) -> tuple[str, SchedulerRates, RunLength]:
    """The schedule of a training script.

    Warmup and run are multiplied by the batches in an update, and the schedule ticks once an update: with
    ``gradient_accumulation_steps`` of ``A`` a run goes through the first ``1 / A`` of its schedule.
    """
    every = flag(config, "gradient_accumulation_steps", int, 1, at_least=1)
    steps, total = _lengths(config, options, every)
    base = flag(config, "learning_rate", float)
    if config.get("scale_lr"):
        base = base * every * flag(config, "train_batch_size", int, at_least=1) * options.processes
    name = config.get("lr_scheduler", DEFAULTS["lr_scheduler"])
    if name == "piecewise_constant":
        raise config.error(
            tr("piecewise_constant needs step_rules, which the scripts have no flag for"), "lr_scheduler"
        )
    build = partial(
        get_scheduler,
        num_warmup_steps=flag(config, "lr_warmup_steps", int, DEFAULTS["lr_warmup_steps"]) * every,
        num_training_steps=total * every,
        num_cycles=flag(config, "lr_num_cycles", int, DEFAULTS["lr_num_cycles"]),
        power=flag(config, "lr_power", float, DEFAULTS["lr_power"]),
    )
    try:
        with argument_names(name="lr_scheduler"):
            rates = build(name, base)
    except ConfigError as error:
        raise config.located(error) from None
    return name, rates, config.run_length(options, total, steps, ("train_batch_size",))


def _lengths(config: Section, options: LengthOptions, every: int) -> tuple[int | None, int]:
    """Updates in an epoch, if they are known, and in the run."""
    batches = options.steps_per_epoch
    if batches is None and options.images is not None:
        batches = config.batches(options, config.get("train_batch_size"), False, "train_batch_size")
    steps = None if batches is None else -(-batches // every)
    if config.get("max_train_steps") is not None:
        return steps, flag(config, "max_train_steps", int, at_least=0)
    epochs = flag(config, "num_train_epochs", int, at_least=0)
    if steps is None:
        raise config.located(unknown_epoch(_FORMULA))
    return steps, epochs * steps
