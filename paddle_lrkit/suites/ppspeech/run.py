"""How long the programs of PaddleSpeech train, and what one of their configs gives."""

from __future__ import annotations

import math
from dataclasses import dataclass

from paddle_lrkit.errors import shown
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates
from paddle_lrkit.suites.section import Section
from paddle_lrkit.suites.values import number, positive
from paddle_lrkit.units import LengthOptions, unknown_epoch

_DROPS_LAST = {"t2s.const": True, "t2s.starganv2_vc": True, "vector": False, "kws": False, "cls": False}
"""Program -> whether its loader drops the last incomplete batch; the others have batches of another kind."""


@dataclass(frozen=True)
class ProgramRun:
    """What a program makes of a config.

    Args:
        section: The section of the schedule, or the config.
        rates: The rates, a tick an update.
        total: Updates in the run.
        steps: Updates in an epoch; None where nothing depends on them.
        name: Name of the schedule in the config.
        stepped: When the program moves the rate: every ``update`` or ``epoch``.
        assumed: What the config does not say.
    """

    section: Section
    rates: SchedulerRates
    total: int
    steps: int | None = None
    name: str = ""
    stepped: str = "update"
    assumed: tuple[str, ...] = ()


def updates_of_epochs(
    config: Section, key: str, options: LengthOptions, entry: str, accumulates: bool = False
) -> tuple[int, int]:
    """Updates of the run and of an epoch.

    Args:
        config: The section with the number of epochs.
        key: Its key.
        options: What the caller says; ``steps_per_epoch`` is the number of batches.
        entry: The program.
        accumulates: Whether an update takes ``accum_grad`` batches; those that are left of an epoch make none.
    """
    epochs = config.read(key, number)
    every = config.read("accum_grad", positive) if accumulates else 1
    batches = _batches(config, options, entry)
    steps = batches // every
    if not steps:
        raise config.error(tr("is {}, and an epoch of {} batches has no update", every, batches), "accum_grad")
    return _whole(config, key, epochs) * steps, steps


def updates(config: Section, key: str) -> int:
    """Iterations of the run."""
    return _whole(config, key, config.read(key, number))


def _whole(config: Section, key: str, value: float) -> int:
    if value < 0:
        raise config.error(tr("must not be negative, got {}", shown(value)), key)
    return math.ceil(value)


def _batches(config: Section, options: LengthOptions, entry: str) -> int:
    if options.steps_per_epoch is not None:
        return options.steps_per_epoch
    program = entry.partition(":")[0]
    drop_last = _DROPS_LAST.get(program, _DROPS_LAST.get(program.partition(".")[0]))
    if drop_last is None:
        raise config.located(unknown_epoch(tr("the batches depend on the lengths of the samples")))
    found = config.batches(options, config.get("batch_size"), drop_last, "batch_size")
    if found is None:
        formula = Message("images / (batch_size x GPUs), rounded up")
        if drop_last:
            formula = Message("images / (batch_size x GPUs), rounded down")
        raise config.located(unknown_epoch(formula))
    return found
