"""PaddleSeg: ``iters`` and ``lr_scheduler`` -> Schedule. One tick an update; epochs and GPUs play no part.

The programs below ``contrib/`` read the same keys with other defaults, and some still read ``learning_rate: {value,
decay}``; they are the variants.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.errors import ConfigError, shown
from paddle_lrkit.suites.finish import finish
from paddle_lrkit.suites.paddle.plateau import fed_with_ticks
from paddle_lrkit.suites.paddle.scheduler import Scheduler
from paddle_lrkit.suites.paddle.table import CLASSES
from paddle_lrkit.suites.paddle.warmup import linear_warmup
from paddle_lrkit.suites.reference_curves import lines
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.section import Section, call, find
from paddle_lrkit.suites.values import number
from paddle_lrkit.units import LengthOptions, RunLength

NAMES = {
    None: "PaddleSeg",
    "medicalseg": "MedicalSeg",
    "domainadaptation": "DomainAdaptation",
    "rsseg_c2fnet": "RSSegBenchmark c2fnet",
}
VARIANTS = tuple(name for name in NAMES if name)


def read(document: Document, options: LengthOptions, variant: str | None = None, optimizer_index: int = 0) -> Schedule:
    """The schedule of a PaddleSeg config.

    Args:
        document: The config.
        options: What the caller says about the length of the run; PaddleSeg needs none of it.
        variant: A program of ``contrib/``; None for PaddleSeg itself.

    Raises:
        ConfigError: With file, line and key, where the program would fail.
    """
    config = Section(document, (), document.data, NAMES[variant])
    total = _iters(config)
    if "lr_scheduler" in config.values or variant is None:
        if "lr_scheduler" not in config.values:
            raise config.error("is missing, and PaddleSeg needs it; learning_rate alone is not read", "lr_scheduler")
        section = config.section("lr_scheduler")
        name, scheduler = _scheduler(section, variant, config.get("iters"))
    else:
        section, name, scheduler = _legacy(config, variant)
    if scheduler.plateau:
        plateau = replace(scheduler.plateau, metric="training loss of each update")
        scheduler = replace(scheduler, plateau=plateau)
    size = config.get("batch_size")
    batch_size = options.batch_size or (size if isinstance(size, int) else None)
    length = RunLength(total, options.steps_per_epoch, batch_size, options.processes)
    return finish("ppseg", section, scheduler, length, name, variant)


def _iters(config: Section) -> int:
    iters = config.read("iters", number)
    if iters < 0 or (iters == 0 and config.suite != NAMES[None]):
        raise config.error(f"must be positive, got {shown(iters)}", "iters")
    return math.floor(iters)


def _scheduler(section: Section, variant: str | None, iters: Any) -> tuple[str, Scheduler]:
    """``lr_scheduler``: the class ``type`` of Paddle with the other keys, after the warmup."""
    given = dict(section.values)
    warmup = None
    if variant in (None, "rsseg_c2fnet") and "warmup_iters" in given:
        warmup = given.pop("warmup_iters")
        if "warmup_start_lr" not in given:
            raise section.error("is missing, and warmup_iters needs it", "warmup_start_lr")
        start = given.pop("warmup_start_lr")
        if "learning_rate" not in given:
            raise section.error("is missing, and warmup_iters needs it: the warmup ends there", "learning_rate")
    name = given.pop("type", None)
    if name is None and "type" not in section.values:
        raise section.error(f"is missing, and {section.suite} needs it", "type")
    build = find(section, "type", name, CLASSES, "class of paddle.optimizer.lr")
    if name == "PolynomialDecay":
        left = iters if warmup is None else iters - section.read("warmup_iters", number)
        given.setdefault("decay_steps", max(left, 1))
        if variant is not None:
            given.setdefault("end_lr", 0)
            given.setdefault("power", 0.9)
    scheduler = call(build, section, given, name=name)
    if warmup is not None:
        scheduler = _warmed(section, scheduler, warmup, start)
    return name, scheduler


def _warmed(section: Section, inner: Scheduler, warmup: Any, start: Any) -> Scheduler:
    try:
        if inner.plateau:
            fed = fed_with_ticks(inner.plateau)
            inner = Scheduler(fed, fed)
        return linear_warmup(inner, warmup, start, section.values["learning_rate"])
    except ConfigError as error:
        keys = {"start_lr": "warmup_start_lr", "end_lr": "learning_rate", "warmup_steps": "warmup_iters"}
        raise section.located(ConfigError(error.message, key=keys.get(error.key or "", error.key))) from None


def _legacy(config: Section, variant: str | None) -> tuple[Section, str, Scheduler]:
    """``learning_rate: {value, decay: {type, ..}}`` of the older programs."""
    value = config.need("learning_rate")
    if isinstance(value, float) and variant != "domainadaptation":
        level = lines.level(config.read("learning_rate", number))
        return config, "", Scheduler(level, level)
    section = config.section("learning_rate")
    if not section.get("value"):
        raise section.error(f"must be a rate, and {config.suite} needs it", "value")
    if "decay" in section.values:
        place = section.section("decay")
        given = dict(place.values)
    else:
        place, given = section, {"type": "poly", "power": 0.9}
    kind = given.pop("type", None)
    if kind == "poly":
        given.setdefault("decay_steps", config.get("iters"))
        given.setdefault("end_lr", 0)
    classes = {"poly": "PolynomialDecay", "piecewise": "PiecewiseDecay", "stepdecay": "StepDecay"}
    if not isinstance(kind, str) or kind not in classes:
        raise place.error(f"must be one of {', '.join(classes)}, got {shown(kind)}", "type")
    name, first = classes[kind], "values" if kind == "piecewise" else "learning_rate"
    if first in given:
        raise place.error(f"{name} gets {first} from learning_rate.value already", first)
    return section, name, call(CLASSES[name], place, given, supplied={first: section.values["value"]}, name=name)


def is_legacy(values: Mapping[str, Any]) -> bool:
    """Whether a config has only the old section."""
    return "lr_scheduler" not in values and "learning_rate" in values
