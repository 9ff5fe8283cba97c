"""Reads PaddleDetection configs: ``epoch`` and ``LearningRate``, one tick an update.

``schedulers[0]`` is the decay and ``schedulers[1]`` the warmup; others are built and ignored. A file without ``epoch``
is merged into another one (``--slim_config``); here it gets PaddleDetection's usual 12 epochs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.yaml11 import Tagged
from paddle_lrkit.errors import ConfigError, did_you_mean, shown
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import Selection, SuiteReader
from paddle_lrkit.suites.build_schedule import build_schedule
from paddle_lrkit.suites.evidence import either
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates
from paddle_lrkit.suites.ppdet.classes import (
    BASE_LR,
    CLASSES,
    CosineDecayRecord,
    ExpWarmupRecord,
    LinearWarmupRecord,
    PiecewiseDecayRecord,
)
from paddle_lrkit.suites.ppdet.detect import DETECTOR
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.section import Section, call, find
from paddle_lrkit.suites.training_set import TrainingSet
from paddle_lrkit.suites.values import number, positive, whole
from paddle_lrkit.units import LengthOptions, unknown_epoch

NAME = DETECTOR.title
OVERLAY_EPOCHS = 12
_DECAY = either("CosineDecay", "PiecewiseDecay")
_WARMUP = either("ExpWarmup", "LinearWarmup")


class PaddleDetectionReader(SuiteReader):
    """``epoch`` and ``LearningRate``."""

    def read(self, document: Document, options: LengthOptions, selection: Selection) -> Schedule:
        """The schedule of a PaddleDetection config."""
        config = Section(document, (), document.data, NAME)
        section = config.section("LearningRate")
        steps, total = _lengths(config, options)
        for key in section.values:
            if key not in ("base_lr", "schedulers"):
                hint = did_you_mean(key, ["base_lr", "schedulers"])
                raise section.error(tr("LearningRate of {} takes no argument {}{}", NAME, shown(key), hint), key)
        built = _schedulers(section)
        scheduler = _scheduler(section, section.get("base_lr", BASE_LR), built, steps)
        length = config.run_length(options, total, steps, ("TrainReader", "batch_size"))
        return build_schedule("ppdet", section, scheduler, length, type(built[0]).__name__.removesuffix("Record"))

    def training_set(self, document: Document) -> TrainingSet | None:
        """The training set that a config names, counted."""
        from paddle_lrkit.suites.ppdet.training_set import training_set

        return training_set(document)


def _lengths(config: Section, options: LengthOptions) -> tuple[int, int]:
    """Updates in an epoch and in the run."""
    epochs = OVERLAY_EPOCHS
    if config.get("epoch") is not None:
        epochs = config.read("epoch", lambda key, value: whole(key, value, at_least=0))
    fixed = config.get("ssod_method", "ARSL") == "ARSL" and "epoch_iter" in config.values
    if fixed and options.images is None:
        own = config.read("epoch_iter", positive)
        if options.steps_per_epoch in (None, own):
            updates = config.read("max_iter", lambda key, value: whole(key, value, at_least=0))
            return own, -(-updates // own) * own
    steps = options.steps_per_epoch
    if steps is None:
        size = config.document.get(("TrainReader", "batch_size"), 1)
        drop_last = config.document.get(("TrainReader", "drop_last"), True)
        steps = config.batches(options, size, drop_last, "TrainReader.batch_size")
    if steps is None:
        raise config.located(unknown_epoch(tr("images / (TrainReader.batch_size x GPUs), rounded down")))
    return steps, epochs * steps


def _schedulers(section: Section) -> list[Any]:
    """The objects of ``schedulers``, built as PaddleDetection builds them."""
    if "schedulers" not in section.values:
        return [PiecewiseDecayRecord(), LinearWarmupRecord()]
    entries = section.values["schedulers"]
    if not isinstance(entries, (list, tuple)):
        raise section.error(tr("must be a list of a decay and a warmup, got {}", shown(entries)), "schedulers")
    if not entries:
        raise section.error(tr("must have a decay ({}), got an empty list", _DECAY), "schedulers")
    return [_built(section, index, entry) for index, entry in enumerate(entries)]


def _built(section: Section, index: int, entry: Any) -> Any:
    place = replace(section, path=(*section.path, "schedulers", index), values={})
    name, given = _named(place, entry)
    found = find(place, "name", name, CLASSES, tr("schedule class of {}", NAME))
    if isinstance(given, (list, tuple)):
        fields = list(found.parameters)
        if len(given) > len(fields):
            raise place.error(tr("{} of {} takes {} arguments, got {}", name, NAME, len(fields), len(given)))
        given = dict(zip(fields, given, strict=False))
    if not isinstance(given, Mapping):
        raise place.error(tr("!{} needs its arguments in braces, such as !{} {{}}", name, name))
    built = call(found, place, given, name)
    if isinstance(built, PiecewiseDecayRecord):
        _checked(place, built.factors)
    return built


def _named(place: Section, entry: Any) -> tuple[Any, Any]:
    """Class name and arguments of an entry: ``!Tag {..}``, ``{name: ..}`` or ``{__tag__: ..}`` in a dict."""
    if isinstance(entry, Tagged):
        return entry.name, entry.value
    if isinstance(entry, Mapping):
        for key in ("name", "__tag__"):
            if key in entry:
                return entry[key], {other: value for other, value in entry.items() if other != key}
        raise place.error(tr("is missing, and {} needs it", NAME), "name")
    raise place.error(tr("must be a schedule class such as !CosineDecay {{..}}, got {}", shown(entry)))


def _scheduler(section: Section, base_lr: Any, built: list[Any], steps: int) -> SchedulerRates:
    decay = built[0]
    first = replace(section, path=(*section.path, "schedulers", 0))
    if not isinstance(decay, (CosineDecayRecord, PiecewiseDecayRecord)):
        raise first.error(tr("must be the decay ({}); the warmup comes second", _DECAY))
    warmup = None
    length = 0
    if decay.use_warmup:
        if len(built) < 2:
            raise first.error(tr("needs a warmup as second scheduler; add one or set use_warmup: false"))
        warmup = built[1]
        second = replace(section, path=(*section.path, "schedulers", 1))
        if not isinstance(warmup, (ExpWarmupRecord, LinearWarmupRecord)):
            raise second.error(tr("must be a warmup ({})", _WARMUP))
        number_of = section.read("base_lr", number, BASE_LR)
        length = _checked(second, lambda: warmup.length(steps))
        _checked(second, lambda: warmup.ramp(float(number_of), length))
    curve = _checked(first, lambda: decay.curve(base_lr, warmup, steps), section)
    return SchedulerRates(curve, warmup=length)


def _checked(place: Section, build: Any, base: Section | None = None) -> Any:
    """The result of ``build``; its errors get file and line of a key of ``place``, or of ``base`` for the base rate."""
    try:
        return build()
    except ConfigError as error:
        if base is not None and error.key in ("base_lr", "learning_rate"):
            raise base.error(error.message, "base_lr") from None
        raise place.located(error) from None


READER = PaddleDetectionReader()
