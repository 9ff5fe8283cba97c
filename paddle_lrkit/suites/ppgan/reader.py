"""Reads PaddleGAN configs: ``lr_scheduler``, and ``epochs`` or ``total_iters``.

Every iteration is an update and a tick. Most models make one schedule of the section, some several.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.errors import ConfigError, NoScheduleError, argument_names, shown
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.suites.base import Selection, SuiteReader
from paddle_lrkit.suites.build_schedule import build_schedule
from paddle_lrkit.suites.paddle.decays import multistep_decay
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates
from paddle_lrkit.suites.ppgan.classes import CLASSES
from paddle_lrkit.suites.ppgan.detect import DETECTOR
from paddle_lrkit.suites.ppgan.models import ALL, FIRST_ORDER, entries_of, entry_of
from paddle_lrkit.suites.reference_curves.ticks import restarted
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.section import Section, call, find
from paddle_lrkit.suites.values import number, whole
from paddle_lrkit.units import LengthOptions, unknown_epoch

NAME = DETECTOR.title
_FORMULA = Message("images / (dataset.train.batch_size x GPUs), rounded down")
_REGULARIZED = {
    "styleganv2:gen": (("params", "gen_iters"), 4),
    "styleganv2:disc": (("params", "disc_iters"), 16),
    "gfpgan:d": (("net_d_reg_every",), None),
}
"""Entry -> the key of ``model`` with a number ``k``, and its default; the rate is multiplied by ``k / (k + 1)``."""
_FEWEST_BATCHES = 100
"""An epoch is assumed to have so many where the schedule only begins to move with fewer."""


class PaddleGANReader(SuiteReader):
    """``lr_scheduler``, and ``epochs`` or ``total_iters``."""

    entries = ALL
    given = ("model.scale_num",)

    def read(self, document: Document, options: LengthOptions, selection: Selection) -> Schedule:
        """The schedule of one optimizer of a PaddleGAN config."""
        config = Section(document, (), document.data, NAME)
        entry = entry_of(document.data, selection)
        assumed: tuple[str, ...] = ()
        section = config.section("lr_scheduler")
        steps = _batches(config, options)
        total = _total(config, steps)
        if steps is None and section.get("name") == "LinearDecay":
            steps, assumed = _assumed_batches(section, total)
        if entry in FIRST_ORDER:
            name, rates = "MultiStepDecay", _first_order(section)[entry]
        else:
            name, rates = _named(section, _own_rate(config, section, entry), steps)
        if selection.given and entry != "singan":
            raise ConfigError(
                tr("only a SinGAN takes model.scale_num from outside its config, not {}", entry), key="given"
            )
        if entry == "singan":
            rates = _scale_by_scale(config, rates, total, selection)
        length = config.run_length(options, total, steps, ("dataset", "train", "batch_size"))
        return build_schedule("ppgan", section, rates, length, name, entry=entry, assumed=assumed)

    def optimizer_names(self, document: Document, entry: str | None = None) -> tuple[str, ...]:
        """The optimizers with a schedule."""
        return entries_of(document.data)


def _batches(config: Section, options: LengthOptions) -> int | None:
    """Batches in an epoch, the last one only if it is full; None when they are not known."""
    if options.steps_per_epoch is not None:
        return options.steps_per_epoch
    get = config.document.get
    if options.images is not None and get(("dataset", "train", "name")) == "RepeatDataset":
        raise config.error(tr("the samples of a RepeatDataset cannot be counted; give --steps-per-epoch"), "dataset")
    return config.batches(options, get(("dataset", "train", "batch_size"), 1), True, "dataset.train.batch_size")


def _total(config: Section, steps: int | None) -> int:
    """Iterations of the run: ``epochs`` unless they are 0 or absent, else ``total_iters``."""
    key = "epochs" if config.get("epochs") else "total_iters"
    value = config.read(key, number)
    if key == "epochs" and steps is None:
        raise config.located(unknown_epoch(_FORMULA))
    total = math.ceil(value * (steps or 1) if key == "epochs" else value)
    if total < 0:
        raise config.error(tr("must not be negative, got {}", shown(value)), key)
    return total


def _assumed_batches(section: Section, total: int) -> tuple[int, tuple[str, ...]]:
    """Batches in an epoch that move no rate, where nothing depends on their number."""
    start = math.floor(section.read("start_epoch", number, 0))
    fewest = max(total - 1, 0) // start + 1 if start > 0 else math.inf
    if fewest > _FEWEST_BATCHES:
        raise section.located(unknown_epoch(_FORMULA))
    if fewest == 1:
        return 1, ()
    return int(fewest), (
        tr(
            "an epoch has at least {} batches, so that the decay does not begin within the run; with fewer of "
            "them give --steps-per-epoch",
            fewest,
        ),
    )


def _own_rate(config: Section, section: Section, entry: str) -> dict[str, Any]:
    """The keys of the section, with the rate of an optimizer that is regularized every ``k`` iterations."""
    given = dict(section.values)
    if entry not in _REGULARIZED:
        return given
    (*parents, key), default = _REGULARIZED[entry]
    place = config.section("model")
    for parent in parents:
        place = place.section(parent) if place.get(parent) is not None else replace(place, values={})
    every = place.read(key, number) if default is None else place.read(key, number, default)
    if every == -1:
        raise place.error(tr("must be another number than -1"), key)
    return {**given, "learning_rate": section.read("learning_rate", number) * (every / (every + 1))}


def _named(section: Section, given: dict[str, Any], steps: int | None) -> tuple[str, SchedulerRates]:
    """The class ``name`` with the other keys; PaddleGAN replaces ``iters_per_epoch`` where it is given."""
    name = section.need("name")
    found = find(section, "name", name, CLASSES, tr("schedule of {}", NAME))
    del given["name"]
    supplied = {"iters_per_epoch": steps} if "iters_per_epoch" in given else {}
    return name, call(found, section, given, name, supplied)


def _first_order(section: Section) -> dict[str, SchedulerRates]:
    """The three schedules of a first-order motion model, which are all built."""
    found = {}
    milestones = section.need("epoch_milestones")
    for entry, key in FIRST_ORDER.items():
        try:
            with argument_names(learning_rate=key, milestones="epoch_milestones"):
                found[entry] = multistep_decay(section.need(key), milestones, 0.1)
        except ConfigError as error:
            raise section.located(error) from None
    return found


def _scale_by_scale(config: Section, rates: SchedulerRates, total: int, selection: Selection) -> SchedulerRates:
    """The schedule of SinGAN, which begins again with each scale of the image."""
    model = config.section("model") if "model" in config.values else replace(config, values={})
    if model.get("is_finetune") or total < 1:
        return rates
    count = _scales(selection) if selection.given else model.get("scale_num")
    if count is None:
        asked = tr(
            "is not known: the number of scales comes from the size of the image; give it as --given model.scale_num=8"
        )
        raise model.located(NoScheduleError(asked, key="scale_num"))
    try:
        period = math.ceil(total / whole("scale_num", count, at_least=1))
    except ConfigError as error:
        raise model.located(error) from None
    most = rates.most_ticks
    last = None if most is None or (period < total and most > period) else most - 1
    return SchedulerRates(restarted(rates.curve, period), last_tick=last)


def _scales(selection: Selection) -> Any:
    """``model.scale_num`` from outside the config.

    Raises:
        ConfigError: There is something else.
    """
    model = selection.given.get("model")
    if not isinstance(model, Mapping) or set(model) != {"scale_num"}:
        raise ConfigError(
            tr("must be model.scale_num=8 or another number of scales, got model = {}", shown(model)), key="given"
        )
    return model["scale_num"]


READER = PaddleGANReader()
