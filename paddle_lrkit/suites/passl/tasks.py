"""The configs of PASSL's ``tasks/``: ``Global.epochs``, ``LRScheduler`` or ``Optimizer.lr``.

The unit of a tick has two defaults: the trainer ticks per step, and the classes count epochs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from paddle_lrkit.config.document import Document, Path
from paddle_lrkit.errors import shown
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates
from paddle_lrkit.suites.passl.detect import DETECTOR
from paddle_lrkit.suites.passl.task_classes import CLASSES
from paddle_lrkit.suites.passl.ticked_run import TickedRun
from paddle_lrkit.suites.reference_curves import lines
from paddle_lrkit.suites.section import Section, call, find
from paddle_lrkit.suites.values import number, positive
from paddle_lrkit.units import LengthOptions, unknown_epoch

BATCH_SIZE: Path = ("DataLoader", "Train", "sampler", "batch_size")
_FORMULA = Message("images / (DataLoader.Train.sampler.batch_size x GPUs)")


@dataclass(frozen=True)
class TaskSchedule:
    """A schedule of a config, before it is built.

    Args:
        path: Path of its section, or of the number.
        unit: The unit of its ticks: ``step`` or ``epoch``; with any other one the trainer never ticks.
        sets_unit: Whether the trainer puts the unit into the section.
    """

    path: Path
    unit: Any
    sets_unit: bool


def groups(document: Document) -> list[Any]:
    """``Optimizer.param_groups``; empty without any."""
    found = document.get(("Optimizer", "param_groups"))
    return found if isinstance(found, list) else []


def task_schedule(document: Document, group: int) -> TaskSchedule | None:
    """The schedule of one of `groups`, or of the parameters in none of them; None when the config has none."""
    schedule = document.get(("LRScheduler",))
    unit: Any = document.get(("Optimizer", "lr_decay_unit"))
    unit = "step" if unit is None else unit
    if schedule is not None:
        unit = schedule.get("decay_unit", "step") if isinstance(schedule, Mapping) else "step"
    own, rate = ("Optimizer", "param_groups", group, "lr"), ("Optimizer", "lr")
    listed = groups(document)
    entry = listed[group] if group < len(listed) else None
    if isinstance(entry, Mapping) and "lr" in entry:
        return TaskSchedule(own, unit, True)
    if isinstance(document.get(rate), (Mapping, float)):
        return TaskSchedule(rate, unit, True)
    return None if schedule is None else TaskSchedule(("LRScheduler",), unit, False)


def read_task(document: Document, options: LengthOptions, group: int) -> tuple[Section, str, SchedulerRates, TickedRun]:
    """Section, name and rates of a schedule, and its run.

    Raises:
        ConfigError: The config lacks a key, or a class refuses a value.
    """
    config = Section(document, (), document.data, DETECTOR.title)
    top = config.section("Global")
    epochs = top.read("epochs", positive)
    steps = steps_per_epoch(config, options)
    total = epochs * steps
    if top.get("max_train_step") is not None:
        total = min(total, top.read("max_train_step", positive))
    count = len(groups(document))
    if group > count > 0:
        raise config.error(
            tr("has no group {}; optimizer_index must be 0 to {}", group, count), "Optimizer", "param_groups"
        )
    found = task_schedule(document, group)
    if found is None:
        raise _without_rate(config)
    ticks = {"step": total, "epoch": -(-total // steps)}.get(found.unit if isinstance(found.unit, str) else "", 0)
    run = TickedRun(epochs, steps, total, ticks, found.unit == "epoch")
    if document.get(("LRScheduler",)) is not None and found.path != ("LRScheduler",):
        _built(config, replace(found, path=("LRScheduler",), sets_unit=False), run)
    section, name, rates = _built(config, found, run)
    if found.unit not in ("step", "epoch"):
        rates = replace(rates, curve=lines.level(rates.curve(0)), warmup=0)
    return section, name, replace(rates, by_epoch=run.by_epoch), run


def steps_per_epoch(config: Section, options: LengthOptions) -> int:
    """Updates in an epoch, which are the batches of the loader: ``accum_steps`` splits a batch."""
    if options.steps_per_epoch is not None:
        return options.steps_per_epoch
    sampler = config.document.get(BATCH_SIZE[:-1])
    sampler = sampler if isinstance(sampler, Mapping) else {}
    found = config.batches(
        options, sampler.get("batch_size"), sampler.get("drop_last", False), "DataLoader.Train.sampler"
    )
    if found is None:
        raise config.located(unknown_epoch(_FORMULA))
    return found


def _built(config: Section, found: TaskSchedule, run: TickedRun) -> tuple[Section, str, SchedulerRates]:
    *above, key = found.path
    place = _at(config, tuple(above))
    value = place.values[key]  # type: ignore[index]
    if not isinstance(value, Mapping) and found.path != ("LRScheduler",):
        rate = place.read(str(key), number)
        return place, "", SchedulerRates(lines.level(float(rate)))
    section = place.section(key)
    if "name" not in section.values:
        return section, "", SchedulerRates(lines.level(float(section.read("learning_rate", number))))
    name = section.values["name"]
    known = find(section, "name", name, CLASSES, tr("schedule of {}", DETECTOR.title))
    given = {key: value for key, value in section.values.items() if key != "name"}
    if found.sets_unit:
        given["decay_unit"] = found.unit
    return section, name, call(replace(known, build=partial(known.build, run)), section, given, name)


def _at(config: Section, path: Path) -> Section:
    """The section at a path that may lead through a list."""
    for step in path:
        value = config.values[step]  # type: ignore[index]
        if not isinstance(value, list):
            config = config.section(step)
            continue
        listed: dict[Any, Any] = dict(enumerate(value))
        config = replace(config, path=(*config.path, step), values=listed)
    return config


def _without_rate(config: Section) -> Exception:
    rate = config.document.get(("Optimizer", "lr"))
    if rate is not None:
        reason = tr("must be a section or a number with a dot, got {}: PASSL takes no other one", shown(rate))
        return config.error(reason, "Optimizer", "lr")
    return config.error(tr("is missing, and PASSL needs it, or Optimizer.lr"), "LRScheduler")
