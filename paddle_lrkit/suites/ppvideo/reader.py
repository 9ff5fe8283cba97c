"""Reads PaddleVideo configs: ``epochs`` and ``OPTIMIZER.learning_rate``.

With ``iter_step: True`` a scheduler ticks after each batch and gets ``num_iters``, the batches of an epoch; without it,
it ticks after each epoch. ``GRADIENT_ACCUMULATION`` makes an update of several batches; the ticks stay those of the
batches, so that ``steps_per_epoch`` from the caller is the number of batches.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.errors import ConfigError, shown
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.suites.base import Selection, SuiteReader
from paddle_lrkit.suites.build_schedule import build_schedule
from paddle_lrkit.suites.paddle.plateau import inside_warmup
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates
from paddle_lrkit.suites.paddle.table import CLASSES as PADDLE
from paddle_lrkit.suites.ppvideo.classes import CLASSES
from paddle_lrkit.suites.ppvideo.detect import DETECTOR
from paddle_lrkit.suites.reference_curves.ticks import accumulated, by_epoch, updates_within
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.section import Section, call, find
from paddle_lrkit.suites.values import positive, whole
from paddle_lrkit.units import LengthOptions, unknown_epoch

NAME = DETECTOR.title
BATCH_SIZE = 8
"""``DATASET.batch_size`` where the config does not set it."""
_FORMULA = Message("images / (DATASET.batch_size x GPUs), in batches also with GRADIENT_ACCUMULATION")
_DEEPEST = 20


class PaddleVideoReader(SuiteReader):
    """``epochs`` and ``OPTIMIZER.learning_rate``."""

    counts_batches = True

    def read(self, document: Document, options: LengthOptions, selection: Selection) -> Schedule:
        """The schedule of a PaddleVideo config."""
        config = Section(document, (), document.data, NAME)
        epochs = config.read("epochs", positive)
        epoch = _epoch(config, options)
        optimizer = config.section("OPTIMIZER")
        section = optimizer.section("learning_rate")
        name, ticks = _built(section, epoch.batches, 0)
        if ticks.plateau:
            ticks = replace(ticks, plateau=None, last_tick=0, reason=tr("{} is stepped without a metric", name))
        by_batch, most = bool(section.get("iter_step")), ticks.most_ticks
        if not by_batch and most is not None and epochs > most:
            reason = ticks.reason or tr("the schedule has {} epochs, the run {}", most, epochs)
            raise section.error(tr("{} stops with an error at the end of epoch {}: {}", NAME, most, reason))
        rates = epoch.by_batch(ticks) if by_batch else epoch.by_epoch(ticks)
        length = config.run_length(options, epochs * epoch.updates, epoch.updates, ("DATASET", "batch_size"))
        schedule = build_schedule("ppvideo", section, rates, length, name, assumed=tuple(_assumed(config, options)))
        return schedule if by_batch else replace(schedule, stepped="epoch")


@dataclass(frozen=True)
class EpochOfBatches:
    """An epoch in which an update takes several batches.

    Args:
        batches: Batches in an epoch.
        accumulate: Batches in an update; those that are left over at the end of an epoch make none.
    """

    batches: int
    accumulate: int = 1

    @property
    def updates(self) -> int:
        """Updates in an epoch."""
        return self.batches // self.accumulate

    def by_batch(self, ticks: SchedulerRates) -> SchedulerRates:
        """The rates at each update of a scheduler that ticks after each batch."""
        if self.accumulate == 1:
            return ticks
        last = None if ticks.most_ticks is None else self._updates_in(ticks.most_ticks) - 1
        curve = accumulated(ticks.curve, self.batches, self.accumulate, self.updates)
        return replace(ticks, curve=curve, warmup=self._updates_in(ticks.warmup), last_tick=last, entry=-1)

    def by_epoch(self, ticks: SchedulerRates) -> SchedulerRates:
        """The rates at each update of a scheduler that ticks after each epoch."""
        curve, warmup = by_epoch(ticks.curve, self.updates), ticks.warmup * self.updates
        return replace(ticks, curve=curve, warmup=warmup, last_tick=None)

    def _updates_in(self, batches: int) -> int:
        """Updates whose last batch is among the first ``batches`` ones."""
        return updates_within(batches, self.batches, self.accumulate, self.updates)


def _epoch(config: Section, options: LengthOptions) -> EpochOfBatches:
    data = config.section("DATASET") if "DATASET" in config.values else replace(config, path=("DATASET",), values={})
    size = options.batch_size or data.read("batch_size", positive, BATCH_SIZE)
    batches = options.steps_per_epoch or data.batches(options, size, True, "batch_size")
    if batches is None:
        raise config.located(unknown_epoch(_FORMULA))
    epoch = EpochOfBatches(batches, _accumulated(config, size, options.processes))
    if not epoch.updates:
        raise config.error(
            tr("the weights are never updated: an update takes {} batches, an epoch has {}", epoch.accumulate, batches),
            "GRADIENT_ACCUMULATION",
        )
    return epoch


def _accumulated(config: Section, size: int, processes: int) -> int:
    """Batches in an update: ``global_batch_size / (DATASET.batch_size * GPUs)``."""
    if not config.get("GRADIENT_ACCUMULATION"):
        return 1
    section = config.section("GRADIENT_ACCUMULATION")
    samples = section.read("global_batch_size", lambda key, value: whole(key, value, at_least=size))
    if samples % (size * processes):
        raise section.error(
            tr(
                "must be a multiple of {} (DATASET.batch_size {} x GPUs {}), got {}",
                size * processes,
                size,
                processes,
                samples,
            ),
            "global_batch_size",
        )
    return samples // (size * processes)


def _built(section: Section, batches: int, depth: int) -> tuple[str, SchedulerRates]:
    """The class ``name`` with the other keys, and its name; a section ``learning_rate`` in it is built first."""
    if depth > _DEEPEST:
        raise section.error(tr("more than {} schedules inside each other", _DEEPEST))
    shown_name = ""
    given: dict[str, Any] = {key: value for key, value in section.values.items() if key != "name"}
    if isinstance(given.get("learning_rate"), Mapping) and given["learning_rate"]:
        shown_name, given["learning_rate"] = _inner(section.section("learning_rate"), batches, depth + 1)
    name = section.need("name")
    schedule_class = find(section, "name", name, CLASSES, tr("schedule of {}", NAME))
    supplied = {}
    if given.get("iter_step"):
        del given["iter_step"]
        supplied = {"num_iters": batches}
    _check_iter_step(section, name, given, supplied)
    return shown_name or name, call(schedule_class, section, given, name, supplied)


def _inner(section: Section, batches: int, depth: int) -> tuple[str, SchedulerRates]:
    """A schedule inside a ``LinearWarmup``, which sets its epoch, so that it never divides by ``num_iters``."""
    name, rates = _built(section, batches, depth)
    if name not in PADDLE and rates.wrapped is not None:
        return name, SchedulerRates(rates.wrapped)
    try:
        return name, inside_warmup(rates)
    except ConfigError as error:
        raise section.located(error) from None


def _check_iter_step(section: Section, name: str, given: Mapping[str, Any], supplied: Mapping[str, Any]) -> None:
    """Explains the two faults with ``iter_step``, which are refused as arguments that the class does not take."""
    takes = CLASSES[name].parameters
    if "iter_step" in given:
        raise section.error(
            tr(
                "must be true or left out: {} passes {} on to {}, which does not take it",
                NAME,
                shown(given["iter_step"]),
                name,
            ),
            "iter_step",
        )
    if supplied and "num_iters" not in takes:
        raise section.error(
            tr("must be left out: {} counts epochs and does not take num_iters, which comes with it", name), "iter_step"
        )
    if "num_iters" in takes and takes["num_iters"] is not None and "num_iters" not in {*given, *supplied}:
        raise section.error(tr("is missing: {} of {} needs iter_step: True", name, NAME), "iter_step")


def _assumed(config: Section, options: LengthOptions) -> Iterator[str]:
    if config.get("MULTIGRID"):
        yield tr("trained without --multigrid, which changes the batch size and the batches of an epoch")
    if config.get("GRADIENT_ACCUMULATION") and options.world_size is None:
        yield tr("1 GPU, on which the batches of an update depend; --gpus gives another number")


READER = PaddleVideoReader()
