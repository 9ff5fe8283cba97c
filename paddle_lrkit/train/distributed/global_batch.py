"""How many samples an update has, and what that means for the rate, in words."""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.config.settings import Settings
from paddle_lrkit.suites import Schedule
from paddle_lrkit.suites.lrkit.batch_scaling import rate_factor


def describe(settings: Settings, schedule: Schedule) -> Iterator[str]:
    """The lines to print at the start of a run; none for one process without accumulation and without a base.

    Args:
        settings: The config.
        schedule: As it is trained, for the processes that there are.
    """
    processes, size = schedule.world_size, settings.Train.loader.batch_size
    accumulate, base = settings.Global.accumulate_steps, settings.Optimizer.base_batch_size
    samples = processes * size * accumulate
    if samples == size and base is None:
        return
    many = "es" if processes > 1 else ""
    yield f"{processes} process{many} x batch {size} x accumulate {accumulate} = {samples} samples an update"
    if base is None:
        yield (
            f"the rate is taken as written; if it was chosen for {size} samples an update, the linear rule says "
            f"{_times(schedule, 'linear', samples / size)} and the square root rule "
            f"{_times(schedule, 'sqrt', samples / size)}: see Optimizer.base_batch_size and batch_scaling"
        )
    elif settings.Optimizer.batch_scaling is not None:
        yield (
            f"the rate was chosen for {base} samples an update; {settings.Optimizer.batch_scaling} rule: times "
            f"{schedule.rate_factor:.4g}, peak {schedule.peak_lr:.4g}"
        )
    elif base != samples:
        yield (
            f"the rate was chosen for {base} samples an update and is taken as written; the linear rule says "
            f"{_times(schedule, 'linear', samples / base)} and the square root rule "
            f"{_times(schedule, 'sqrt', samples / base)}: Optimizer.batch_scaling does it"
        )


def _times(schedule: Schedule, rule: str, times: float) -> str:
    factor = rate_factor(rule, times)
    return f"times {factor:.4g} (peak {schedule.peak_lr * factor:.4g})"
