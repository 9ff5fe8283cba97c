"""Scales rates with the number of samples in an update."""

from __future__ import annotations

from dataclasses import replace

from paddle_lrkit.curves import piecewise_constant, product, scale
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.schedule import Schedule


def rate_factor(rule: str, times: float) -> float:
    """The factor of a rate for an update with ``times`` as many samples.

    ``times`` (linear), ``times ** 0.5`` (sqrt) or 1 (none)

    Args:
        rule: ``linear`` for SGD, ``sqrt`` for the Adam family, ``none`` where the optimizer learns its rate.
        times: Samples in an update, over those that the rate was chosen for.

    Example:
        >>> rate_factor("linear", 4), rate_factor("sqrt", 4)
        (4, 2.0)

    Reference: P. Goyal et al., arXiv 1706.02677 (linear); S. Malladi et al., arXiv 2205.10287 (sqrt).
    """
    return {"none": 1.0, "sqrt": times**0.5}.get(rule, times)


def scaled(schedule: Schedule, rule: str | None, base: int | None) -> Schedule:
    """The schedule with all its rates multiplied: peak, start of the warmup and floor.

    Where the batch size changes in the run, the factor of an update follows its batch size.

    Args:
        schedule: The schedule that the config describes.
        rule: ``linear`` or ``sqrt``; None leaves the schedule unchanged.
        base: Samples in an update that the rates were chosen for.

    Raises:
        ConfigError: There is a rule, and the number of samples in an update is not known, or it changes and the rate
            depends on a metric.
    """
    if rule is None or base is None:
        return schedule
    plan, samples = schedule.length.plan, schedule.length.samples_per_update
    if plan is not None:
        if schedule.plateau is not None:
            raise ConfigError(
                tr(
                    "cannot follow a batch size that changes with {}; remove it, or choose another schedule",
                    schedule.name,
                ),
                key="Optimizer.batch_scaling",
            )
        factors = [rate_factor(rule, plan.global_batch(stage.first) / base) for stage in plan.stages]
        by_batch = piecewise_constant([stage.first for stage in plan.stages[1:]], factors)
        return replace(schedule, curve=product(schedule.curve, by_batch), rate_factor=factors[0])
    if samples is None:
        raise ConfigError(
            tr("needs the samples in an update; write Train.loader.batch_size"), key="Optimizer.batch_scaling"
        )
    factor = rate_factor(rule, samples / base)
    if factor == 1:
        return schedule
    plateau = schedule.plateau
    if plateau is not None:
        rates = {
            name: getattr(plateau, name) * factor
            for name in ("learning_rate", "min_lr", "max_lr")
            if name in vars(plateau)
        }
        plateau = replace(plateau, **rates)
    return replace(schedule, curve=scale(schedule.curve, factor), plateau=plateau, rate_factor=factor)
