"""Whole schedules of optax as float64 arrays, jitted and not, for ``benchmarks.whole_curve``."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import jax
import optax

from benchmarks.measuring.timing import Timing, timed
from benchmarks.measuring.worker import serve

jax.config.update("jax_enable_x64", True)

ROWS: dict[str, Callable[[int], Any]] = {
    "linear": lambda total: optax.linear_schedule(0.1, 0.01, total),
    "cosine": lambda total: optax.cosine_decay_schedule(0.1, total),
    "polynomial": lambda total: optax.polynomial_schedule(0.1, 0.001, 0.9, total),
    "exponential": lambda total: optax.exponential_decay(0.1, 1, 0.99999),
    "step": lambda total: optax.exponential_decay(0.1, total // 10, 0.5, staircase=True),
    "multistep": lambda total: optax.piecewise_constant_schedule(0.1, {total * 2 // 3: 0.1, total * 11 // 12: 0.1}),
    "warmup, cosine": lambda total: optax.warmup_cosine_decay_schedule(0.0, 0.1, total // 20, total),
    "one cycle": lambda total: optax.cosine_onecycle_schedule(total, 0.1, 0.3),
}


@cache
def _made(row: str, jitted: bool, total: int) -> tuple[Callable[[Any], Any], Any]:
    schedule = jax.vmap(ROWS[row](total)) if row == "one cycle" else ROWS[row](total)
    return (jax.jit(schedule) if jitted else schedule), jax.numpy.arange(total)


def _whole(row: str, jitted: bool, total: int) -> Timing:
    schedule, updates = _made(row, jitted, total)
    return timed(lambda: jax.block_until_ready(schedule(updates)))


serve({"rows": lambda: list(ROWS), "whole": _whole})
