"""Reads PaddleScience configs: ``TRAIN.epochs`` and ``TRAIN.lr_scheduler`` or ``TRAIN.learning_rate``.

The section holds the arguments of a class whose name is in the script of the example, so the class is the entry:
inferred from the keys unless it is said. What the script passes beside the section is ``given``.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.interpolation import check_resolved
from paddle_lrkit.errors import ConfigError, NoScheduleError
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import Selection, SuiteReader
from paddle_lrkit.suites.build_schedule import build_schedule
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates
from paddle_lrkit.suites.ppsci import neuraloperator
from paddle_lrkit.suites.ppsci.classes import CLASSES
from paddle_lrkit.suites.ppsci.detect import DETECTOR
from paddle_lrkit.suites.ppsci.entries import CONSTANT, ENTRIES, NEURALOPERATOR, inferred, passed
from paddle_lrkit.suites.ppsci.loop import training_loop
from paddle_lrkit.suites.reference_curves import lines
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.section import Section, call
from paddle_lrkit.suites.values import fixed_rate
from paddle_lrkit.units import LengthOptions

NAME = DETECTOR.title
_RATES = ("learning_rate", "max_learning_rate", "values")


class PaddleScienceReader(SuiteReader):
    """``TRAIN.lr_scheduler`` with the class of the entry, or the rate ``TRAIN.learning_rate``."""

    entries = ENTRIES
    counts_batches = True
    given = tuple(dict.fromkeys(key for found in CLASSES.values() for key in found.parameters))

    def read(self, document: Document, options: LengthOptions, selection: Selection) -> Schedule:
        """The schedule of a PaddleScience config."""
        config = Section(document, (), document.data, NAME)
        train = config.section("TRAIN")
        for key in ("lr_scheduler", "learning_rate", "epochs", "iters_per_epoch", "update_freq"):
            check_resolved(document, ("TRAIN", key))
        entry, assumed = selection.entry, []
        if entry is None:
            entry, said = inferred(train, selection.given)
            assumed += said
        loop = training_loop(config, options, assumed)
        if entry == CONSTANT:
            section, rates = train, _constant(train, selection.given)
        else:
            section, supplied = train.section("lr_scheduler"), dict(selection.given)
            if selection.entry is None:
                more, said = passed(entry, train, {*section.values, *supplied}, loop.epochs, loop.iterations)
                supplied, assumed = {**supplied, **more}, [*assumed, *said]
                if entry not in (CONSTANT, NEURALOPERATOR) and not {*section.values, *supplied} & {*_RATES}:
                    reason = tr("is missing, so that the script must pass it; say it with --given learning_rate=RATE")
                    raise section.located(NoScheduleError(reason, key="learning_rate"))
            rates = _scheduler(section, entry, supplied, loop.iterations)
        loop.check(rates, section)
        length = config.run_length(options, loop.epochs * loop.updates, loop.updates, ("TRAIN", "batch_size"))
        name = "" if entry == CONSTANT else entry.partition(".")[2]
        built = build_schedule("ppsci", section, loop.applied(rates), length, name, entry=entry, assumed=assumed)
        return replace(built, stepped="epoch" if rates.by_epoch else "update")


def _check_given(given: Mapping[str, Any], allowed: tuple[str, ...], entry: str) -> None:
    for key in given:
        if key not in allowed:
            raise ConfigError(tr("{} gets no {!r} from the script", entry, key), key="given")


def _constant(train: Section, given: Mapping[str, Any]) -> SchedulerRates:
    _check_given(given, ("learning_rate",), CONSTANT)
    section = replace(train, values={**train.values, **given})
    return SchedulerRates(lines.level(section.read("learning_rate", fixed_rate)))


def _scheduler(section: Section, entry: str, supplied: Mapping[str, Any], iterations: int) -> SchedulerRates:
    """The class of the entry, called with the section and with what the script passes."""
    if entry == NEURALOPERATOR:
        _check_given(supplied, (), entry)
        return neuraloperator.scheduler(section, iterations)
    for key in supplied:
        if key in section.values:
            raise section.error(
                tr("is passed by the script too, so that {} fails: a key can be passed once", NAME), key
            )
    if "iters_per_epoch" not in section.values:
        supplied = {"iters_per_epoch": iterations, **supplied}
    name = entry.partition(".")[2]
    for key, default in CLASSES[name].parameters.items():
        if default is inspect.Parameter.empty and key not in {*section.values, *supplied}:
            raise section.error(
                tr(
                    "is missing, and {} of {} needs it; if the script passes it, give --given {}=VALUE", name, NAME, key
                ),
                key,
            )
    return call(CLASSES[name], section, section.values, name, supplied)


READER = PaddleScienceReader()
