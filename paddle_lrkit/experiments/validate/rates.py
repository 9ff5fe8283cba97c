"""The rate that the device applies equals the curve, at every update of every schedule of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import paddle

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.optimizer_settings import Optimizer
from paddle_lrkit.config.read_settings import read_schedule_settings
from paddle_lrkit.curves import catalog
from paddle_lrkit.experiments.validate.case import CaseFailed, CaseResult, Figures, run_case
from paddle_lrkit.experiments.validate.options import ValidationOptions
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.schedulers.applied_rate import ABSOLUTE_TOLERANCE, RELATIVE_TOLERANCE, applied_rate
from paddle_lrkit.schedulers.named import build_scheduler
from paddle_lrkit.suites import Schedule
from paddle_lrkit.suites.lrkit.plain_updates import with_units
from paddle_lrkit.suites.lrkit.reader import schedule_of
from paddle_lrkit.train.optimization.optimizer import build_optimizer
from paddle_lrkit.train.runtime.device import use_device
from paddle_lrkit.units import LengthOptions

_UPDATES = 1000
_LIMIT = Message("relative difference <= {:g} at each update").filled(RELATIVE_TOLERANCE)


@dataclass(frozen=True)
class AppliedRates:
    """The rates of a run, read back from the device.

    Args:
        stored: The optimizer's rate after each update, float32 ``[updates]``.
        moved: How far a weight of value 0 and gradient 1 moved at each update, float32 ``[updates]``.
    """

    stored: np.ndarray
    moved: np.ndarray


def check(options: ValidationOptions) -> Iterator[CaseResult]:
    """Yields one result for all schedules that pass, and one for each that fails."""
    use_device(options.device)
    found = [run_case("rates", entry.name, str(_LIMIT), partial(_measured, entry)) for entry in catalog.ENTRIES]
    right = [case for case in found if case.status == "ok"]
    if right:
        worst = max(right, key=lambda case: float(case.figures["largest difference"]))
        seconds = round(sum(case.seconds for case in right), 2)
        figures = {"schedules": len(right), **worst.figures, "worst": worst.case}
        yield CaseResult("rates", tr("catalogue"), "ok", figures, str(_LIMIT), seconds=seconds)
    yield from (case for case in found if case.status != "ok")


def _measured(entry: catalog.Entry) -> Figures:
    settings = read_schedule_settings(_document(entry))
    schedule = schedule_of(settings, LengthOptions())
    applied = apply_schedule(settings.Optimizer, schedule)
    planned = np.array([schedule.curve(update) for update in range(_UPDATES)], dtype=np.float64)
    return compare_rates(planned, applied)


def apply_schedule(optimizer: Optimizer, schedule: Schedule) -> AppliedRates:
    """Runs an optimizer along a schedule and reads back the rates.

    Args:
        optimizer: The section ``Optimizer``.
        schedule: With as many updates as are run.
    """
    scheduler = build_scheduler(schedule)
    model = _Weight()
    stepped = build_optimizer(optimizer, model, scheduler)
    stored, moved = [], []
    for _ in range(schedule.total_updates):
        with paddle.no_grad():
            model.weight.fill_(0.0)
        model.weight.sum().backward()
        stepped.step()
        stepped.clear_grad()
        stored.append(applied_rate(stepped).clone().reshape([1]))
        moved.append(model.weight.detach().clone())
        scheduler.step()
    return AppliedRates(paddle.concat(stored).numpy(), -paddle.concat(moved).numpy())


def compare_rates(planned: np.ndarray, applied: AppliedRates) -> Figures:
    """Returns the largest relative difference from the plan.

    Raises:
        CaseFailed: An applied rate is not the planned one; the message names the first such update.
    """
    rounded = planned.astype(np.float32).astype(np.float64)
    largest = 0.0
    for name, rates in ((tr("the optimizer's rate"), applied.stored), (tr("the step of the weight"), applied.moved)):
        apart = np.abs(rates.astype(np.float64) - rounded)
        wrong = np.flatnonzero(~(apart <= np.maximum(RELATIVE_TOLERANCE * np.abs(rounded), ABSOLUTE_TOLERANCE)))
        if len(wrong):
            update = int(wrong[0])
            raise CaseFailed(
                tr("update {}: {} is {:.9g} instead of {:.9g}", update, name, rates[update], planned[update])
            )
        relative = apart / np.maximum(np.abs(rounded), ABSOLUTE_TOLERANCE)
        largest = max(largest, float(relative[apart > ABSOLUTE_TOLERANCE].max(initial=0.0)))
    return {"updates": len(planned), "largest difference": largest}


class _Weight(paddle.nn.Layer):
    """One weight, whose change in an update is the rate."""

    def __init__(self) -> None:
        super().__init__()
        self.weight: Any = self.create_parameter([1], default_initializer=paddle.nn.initializer.Constant(0.0))


def _document(entry: catalog.Entry) -> Document:
    keys = with_units(entry.name, entry.example)
    return Document(
        {"Global": {"updates": _UPDATES}, "Optimizer": {"name": "SGD", "lr": {"name": entry.name, **keys}}},
        file=tr("the catalogue's example of {}", entry.name),
    )
