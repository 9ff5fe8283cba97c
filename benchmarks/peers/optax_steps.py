"""The schedules of optax, asked for one update as a float, jitted and not, for ``benchmarks.scheduler_step``."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import jax
import optax

from benchmarks.measuring.stepping import stepping
from benchmarks.measuring.timing import Timing
from benchmarks.measuring.worker import serve

ROWS: dict[str, Callable[[int], Any]] = {
    "ExponentialDecay": lambda total: optax.exponential_decay(0.1, 1, 0.999999),
    "StepDecay": lambda total: optax.exponential_decay(0.1, 1_000_000, 0.1, staircase=True),
    "MultiStepDecay": lambda total: optax.piecewise_constant_schedule(0.1, {8_000_000: 0.1, 15_000_000: 0.1}),
    "PolynomialDecay": lambda total: optax.polynomial_schedule(0.1, 1e-4, 2.0, total),
    "CosineAnnealingDecay": lambda total: optax.cosine_decay_schedule(0.1, total),
    "LinearLR": lambda total: optax.linear_schedule(0.1 / 3, 0.1, 1000),
    "LinearWarmup of a cosine": lambda total: optax.warmup_cosine_decay_schedule(0.0, 0.1, 1000, total),
}


class _Asked:
    """Counts the updates, which optax keeps in the optimizer's state."""

    def __init__(self, schedule: Callable[[int], Any]) -> None:
        self.schedule, self.last_epoch, self.rate = schedule, 0, 0.0

    def step(self) -> None:
        self.last_epoch += 1
        self.rate = float(self.schedule(self.last_epoch))


@cache
def _made(row: str, variant: str, update: int, total: int) -> Callable[[], Timing]:
    schedule = ROWS[row](total)
    asked = _Asked(jax.jit(schedule) if variant == "optax jitted" else schedule)
    return stepping(asked, update, asked.step, lambda: asked.rate)


serve(
    {
        "version": lambda: optax.__version__,
        "arms": lambda row: ["optax", "optax jitted"] if row in ROWS else [],
        "step": lambda row, variant, update, total: _made(row, variant, update, total)(),
    }
)
