"""A scheduler by the name of its schedule, as a config names it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from paddle_lrkit.config.bind import Component
from paddle_lrkit.config.document import Document
from paddle_lrkit.curves.greedy import Greedy
from paddle_lrkit.curves.resume_plateau import INSIDE
from paddle_lrkit.errors import check_integer
from paddle_lrkit.schedulers.base import CurveLR
from paddle_lrkit.schedulers.composite import CompositeLR
from paddle_lrkit.schedulers.greedy_lr import GreedyLR
from paddle_lrkit.schedulers.reduce_on_plateau import ReduceOnPlateau
from paddle_lrkit.suites.lrkit.plain_updates import with_units
from paddle_lrkit.suites.lrkit.reader import named_schedule
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import RunLength


def scheduler(
    name: str, *, updates: int | Sequence[int], steps_per_epoch: int | None = None, **arguments: Any
) -> CurveLR | ReduceOnPlateau:
    """The scheduler of any schedule that a config can name.

    Args:
        name: A name of the catalogue, such as ``WSD``, or ``ReduceOnPlateau`` or ``GreedyLR``;
            ``lrkit plot --catalogue`` draws those of the catalogue.
        updates: Updates in the run, >= 1; for ``PiecewiseInterpolated`` its points, the last of which ends the run.
        steps_per_epoch: Updates in an epoch, for lengths such as ``"5ep"``.
        arguments: The keys of ``Optimizer.lr``: those of the schedule, and ``warmup``, ``override`` and the others that
            every schedule takes. A whole number that is a length counts updates; a text has a unit, such as ``"10%"``.

    Raises:
        ConfigError: An unknown name or key, or an argument outside its range.

    Example:
        >>> wsd = scheduler("WSD", learning_rate=0.1, updates=10000, warmup="5%", decay_steps=1000)
        >>> wsd.step(500)
        >>> wsd()
        0.1
        >>> wsd.step(10000)
        >>> wsd()
        0.0
    """
    if isinstance(updates, Sequence) and updates:
        arguments, updates = {**arguments, "updates": updates}, updates[-1]
    total = check_integer("updates", updates, at_least=1)
    epoch = None if steps_per_epoch is None else check_integer("steps_per_epoch", steps_per_epoch, at_least=1)
    component = Component(name, with_units(name, arguments), Document({}))
    return build_scheduler(named_schedule(component, RunLength(total, epoch)))


def build_scheduler(schedule: Schedule) -> CurveLR | ReduceOnPlateau:
    """Builds the scheduler of a schedule: its curve, or its plateau rule after the warmup."""
    if schedule.plateau is None:
        return CurveLR(schedule.curve, length=schedule.total_updates)
    arguments = dataclasses.asdict(schedule.plateau)
    del arguments["metric"]
    rule = GreedyLR(**arguments) if isinstance(schedule.plateau, Greedy) else ReduceOnPlateau(**arguments)
    if not schedule.warmup_updates:
        return rule
    return CompositeLR(schedule.curve, {INSIDE: (schedule.warmup_updates, None, rule)})
