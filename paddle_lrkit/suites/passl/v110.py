"""The configs of PASSL 1.1: ``epochs`` and ``lr_scheduler``, one tick an update, or an epoch with ``lr_config.unit``.

PASSL multiplies some lengths by the updates of an epoch before it builds a class, whatever the unit is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from paddle_lrkit.config.document import Document, Path
from paddle_lrkit.errors import ConfigError, check_choice, shown, unknown_name
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates
from paddle_lrkit.suites.passl.detect import DETECTOR
from paddle_lrkit.suites.passl.ticked_run import TickedRun
from paddle_lrkit.suites.passl.v110_classes import CLASSES
from paddle_lrkit.suites.section import Section, call, find
from paddle_lrkit.suites.values import multiplied, number, whole
from paddle_lrkit.units import LengthOptions, unknown_epoch

BATCH_SIZE: Path = ("dataloader", "train", "sampler", "batch_size")
BUILT = ("CosineAnnealingDecay", "CosineWarmup", "LinearWarmup", "MultiStepDecay", "TimmCosine", "ViTLRScheduler")
"""The classes that PASSL builds without ``use_simclr_iters``."""
_FORMULA = Message("images / (dataloader.train.sampler.batch_size x GPUs)")
_RANKS = 8
"""Cards for which SimCLR's schedule counts its updates."""


def read_v110(document: Document, options: LengthOptions) -> tuple[Section, str, SchedulerRates, TickedRun]:
    """Section, name and rates of the schedule, and its run.

    Raises:
        ConfigError: The config lacks a key, or a class refuses a value.
    """
    config = Section(document, (), document.data, DETECTOR.title)
    steps = _steps(config, options)
    if config.get("epochs"):
        epochs = config.read("epochs", _positive)
        total = epochs * steps
    elif "total_iters" in config.values:
        total = config.read("total_iters", _positive)
        epochs = 0
    else:
        raise config.error(tr("is missing, and PASSL needs it, or total_iters"), "epochs")
    by_epoch = _ticks_by_epoch(config)
    run = TickedRun(epochs, steps, total, total // steps if by_epoch else total, by_epoch)
    section = config.section("lr_scheduler")
    if config.get("use_byol_iters"):
        rates = _built(section, run, _byol_steps(config, epochs))
    elif config.get("use_simclr_iters"):
        config.need("global_batch_size")
        sampler = config.section("dataloader").section("train").section("sampler")
        run = replace(run, batch=sampler.read("batch_size", _positive) * _RANKS)
        rates = _built_for_simclr(section, run)
    else:
        rates = _built(section, run, steps)
    return section, section.values["name"], replace(rates, by_epoch=by_epoch), run


def _positive(key: str, value: Any) -> int:
    return whole(key, value, at_least=1)


def _steps(config: Section, options: LengthOptions) -> int:
    if options.steps_per_epoch is not None:
        return options.steps_per_epoch
    sampler = config.document.get(BATCH_SIZE[:-1])
    sampler = sampler if isinstance(sampler, Mapping) else {}
    found = config.batches(
        options, sampler.get("batch_size"), sampler.get("drop_last", False), "dataloader.train.sampler"
    )
    if found is None:
        raise config.located(unknown_epoch(_FORMULA))
    return found


def _ticks_by_epoch(config: Section) -> bool:
    """Whether the hook ``lr_config`` ticks after each epoch."""
    if config.get("lr_config") is None:
        return False
    hook = config.section("lr_config")
    if hook.need("name") != "LRSchedulerHook":
        raise hook.error(tr("must be LRSchedulerHook, got {}", shown(hook.values["name"])), "name")
    return hook.read("unit", lambda key, value: check_choice(key, value, ("iter", "epoch")), "iter") == "epoch"


def _byol_steps(config: Section, epochs: int) -> int:
    """What ``use_byol_iters`` multiplies by instead of the updates of an epoch: those of the run, by its images."""
    if not epochs:
        raise config.error(tr("is missing, and use_byol_iters needs it"), "epochs")
    return epochs * config.read("total_images", _positive) // config.read("global_batch_size", _positive)


def _built(section: Section, run: TickedRun, steps: int) -> SchedulerRates:
    name, given = _named(section)
    if name not in BUILT:
        if name in CLASSES:
            raise section.error(tr("{} is built with use_simclr_iters: True only", name), "name")
        raise section.located(unknown_name(tr("schedule of {}", DETECTOR.title), name, BUILT, key="name"))
    supplied: dict[str, Any] = {}
    if name == "LinearWarmup":
        inner, warmup = section.section("learning_rate"), section.read("warmup_steps", _positive) * steps
        late = replace(run, ticks=run.ticks - warmup, delay=run.delay + warmup)
        supplied = {"learning_rate": _built(inner, late, steps), "warmup_steps": warmup}
    return _called(section, run, name, given, {**supplied, **_lengths(section, name, steps)})


def _built_for_simclr(section: Section, run: TickedRun) -> SchedulerRates:
    name, given = _named(section)
    find(section, "name", name, CLASSES, tr("schedule of {}", DETECTOR.title))
    if name == "LinearWarmup" and isinstance(given.get("learning_rate"), Mapping):
        raise section.error(
            tr("must be a number with use_simclr_iters, which builds no inner schedule"), "learning_rate"
        )
    lengths = {} if name == "ViTLRScheduler" else _lengths(section, name, run.steps)
    return _called(section, run, name, given, lengths)


def _lengths(section: Section, name: str, steps: int) -> dict[str, Any]:
    """The lengths that PASSL multiplies, in ticks."""
    if name == "CosineAnnealingDecay":
        return {"T_max": section.read("T_max", _positive) * steps}
    if name == "ViTLRScheduler":
        return {"T_max": section.read("T_max", number) * steps}
    if name == "MultiStepDecay":
        return {"milestones": section.read("milestones", lambda key, value: multiplied(key, value, steps))}
    return {}


def _named(section: Section) -> tuple[str, dict[str, Any]]:
    name = section.need("name")
    if not isinstance(name, str):
        raise section.error(tr("must be the name of a schedule, got {}", shown(name)), "name")
    return name, {key: value for key, value in section.values.items() if key != "name"}


def _called(
    section: Section, run: TickedRun, name: str, given: dict[str, Any], supplied: dict[str, Any]
) -> SchedulerRates:
    known = CLASSES[name]
    if "run" in known.parameters:
        known = replace(known, build=partial(known.build, run))
    try:
        return call(known, section, given, name, supplied)
    except ConfigError as error:
        raise section.located(error) from None
