"""The programs of ``t2s`` that have a scheduler; its arguments are the keys of ``*_scheduler_params``."""

from __future__ import annotations

from paddle_lrkit.messages import tr
from paddle_lrkit.suites.paddle.decays import noam_decay
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates
from paddle_lrkit.suites.paddle.table import CLASSES
from paddle_lrkit.suites.ppspeech.classes import PADDLE_NAMES
from paddle_lrkit.suites.ppspeech.run import ProgramRun, updates, updates_of_epochs
from paddle_lrkit.suites.reference_curves import lines
from paddle_lrkit.suites.reference_curves.ticks import by_epoch, entered
from paddle_lrkit.suites.schedule_class import ScheduleClass
from paddle_lrkit.suites.section import Section, call, find
from paddle_lrkit.suites.values import fixed_rate, number
from paddle_lrkit.units import LengthOptions


def vocoder(config: Section, options: LengthOptions, entry: str) -> ProgramRun:
    """``StepDecay`` or ``MultiStepDecay``, which the program names; a tick is an update of this network.

    A network trains at the iterations above ``*_train_start_steps``, which count from 0.
    """
    program, _, part = entry.partition(":")
    name = "StepDecay" if program == "t2s.parallelwave_gan" else "MultiStepDecay"
    section, rates = _of_paddle(config, part, name)
    key = f"{part}_train_start_steps"
    start = config.read(key, number, 0) if part == "generator" else config.read(key, number)
    return ProgramRun(section, rates, _from(config, start, key), None, name)


def vits(config: Section, options: LengthOptions, entry: str) -> ProgramRun:
    """A tick an epoch, the first one already after update 0."""
    part = entry.partition(":")[2]
    config.need("max_epoch")
    name, section, rates = _named(config, part)
    total, steps = updates_of_epochs(config, "max_epoch", options, entry)
    curve = entered(by_epoch(rates.curve, steps), steps - 2)
    return ProgramRun(section, SchedulerRates(curve), total, steps, name, "epoch")


def jets(config: Section, options: LengthOptions, entry: str) -> ProgramRun:
    """A tick an update."""
    name, section, rates = _named(config, entry.partition(":")[2])
    return ProgramRun(section, rates, updates(config, "train_max_steps"), None, name)


def stargan(config: Section, options: LengthOptions, entry: str) -> ProgramRun:
    """``OneCycleLR``, which fails when the epochs have more updates than ``total_steps``."""
    section, rates = _of_paddle(config, entry.partition(":")[2], "OneCycleLR")
    total, steps = updates_of_epochs(config, "max_epoch", options, entry)
    return ProgramRun(section, rates, total, steps, "OneCycleLR")


def diffsinger(config: Section, options: LengthOptions, entry: str) -> ProgramRun:
    """FastSpeech2 before ``ds_train_start_steps``, the diffusion after it; its schedule is never stepped."""
    key = "ds_train_start_steps"
    start = config.read(key, number)
    if entry.endswith(":fs2"):
        section = config.section("fs2_optimizer")
        rate = lines.level(section.read("learning_rate", fixed_rate, 0.01))
        total = min(updates(config, key), updates(config, "train_max_steps"))
        return ProgramRun(section, SchedulerRates(rate), total)
    section, rates = _of_paddle(config, "ds", "StepDecay")
    first = SchedulerRates(lines.level(rates.curve(0)))
    return ProgramRun(section, first, _from(config, start, key), None, "StepDecay")


def ernie_sat(config: Section, options: LengthOptions, entry: str) -> ProgramRun:
    """``NoamDecay`` of ``d_model`` and ``warmup_steps``, with a rate of 1."""
    section = config.section("scheduler_params")
    given = {key: section.need(key) for key in ("d_model", "warmup_steps")}
    rates = call(ScheduleClass(noam_decay), section, given, "NoamDecay")
    total, steps = updates_of_epochs(config, "max_epoch", options, entry)
    return ProgramRun(section, rates, total, steps, "NoamDecay")


def ernie_linear(config: Section, options: LengthOptions, entry: str) -> ProgramRun:
    """``ExponentialDecay``, a tick an update."""
    section = config.section("scheduler_params")
    rates = call(CLASSES["ExponentialDecay"], section, section.values, "ExponentialDecay")
    total, steps = updates_of_epochs(config, "max_epoch", options, entry)
    return ProgramRun(section, rates, total, steps, "ExponentialDecay")


def _of_paddle(config: Section, part: str, name: str) -> tuple[Section, SchedulerRates]:
    section = config.section(f"{part}_scheduler_params")
    return section, call(CLASSES[name], section, section.values, name)


def _named(config: Section, part: str) -> tuple[str, Section, SchedulerRates]:
    """The schedule that ``*_scheduler`` names."""
    key = f"{part}_scheduler"
    name = find(config, key, config.need(key), PADDLE_NAMES, tr("schedule of {}", config.suite))
    section, rates = _of_paddle(config, part, name)
    if rates.plateau:
        raise config.error(tr("fails after update 0: PaddleSpeech steps it without the metric that it needs"), key)
    return name, section, rates


def _from(config: Section, start: float, key: str) -> int:
    """Updates of a network that trains at the iterations above ``start``."""
    left = updates(config, "train_max_steps") - max(int(start), -1) - 1
    if left < 1:
        raise config.error(tr("is not below train_max_steps - 1, so that this network never trains"), key)
    return left
