"""Does the cost of asking for a rate grow with the update? Ours against ``paddle.optimizer.lr``, in one run."""

from __future__ import annotations

import timeit
from typing import Any

from paddle.optimizer import lr

import paddle_lrkit as lrkit

UPDATES = 200_000
CALLS = 20


def microseconds(scheduler: Any, update: int) -> float:
    """Median of five timings of ``get_lr()`` at one update."""
    scheduler.last_epoch = update
    return sorted(timeit.repeat(scheduler.get_lr, number=CALLS, repeat=5))[2] / CALLS * 1e6


def main() -> None:
    boundaries = list(range(1, UPDATES))
    values = [0.1 - 1e-7 * step for step in range(UPDATES)]
    cases = {
        "piecewise, a value an update": (
            lr.PiecewiseDecay(boundaries, values),
            lrkit.CurveLR(lrkit.curves.piecewise_constant(boundaries, values)),
        ),
        "cosine": (
            lr.CosineAnnealingDecay(0.1, UPDATES),
            lrkit.CurveLR(lrkit.curves.cosine(0.1, 0.0, UPDATES)),
        ),
    }
    print(f"{'microseconds a call':<30}{'update':>9}{'Paddle':>11}{'lrkit':>9}{'ratio':>9}")
    for name, (theirs, ours) in cases.items():
        for update in (10, 1_000, 100_000, UPDATES - 1):
            paddle_us, lrkit_us = microseconds(theirs, update), microseconds(ours, update)
            print(f"{name:<30}{update:>9}{paddle_us:>11.2f}{lrkit_us:>9.2f}{paddle_us / lrkit_us:>9.1f}")


if __name__ == "__main__":
    main()
