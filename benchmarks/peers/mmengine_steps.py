"""The steps of mmengine's parameter schedulers, for ``benchmarks.scheduler_step``."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import mmengine
import torch
from mmengine.optim import scheduler as of

from benchmarks.measuring.stepping import stepping
from benchmarks.measuring.timing import Timing
from benchmarks.measuring.worker import serve

ROWS: dict[str, Callable[[Any, int], Any]] = {
    "ExponentialDecay": lambda o, total: of.ExponentialLR(o, 0.999999, by_epoch=False),
    "StepDecay": lambda o, total: of.StepLR(o, 1_000_000, by_epoch=False),
    "MultiStepDecay": lambda o, total: of.MultiStepLR(o, [8_000_000, 15_000_000], by_epoch=False),
    "PolynomialDecay": lambda o, total: of.PolyLR(o, 2.0, end=total, by_epoch=False),
    "CosineAnnealingDecay": lambda o, total: of.CosineAnnealingLR(o, total, by_epoch=False),
    "OneCycleLR": lambda o, total: of.OneCycleLR(o, 0.1, total_steps=total, by_epoch=False),
    "LinearLR": lambda o, total: of.LinearLR(o, end=1000, by_epoch=False),
    "LinearWarmup of a rate": lambda o, total: of.LinearLR(o, 1e-3, end=1000, by_epoch=False),
    "ReduceOnPlateau": lambda o, total: of.ReduceOnPlateauLR(o, monitor="loss"),
}


@cache
def _made(row: str, update: int, total: int) -> Callable[[], Timing]:
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], 0.1)
    scheduler = ROWS[row](optimizer, total)
    arguments = ({"loss": 1.0},) if row == "ReduceOnPlateau" else ()
    return stepping(scheduler, update, scheduler.step, lambda: scheduler.get_last_value()[0], arguments, "last_step")


serve(
    {
        "version": lambda: mmengine.__version__,
        "arms": lambda row: ["mmengine"] if row in ROWS else [],
        "step": lambda row, variant, update, total: _made(row, update, total)(),
    }
)
