"""The steps of timm's schedulers, for ``benchmarks.scheduler_step``."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import timm
import torch
from timm.scheduler import CosineLRScheduler, MultiStepLRScheduler, PolyLRScheduler, StepLRScheduler

from benchmarks.measuring.stepping import stepping
from benchmarks.measuring.timing import Timing
from benchmarks.measuring.worker import serve

PER_UPDATE = {"t_in_epochs": False}
WARMUP = {"warmup_t": 1000, "warmup_lr_init": 0.0, "warmup_prefix": True, **PER_UPDATE}
ROWS: dict[str, Callable[[Any, int], Any]] = {
    "StepDecay": lambda o, total: StepLRScheduler(o, 1_000_000, 0.1, **PER_UPDATE),
    "MultiStepDecay": lambda o, total: MultiStepLRScheduler(o, [8_000_000, 15_000_000], 0.1, **PER_UPDATE),
    "PolynomialDecay": lambda o, total: PolyLRScheduler(o, total, 2.0, **PER_UPDATE),
    "CosineAnnealingDecay": lambda o, total: CosineLRScheduler(o, total, **PER_UPDATE),
    "CosineAnnealingWarmRestarts": lambda o, total: CosineLRScheduler(o, 10_000, cycle_limit=total, **PER_UPDATE),
    "CosineAnnealingWarmRestarts, growing": lambda o, total: CosineLRScheduler(
        o, 1000, cycle_mul=2.0, cycle_limit=total, **PER_UPDATE
    ),
    "LinearWarmup of a cosine": lambda o, total: CosineLRScheduler(o, total, **WARMUP),
    "LinearWarmup of a step decay": lambda o, total: StepLRScheduler(o, 1_000_000, 0.1, **WARMUP),
}


class _Counted:
    """Counts the updates, which timm's loop does itself."""

    def __init__(self, scheduler: Any) -> None:
        self.scheduler, self.last_epoch = scheduler, 0

    def step(self) -> None:
        self.last_epoch += 1
        self.scheduler.step_update(self.last_epoch)


@cache
def _made(row: str, update: int, total: int) -> Callable[[], Timing]:
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], 0.1)
    counted, groups = _Counted(ROWS[row](optimizer, total)), optimizer.param_groups
    return stepping(counted, update, counted.step, lambda: groups[0]["lr"])


serve(
    {
        "version": lambda: timm.__version__,
        "arms": lambda row: ["timm"] if row in ROWS else [],
        "step": lambda row, variant, update, total: _made(row, update, total)(),
    }
)
