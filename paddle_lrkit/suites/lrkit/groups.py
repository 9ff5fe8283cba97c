"""``Optimizer.groups`` of our own dialect -> the groups of a schedule."""

from __future__ import annotations

from paddle_lrkit.config.bind import Component
from paddle_lrkit.config.optimizer_groups import OptimizerGroup
from paddle_lrkit.config.optimizer_settings import Optimizer
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.lrkit.batch_scaling import scaled
from paddle_lrkit.suites.lrkit.reader import named_schedule
from paddle_lrkit.suites.schedule_group import ScheduleGroup
from paddle_lrkit.units import Duration, RunLength


def groups_of(optimizer: Optimizer, length: RunLength) -> tuple[ScheduleGroup, ...]:
    """The groups of a config in a run.

    Raises:
        ConfigError: With the key, and for a schedule of a group also with file and line.
    """
    found: list[ScheduleGroup] = []
    for index, group in enumerate(optimizer.groups):
        try:
            found.append(_group(group, optimizer, length))
            if any(other.name == found[-1].name for other in found[:-1]):
                raise ConfigError(tr("{!r} is the name of two groups; give one a 'name'", found[-1].name), key="match")
        except ConfigError as error:
            if error.file is not None:
                raise
            raise ConfigError(error.message, key=f"Optimizer.groups[{index}].{error.key}") from None
    return tuple(found)


def _group(group: OptimizerGroup, optimizer: Optimizer, length: RunLength) -> ScheduleGroup:
    found = ScheduleGroup(
        group.shown_name, group.patterns, frozen=_window(group, length), weight_decay=group.weight_decay
    )
    if group.lr is None:
        return found
    if not isinstance(group.lr, Component):
        return ScheduleGroup(**{**vars(found), "scale": group.lr.scale})
    schedule = named_schedule(group.lr, length)
    if schedule.plateau is not None:
        raise ConfigError(tr("{} follows a metric, so only Optimizer.lr can be one", schedule.name), key="lr.name")
    schedule = scaled(schedule, optimizer.batch_scaling, optimizer.base_batch_size)
    return ScheduleGroup(**{**vars(found), "curve": schedule.curve, "warmup_updates": schedule.warmup_updates})


def _window(group: OptimizerGroup, length: RunLength) -> tuple[int, int] | None:
    if group.freeze is None:
        return None
    ends = [group.freeze] if isinstance(group.freeze, Duration) else group.freeze
    start, stop = [0, *(end.updates(length) for end in ends)][-2:]
    if stop <= start:
        text = tr(", ").join(map(str, ends))
        raise ConfigError(
            tr("{} freezes no update: the window is from update {} to {}", text, start, stop), key="freeze"
        )
    return start, stop
