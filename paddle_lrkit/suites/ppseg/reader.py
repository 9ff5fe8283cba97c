"""Reads PaddleSeg configs: ``iters`` and ``lr_scheduler``, one tick an update. Epochs and GPUs change nothing.

The programs in ``contrib/`` read the same keys with other defaults, and some still read ``learning_rate: {value,
decay}``; they are the variants.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.errors import ConfigError, argument_names, shown
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import Selection, SuiteReader
from paddle_lrkit.suites.build_schedule import build_schedule
from paddle_lrkit.suites.paddle.plateau import inside_warmup
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates
from paddle_lrkit.suites.paddle.table import CLASSES
from paddle_lrkit.suites.paddle.warmup import linear_warmup
from paddle_lrkit.suites.ppseg.detect import DETECTOR
from paddle_lrkit.suites.reference_curves import lines
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.section import Section, call, find
from paddle_lrkit.suites.values import number
from paddle_lrkit.units import LengthOptions

NAMES = {
    None: DETECTOR.title,
    "medicalseg": "MedicalSeg",
    "domainadaptation": "DomainAdaptation",
    "rsseg_c2fnet": "RSSegBenchmark c2fnet",
}


class PaddleSegReader(SuiteReader):
    """``iters`` and ``lr_scheduler``; the variants are programs in ``contrib/``."""

    variants = tuple(name for name in NAMES if name)

    def read(self, document: Document, options: LengthOptions, selection: Selection) -> Schedule:
        """The schedule of a PaddleSeg config, which depends on nothing but its keys."""
        variant = selection.variant
        config = Section(document, (), document.data, NAMES[variant])
        total = _iters(config)
        if "lr_scheduler" not in config.values and variant is None:
            raise config.error(tr("is missing, and PaddleSeg needs it; it does not read learning_rate"), "lr_scheduler")
        if "lr_scheduler" in config.values:
            section = config.section("lr_scheduler")
            name, scheduler = _scheduler(section, variant, config.get("iters"))
        else:
            section, name, scheduler = _legacy(config, variant)
        if scheduler.plateau:
            plateau = replace(scheduler.plateau, metric=tr("training loss of each update"))
            scheduler = replace(scheduler, plateau=plateau)
        length = config.run_length(options, total, options.steps_per_epoch, ("batch_size",))
        return build_schedule("ppseg", section, scheduler, length, name, variant)

    def program(self, document: Document, selection: Selection) -> str:
        """The program in ``contrib/`` that a variant is."""
        return NAMES[selection.variant]


def _iters(config: Section) -> int:
    iters = config.read("iters", number)
    if iters < 0 or (iters == 0 and config.suite != NAMES[None]):
        raise config.error(tr("must be positive, got {}", shown(iters)), "iters")
    return math.floor(iters)


def _scheduler(section: Section, variant: str | None, iters: Any) -> tuple[str, SchedulerRates]:
    """``lr_scheduler``: the class ``type`` of Paddle with the other keys, after the warmup."""
    given = dict(section.values)
    warmup = None
    if variant in (None, "rsseg_c2fnet") and "warmup_iters" in given:
        warmup = given.pop("warmup_iters")
        if "warmup_start_lr" not in given:
            raise section.error(tr("is missing, and warmup_iters needs it"), "warmup_start_lr")
        start = given.pop("warmup_start_lr")
        if "learning_rate" not in given:
            raise section.error(tr("is missing, and warmup_iters needs it: the warmup ends there"), "learning_rate")
    name = given.pop("type", None)
    if name is None and "type" not in section.values:
        raise section.error(tr("is missing, and {} needs it", section.suite), "type")
    found = find(section, "type", name, CLASSES, tr("class of {}", "paddle.optimizer.lr"))
    if name == "PolynomialDecay":
        left = iters if warmup is None else iters - section.read("warmup_iters", number)
        given.setdefault("decay_steps", max(left, 1))
        if variant is not None:
            given.setdefault("end_lr", 0)
            given.setdefault("power", 0.9)
    scheduler = call(found, section, given, name)
    if warmup is not None:
        scheduler = _warmed(section, scheduler, warmup, start)
    return name, scheduler


def _warmed(section: Section, inner: SchedulerRates, warmup: Any, start: Any) -> SchedulerRates:
    try:
        with argument_names(start_lr="warmup_start_lr", end_lr="learning_rate", warmup_steps="warmup_iters"):
            return linear_warmup(inside_warmup(inner), warmup, start, section.values["learning_rate"])
    except ConfigError as error:
        raise section.located(error) from None


def _legacy(config: Section, variant: str | None) -> tuple[Section, str, SchedulerRates]:
    """``learning_rate: {value, decay: {type, ..}}`` of the older programs."""
    value = config.need("learning_rate")
    if isinstance(value, float) and variant != "domainadaptation":
        return config, "", SchedulerRates(lines.level(config.read("learning_rate", number)))
    section = config.section("learning_rate")
    if not section.get("value"):
        raise section.error(tr("must be a rate, and {} needs it", config.suite), "value")
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
        raise place.error(tr("must be one of {}, got {}", tr(", ").join(classes), shown(kind)), "type")
    name, first = classes[kind], "values" if kind == "piecewise" else "learning_rate"
    if first in given:
        raise place.error(tr("must not be given, because {} gets it from learning_rate.value", name), first)
    return section, name, call(CLASSES[name], place, given, name, {first: section.values["value"]})


READER = PaddleSegReader()
