"""The number of samples per update, and what it means for the learning rate."""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.batch_plan import BatchPlan
from paddle_lrkit.config.learned_rate_arguments import LearnedRateArguments
from paddle_lrkit.config.settings import Settings
from paddle_lrkit.suites import Schedule
from paddle_lrkit.suites.batch_steps import batch_steps
from paddle_lrkit.suites.lrkit.batch_scaling import rate_factor


def describe_global_batch(settings: Settings, schedule: Schedule, plan: BatchPlan) -> Iterator[str]:
    """The lines to print when a run starts; none with one process, no accumulation and no base batch size.

    Args:
        settings: The config.
        schedule: The schedule of the run, scaled to its processes.
        plan: The batches of the run.
    """
    processes, (_, size, accumulate), base = plan.world, plan.stage(0), settings.Optimizer.base_batch_size
    samples = plan.global_batch(0)
    if plan.varies:
        yield batch_steps(plan, schedule.total_updates)
        rule = settings.Optimizer.batch_scaling
        rate = "is used as written" if rule is None else f"follows the batch size by the {rule} rule"
        yield f"the learning rate {rate}, peak {schedule.peak_lr:.4g}"
        return
    if samples == size and base is None:
        return
    many = "es" if processes > 1 else ""
    yield f"{processes} process{many} x batch {size} x accumulate {accumulate} = {samples} samples per update"
    if isinstance(settings.Optimizer.arguments, LearnedRateArguments):
        yield f"{settings.Optimizer.name} learns its rate, so the learning rate needs no scaling"
    elif base is None:
        yield (
            f"the learning rate is used as written; if it was tuned for {size} samples per update, "
            f"{_scaled(schedule, samples / size)}: see Optimizer.base_batch_size and batch_scaling"
        )
    elif settings.Optimizer.batch_scaling is not None:
        yield (
            f"the learning rate was tuned for {base} samples per update; {settings.Optimizer.batch_scaling} rule: "
            f"times {schedule.rate_factor:.4g}, peak {schedule.peak_lr:.4g}"
        )
    elif base != samples:
        yield (
            f"the learning rate was tuned for {base} samples per update and is used as written; "  # noqa: S608 - no SQL
            f"{_scaled(schedule, samples / base)}: set Optimizer.batch_scaling to apply a rule"
        )


def _scaled(schedule: Schedule, ratio: float) -> str:
    """The rates that both scaling rules give for a batch that is ``ratio`` times as large."""
    factors = {"linear": rate_factor("linear", ratio), "square root": rate_factor("sqrt", ratio)}
    rules = [f"the {rule} rule gives times {by:.4g} (peak {schedule.peak_lr * by:.4g})" for rule, by in factors.items()]
    return " and ".join(rules)
