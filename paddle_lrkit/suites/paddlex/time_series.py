"""The two schedules of PaddleTS, which PaddleX trains with: a constant rate, and a decay after each epoch."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from paddle_lrkit.config.document import Document
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import Selection, SuiteFields, SuiteReader
from paddle_lrkit.suites.build_schedule import build_schedule
from paddle_lrkit.suites.config_value import SectionValues
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates
from paddle_lrkit.suites.paddle.table import CLASSES
from paddle_lrkit.suites.quantity import Quantity
from paddle_lrkit.suites.reference_curves import lines
from paddle_lrkit.suites.reference_curves.ticks import by_epoch, held
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.schedule_fields import ScheduleFields
from paddle_lrkit.suites.section import Section, call
from paddle_lrkit.suites.values import fixed_rate, number, whole
from paddle_lrkit.units import LengthOptions, unknown_epoch

NAME = "PaddleTS"
SECTION = ("model", "model_cfg", "optimizer_params")
_DECAY = "ExponentialDecay"
_START = "start_epoch"


class TimeSeriesReader(SuiteReader):
    """``epoch`` and the arguments of the optimizer in a config of PaddleTS."""

    def read(self, document: Document, options: LengthOptions, selection: Selection) -> Schedule:
        """A constant rate, or with ``gamma`` one that falls after each epoch from ``start_epoch`` on."""
        config = Section(document, (), document.data, NAME)
        epochs = config.read("epoch", lambda key, value: whole(key, value, at_least=0))
        section = Section.at(document, SECTION, NAME)
        steps = options.steps_per_epoch
        if steps is None:
            steps = config.batches(options, document.get(("batch_size",)), False, "batch_size")
        if steps is None:
            raise config.located(unknown_epoch(tr("samples / batch_size")))
        name, rates = _rates(section)
        curve = by_epoch(rates.curve, steps) if name else rates.curve
        length = config.run_length(options, epochs * steps, steps, ("batch_size",))
        schedule = build_schedule("paddlex", section, SchedulerRates(curve), length, name)
        return replace(schedule, stepped="epoch" if name else "update")


def _rates(section: Section) -> tuple[str, SchedulerRates]:
    """The name of the class and its rates, a tick an epoch; no name for a number."""
    if not section.get("gamma"):
        return "", SchedulerRates(lines.level(section.read("learning_rate", fixed_rate)))
    given = {key: section.need(key) for key in ("learning_rate", "gamma")}
    rates = call(CLASSES[_DECAY], section, given, _DECAY)
    start = max(math.ceil(section.read(_START, number, 1)), 0)
    return _DECAY, replace(rates, curve=held(rates.curve, start))


class TimeSeriesFields(SuiteFields):
    """The parts of a schedule of PaddleTS; all lengths are epochs."""

    def read(self, document: Document, selection: Selection, steps: int | None) -> ScheduleFields | None:
        """The fields of the decay, or of a constant rate without ``gamma``."""
        given = document.get(SECTION)
        if not isinstance(given, Mapping):
            return None
        at, top = SectionValues(document, SECTION), SectionValues(document)
        rate, decays = at("learning_rate"), bool(given.get("gamma"))
        return ScheduleFields(
            "exponential" if decays else "constant",
            _DECAY if decays else "",
            SECTION,
            run=top("epoch"),
            rate=rate,
            gamma=at("gamma") if decays else None,
            batch=top("batch_size"),
            quantities=(Quantity(rate, "rate"),) if rate is not None else (),
            optimizer=str(document.get(("model", "model_cfg", "optimizer"), "")),
        )


READER = TimeSeriesReader()
FIELDS = TimeSeriesFields()
