"""The learning rate at single updates, as a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from paddle_lrkit.batch_plan import BatchPlan
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.suites.batch_steps import batch_steps
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.schedule_group import ScheduleGroup
from paddle_lrkit.text import format_count, table

_UNITS = {"update": Message("update"), "epoch": Message("epoch"), "call": Message("call")}


def rate_table(schedule: Schedule, updates: Iterable[int]) -> str:
    """A line about the schedule and a row for each update.

    Args:
        schedule: The schedule.
        updates: Updates; a mapping gives the meaning of each.
    """
    if not schedule.total_updates and not updates:
        return tr("{}: {} ({}): {}", schedule.file, schedule.name, schedule.suite, no_update(schedule))
    meanings = updates if isinstance(updates, Mapping) else {}
    rows = [_row(schedule, update, meanings.get(update, "")) for update in updates]
    if schedule.unit != "update":
        bare = [(update, rate, meaning) for update, _, rate, meaning in rows]
        return "\n".join(
            [_heading(schedule), "", *table([(str(_UNITS[schedule.unit]), tr("learning rate"), ""), *bare], ">>")]
        )
    groups, plan = [group for group in schedule.groups if group.has_rate], schedule.length.plan
    sizes = (tr("batch"), tr("samples before")) if plan is not None else ()
    head = (
        str(_UNITS["update"]),
        str(_UNITS["epoch"]),
        *sizes,
        tr("learning rate"),
        *(group.name for group in groups),
        "",
    )
    curves = [group.rates(schedule.curve) for group in groups]
    full = [
        (*row[:2], *_sizes(plan, update), row[2], *(f"{curve(update):.10g}" for curve in curves), row[3])
        for update, row in zip(updates, rows, strict=True)
    ]
    lines = [_heading(schedule), *map(_window, filter(lambda group: group.frozen, groups)), ""]
    return "\n".join([*lines, *table([head, *full], ">" * (2 + len(sizes) + bool(groups) + len(groups)))])


def _sizes(plan: BatchPlan | None, update: int) -> tuple[str, ...]:
    return () if plan is None else (f"{plan.global_batch(update):,}", f"{plan.samples(update):,}")


def _window(group: ScheduleGroup) -> str:
    start, stop = group.frozen or (0, 0)
    return tr("  {} is frozen in updates {:,} to {:,}; its rate there is shown as 0", group.name, start, stop - 1)


def no_update(schedule: Schedule) -> str:
    """Why a schedule has no rate to show.

    Example:
        >>> from paddle_lrkit.suites import load_schedule
        >>> no_update(load_schedule({"iters": 0, "lr_scheduler": {"type": "PolynomialDecay", "learning_rate": 0.01}}))
        'the run makes no update: its length in the config is 0'
    """
    length = tr("0 epochs") if schedule.steps_per_epoch else "0"
    return tr("the run makes no update: its length in the config is {}", length)


_LENGTHS = {"update": Message("{} updates"), "epoch": Message("{} epochs"), "call": Message("{} calls of step()")}


def _row(schedule: Schedule, update: int, meaning: str) -> tuple[str, str, str, str]:
    epoch = schedule.epoch_text(update) or "-"
    after = tr("after the last") if update >= schedule.total_updates else ""
    return f"{update:,}", epoch, f"{schedule.curve(update):.10g}", meaning or after


def _heading(schedule: Schedule) -> str:
    length = str(_LENGTHS[schedule.unit].filled(format_count(schedule.total_updates)))
    if schedule.steps_per_epoch:
        length += tr(", {} an epoch", format_count(schedule.steps_per_epoch))
    if schedule.length.plan is not None:
        length = tr("{}, {}", length, batch_steps(schedule.length.plan, schedule.total_updates))
    if schedule.length.counted:
        length = tr("{} ({})", length, schedule.length.counted)
    if schedule.rate_factor != 1 and schedule.length.plan is None:
        length += tr(", rates times {:.4g} for the batch size", schedule.rate_factor)
    if schedule.plateau is not None:
        metric = tr("the metric {}", schedule.plateau.metric) if schedule.plateau.metric else tr("a metric")
        length += tr("; the rate also depends on {} during the run", metric)
    suite = ", ".join(filter(None, [schedule.suite, schedule.entry]))
    return tr("{}: {} ({}), {}", schedule.file, schedule.name, suite, length)
