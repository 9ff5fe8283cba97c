"""The steps of torch's schedulers, for ``benchmarks.scheduler_step``."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import torch
from torch.optim import lr_scheduler as of

from benchmarks.measuring.stepping import stepping
from benchmarks.measuring.timing import Timing
from benchmarks.measuring.worker import serve

ROWS: dict[str, Callable[[Any, int], Any]] = {
    "ExponentialDecay": lambda o, total: of.ExponentialLR(o, 0.999999),
    "StepDecay": lambda o, total: of.StepLR(o, 1_000_000),
    "MultiStepDecay": lambda o, total: of.MultiStepLR(o, [8_000_000, 15_000_000]),
    "PolynomialDecay": lambda o, total: of.PolynomialLR(o, total, 2.0),
    "CosineAnnealingDecay": lambda o, total: of.CosineAnnealingLR(o, total),
    "CosineAnnealingWarmRestarts": lambda o, total: of.CosineAnnealingWarmRestarts(o, 10_000),
    "CosineAnnealingWarmRestarts, growing": lambda o, total: of.CosineAnnealingWarmRestarts(o, 1000, 2),
    "LambdaDecay": lambda o, total: of.LambdaLR(o, lambda update: 0.95 if update < 1000 else 0.5),
    "MultiplicativeDecay": lambda o, total: of.MultiplicativeLR(o, lambda update: 0.9999999),
    "OneCycleLR": lambda o, total: of.OneCycleLR(o, 0.1, total),
    "CyclicLR": lambda o, total: of.CyclicLR(o, 0.01, 0.1, 2000),
    "LinearLR": lambda o, total: of.LinearLR(o, total_iters=1000),
    "LinearWarmup of a rate": lambda o, total: of.LinearLR(o, 1e-3, total_iters=1000),
    "LinearWarmup of a cosine": lambda o, total: _after_warmup(o, of.CosineAnnealingLR(o, total)),
    "LinearWarmup of a step decay": lambda o, total: _after_warmup(o, of.StepLR(o, 1_000_000)),
    "SequentialLR": lambda o, total: _after_warmup(o, of.CosineAnnealingLR(o, total)),
    "ReduceOnPlateau": lambda o, total: of.ReduceLROnPlateau(o),
}


def _after_warmup(optimizer: Any, following: Any) -> Any:
    return of.SequentialLR(optimizer, [of.LinearLR(optimizer, 1e-3, total_iters=1000), following], [1000])


@cache
def _made(row: str, update: int, total: int) -> Callable[[], Timing]:
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], 0.1, momentum=0.9)
    optimizer.step()
    scheduler = ROWS[row](optimizer, total)
    arguments = (1.0,) if row == "ReduceOnPlateau" else ()
    return stepping(scheduler, update, scheduler.step, lambda: scheduler.get_last_lr()[0], arguments)


serve(
    {
        "version": lambda: torch.__version__,
        "arms": lambda row: ["torch"] if row in ROWS else [],
        "step": lambda row, variant, update, total: _made(row, update, total)(),
    }
)
