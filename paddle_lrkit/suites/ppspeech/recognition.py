"""The programs of ``s2t``: U2, DeepSpeech2, and models around wav2vec2, HuBERT and WavLM.

``accum_grad`` batches make an update, and all but DeepSpeech2 tick once an update.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from paddle_lrkit.errors import ConfigError, NoScheduleError, argument_names, shown, unknown_name
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.paddle.decays import exponential_decay
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates
from paddle_lrkit.suites.ppspeech.classes import FACTORY
from paddle_lrkit.suites.ppspeech.run import ProgramRun, updates_of_epochs
from paddle_lrkit.suites.reference_curves.ticks import by_epoch
from paddle_lrkit.suites.section import Section
from paddle_lrkit.units import LengthOptions

_METRIC = "newbobscheduler"


def u2(config: Section, options: LengthOptions, entry: str) -> ProgramRun:
    """``scheduler``, which gets the same five arguments whatever its class is."""
    conf = config.section("scheduler_conf")
    place = ("scheduler_conf", conf) if entry == "s2t.u2_kaldi" else ("optim_conf", config.section("optim_conf"))
    sections = {
        "learning_rate": (f"{place[0]}.lr", place[1].need("lr")),
        "warmup_steps": ("scheduler_conf.warmup_steps", conf.need("warmup_steps")),
        "gamma": ("scheduler_conf.lr_decay", conf.need("lr_decay")),
        "d_model": ("encoder_conf.output_size", config.section("encoder_conf").need("output_size")),
    }
    arguments = {name: value for name, (_, value) in sections.items()}
    names = {name: key for name, (key, _) in sections.items()}
    name, rates = _built(config, "scheduler", arguments, names)
    total, steps = updates_of_epochs(config, "n_epoch", options, entry, accumulates=True)
    return ProgramRun(config, rates, total, steps, name)


def encoder(config: Section, options: LengthOptions, entry: str) -> ProgramRun:
    """``X_scheduler`` with the arguments in ``X_scheduler_conf`` and the rate in ``X_optim_conf``."""
    part = entry.partition(":")[2]
    key, conf = f"{part}_scheduler", config.section(f"{part}_scheduler_conf")
    rate = config.section(f"{part}_optim_conf").need("lr")
    for name in ("learning_rate", "verbose"):
        if name in conf.values:
            raise conf.error(tr("must not be given, because PaddleSpeech passes it too"), name)
    arguments = {**conf.values, "learning_rate": rate}
    names = {name: f"{part}_scheduler_conf.{name}" for name in conf.values if isinstance(name, str)}
    names["learning_rate"] = f"{part}_optim_conf.lr"
    name, rates = _built(config, key, arguments, names, f"{part}_scheduler_conf")
    if name == _METRIC:
        reason = tr(
            "{} lowers the rate when the loss on the dev set stops falling, so the config alone does not tell the "
            "curve",
            name,
        )
        raise config.located(NoScheduleError(reason, key=key))
    total, steps = updates_of_epochs(config, "n_epoch", options, entry, accumulates=True)
    assumed: tuple[str, ...] = ()
    if part != "model" and config.get(f"freeze_{part}"):
        assumed = (tr("freeze_{} keeps this optimizer from running; the rates are those it would have", part),)
    return ProgramRun(config, rates, total, steps, name, assumed=assumed)


def deepspeech2(config: Section, options: LengthOptions, entry: str) -> ProgramRun:
    """``lr * lr_decay ** epoch``"""
    rate, gamma = config.need("lr"), config.need("lr_decay")
    total, steps = updates_of_epochs(config, "n_epoch", options, entry, accumulates=True)
    try:
        with argument_names(learning_rate="lr", gamma="lr_decay"):
            ticks = exponential_decay(rate, gamma).curve
    except ConfigError as error:
        raise config.located(error) from None
    return ProgramRun(config, SchedulerRates(by_epoch(ticks, steps)), total, steps, "ExponentialDecay", "epoch")


def _built(
    config: Section, key: str, arguments: Mapping[str, Any], names: Mapping[str, str], conf: str = ""
) -> tuple[str, SchedulerRates]:
    """The schedule of a name in lower case, with those arguments that its class takes and that are not None.

    Args:
        config: The config.
        key: Key of the name.
        arguments: The arguments.
        names: Argument -> dotted key, for errors.
        conf: The section where other arguments can be given; empty for none.
    """
    name = config.need(key)
    if not isinstance(name, str):
        raise config.error(tr("must be the name of a schedule, got {}", shown(name)), key)
    if ":" in name:
        raise config.error(
            tr(
                "{} is looked for in lower case, where Python has no such class; known: {}",
                shown(name),
                tr(", ").join(FACTORY),
            ),
            key,
        )
    if name.lower() not in FACTORY:
        raise config.located(unknown_name(tr("schedule of {}", config.suite), name, FACTORY, key=key))
    found = FACTORY[name.lower()]
    parameters = found.parameters
    given = {part: value for part, value in arguments.items() if part in parameters and value is not None}
    for part, default in parameters.items():
        if part not in given and default is inspect.Parameter.empty:
            missing = names.get(part) or (f"{conf}.{part}" if conf else "")
            if not missing:
                raise config.error(tr("{} needs {}, which this program does not pass to it", name, part), key)
            raise config.error(tr("is missing, and {} of {} needs it", name, config.suite), *missing.split("."))
    try:
        with argument_names(**names):
            return name, found.build(**given)
    except ConfigError as error:
        raise config.located(error) from None
