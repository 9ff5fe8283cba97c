"""The programs without a scheduler, and ECAPA-TDNN with a cycle of its own."""

from __future__ import annotations

from paddle_lrkit.messages import tr
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates
from paddle_lrkit.suites.ppspeech.run import ProgramRun, updates, updates_of_epochs
from paddle_lrkit.suites.reference_curves import lines
from paddle_lrkit.suites.reference_curves.cycles import late_triangles
from paddle_lrkit.suites.section import Section
from paddle_lrkit.suites.values import fixed_rate, number
from paddle_lrkit.units import LengthOptions

FIRST_RATE = 0.1
"""The rate of ECAPA-TDNN's first update: the default of Paddle's base class, which the cycle replaces at tick 1."""


def constant(config: Section, options: LengthOptions, entry: str) -> ProgramRun:
    """``optimizer``, which has a rate of 0.01 by default."""
    section = config.section("optimizer")
    rate = section.read("learning_rate", fixed_rate, 0.01)
    total, steps = updates_of_epochs(config, "max_epoch", options, entry)
    return ProgramRun(section, SchedulerRates(lines.level(rate)), total, steps)


def wavernn(config: Section, options: LengthOptions, entry: str) -> ProgramRun:
    """``learning_rate`` over ``train_max_steps``."""
    rate = config.read("learning_rate", fixed_rate)
    return ProgramRun(config, SchedulerRates(lines.level(rate)), updates(config, "train_max_steps"))


def classifier(config: Section, options: LengthOptions, entry: str) -> ProgramRun:
    """``learning_rate`` and ``epochs``, for ``cls`` below ``training``."""
    section = config.section("training") if entry == "cls.panns" else config
    rate = section.read("learning_rate", fixed_rate)
    total, steps = updates_of_epochs(section, "epochs", options, entry)
    return ProgramRun(section, SchedulerRates(lines.level(rate)), total, steps)


def ecapa(config: Section, options: LengthOptions, entry: str) -> ProgramRun:
    """From ``learning_rate`` to ``max_lr`` in ``step_size // GPUs`` updates and back, after an update at 0.1."""
    low, high = config.read("learning_rate", number), config.read("max_lr", number)
    half = config.read("step_size", number) // options.processes
    total, steps = updates_of_epochs(config, "epochs", options, entry)
    if not half and total > 1:
        raise config.error(
            tr("// {} GPUs must not be 0: PaddleSpeech fails at update 1", options.processes), "step_size"
        )
    rates = SchedulerRates(late_triangles(FIRST_RATE, low, high, half or 1))
    return ProgramRun(config, rates, total, steps, "CyclicLRScheduler")
