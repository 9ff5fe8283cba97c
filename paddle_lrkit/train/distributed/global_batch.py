"""The number of samples per update, and what it means for the learning rate."""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.batch_plan import BatchPlan
from paddle_lrkit.config.learned_rate_arguments import LearnedRateArguments
from paddle_lrkit.config.settings import Settings
from paddle_lrkit.messages import tr
from paddle_lrkit.suites import Schedule
from paddle_lrkit.suites.batch_steps import batch_steps
from paddle_lrkit.suites.lrkit.batch_scaling import rate_factor
from paddle_lrkit.text import plural


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
        if rule is None:
            yield tr("the learning rate is used as written, peak {:.4g}", schedule.peak_lr)
        else:
            yield tr("the learning rate follows the batch size by the {} rule, peak {:.4g}", rule, schedule.peak_lr)
        return
    if samples == size and base is None:
        return
    yield tr(
        "{} x batch {} x accumulate {} = {} samples per update",
        plural(processes, "process", "processes"),
        size,
        accumulate,
        samples,
    )
    if isinstance(settings.Optimizer.arguments, LearnedRateArguments):
        yield tr("{} learns its rate, so the learning rate needs no scaling", settings.Optimizer.name)
    elif base is None:
        yield (
            tr(
                "the learning rate is used as written; if it was tuned for {} samples per update, {}: see "
                "Optimizer.base_batch_size and batch_scaling",
                size,
                _scaled(schedule, samples / size),
            )
        )
    elif settings.Optimizer.batch_scaling is not None:
        yield (
            tr(
                "the learning rate was tuned for {} samples per update; {} rule: times {:.4g}, peak {:.4g}",
                base,
                settings.Optimizer.batch_scaling,
                schedule.rate_factor,
                schedule.peak_lr,
            )
        )
    elif base != samples:
        yield (
            tr(
                "the learning rate was tuned for {} samples per update and is used as written; {}: set "
                "Optimizer.batch_scaling to apply a rule",
                base,
                _scaled(schedule, samples / base),
            )
        )


def _scaled(schedule: Schedule, ratio: float) -> str:
    """The rates that both scaling rules give for a batch that is ``ratio`` times as large."""
    linear, root = rate_factor("linear", ratio), rate_factor("sqrt", ratio)
    return tr(
        "the linear rule gives times {:.4g} (peak {:.4g}) and the square root rule gives times {:.4g} (peak {:.4g})",
        linear,
        schedule.peak_lr * linear,
        root,
        schedule.peak_lr * root,
    )
