"""Warmup + cosine of PaddleDetection: one table entry an update, or the closed form.

PaddleDetection joins ``LinearWarmup`` and ``CosineDecay`` into a ``paddle.optimizer.lr.PiecewiseDecay`` with a boundary
for every update of ``max_epochs``, which is searched from its beginning at every step. This builds that table and our
curve of the same config, checks that they agree, and times both.

    python benchmarks/ppdet_table.py                        # ppyoloe_crn_l_300e_coco on 8 GPUs
    python benchmarks/ppdet_table.py --steps-per-epoch 100  # a small run
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any


def main() -> int:
    options = _options()
    from paddle_lrkit.suites import load_schedule

    steps = options.steps_per_epoch
    config = {
        "epoch": options.epochs,
        "LearningRate": {
            "base_lr": 0.01,
            "schedulers": [
                {"name": "CosineDecay", "max_epochs": options.max_epochs},
                {"name": "LinearWarmup", "start_factor": 0.0, "epochs": 5},
            ],
        },
    }
    total = options.epochs * steps
    table = _built(lambda: _table(0.01, 5 * steps, options.max_epochs * steps))
    closed = _built(lambda: load_schedule(config, steps_per_epoch=steps))
    scheduler, curve = table["made"], closed["made"].curve
    updates = [0, total // 4, total // 2, total - 1]
    difference = max(abs(_asked(scheduler, update) - curve(update)) for update in [*updates, 5 * steps, 5 * steps + 1])
    rows = [
        (update, _seconds(partial(_asked, scheduler, update)), _seconds(partial(curve, update))) for update in updates
    ]
    report = {
        "boundaries": len(scheduler.boundaries),
        "total_updates": total,
        "largest_difference": difference,
        "build_s": {"table": table["seconds"], "closed": closed["seconds"]},
        "memory_mib": {"table": table["mib"], "closed": closed["mib"]},
        "seconds_a_step": [{"update": update, "table": slow, "closed": fast} for update, slow, fast in rows],
        "hours_of_the_run": {
            "table": _integral(rows, 1) / 3600,
            "closed": _integral(rows, 2) / 3600,
        },
    }
    print(json.dumps(report) if options.json else _sentences(report))
    return 0 if difference <= 1e-12 * 0.01 else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--steps-per-epoch", type=int, default=7329, help="117,266 images, batch 2, 8 GPUs")
    parser.add_argument("--epochs", type=int, default=300)
    parser.add_argument("--max-epochs", type=int, default=360)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _table(base: float, warmup: int, end: int) -> Any:
    """The scheduler with one boundary an update."""
    from paddle.optimizer.lr import PiecewiseDecay

    values = [base * update / warmup for update in range(warmup + 1)]
    values += [base / 2 * (1 + math.cos(math.pi * (update - warmup) / (end - warmup))) for update in range(warmup, end)]
    return PiecewiseDecay([*range(1, warmup + 1), *range(warmup, end)], values)


def _asked(scheduler: Any, update: int) -> float:
    scheduler.last_epoch = update
    rate: float = scheduler.get_lr()
    return rate


def _built(build: Callable[[], Any]) -> dict[str, Any]:
    """What ``build`` makes, its time, and the memory that stays; the first of three calls pays for the imports."""
    build()
    begin = time.perf_counter()
    build()
    seconds = time.perf_counter() - begin
    tracemalloc.start()
    made = build()
    mib = tracemalloc.get_traced_memory()[0] / 2**20
    tracemalloc.stop()
    return {"made": made, "seconds": seconds, "mib": mib}


def _seconds(call: Callable[[], float]) -> float:
    """Best of several timings of one call."""
    best = math.inf
    for _ in range(5):
        begin = time.perf_counter()
        count = 0
        while time.perf_counter() - begin < 0.05 or count < 3:
            call()
            count += 1
        best = min(best, (time.perf_counter() - begin) / count)
    return best


def _integral(rows: list[tuple[int, float, float]], column: int) -> float:
    """Seconds of the whole run: the trapezoids between the timed updates."""
    return sum((later[column] + early[column]) / 2 * (later[0] - early[0]) for early, later in pairwise(rows))


def _sentences(report: dict[str, Any]) -> str:
    build, memory, hours = report["build_s"], report["memory_mib"], report["hours_of_the_run"]
    ratios = build["table"] / build["closed"], memory["table"] / memory["closed"]
    lines = [
        f"{report['boundaries']:,} boundaries, {report['total_updates']:,} updates, "
        f"largest difference {report['largest_difference']:.2g}",
        f"{'':24}{'table':>12}{'closed form':>14}{'ratio':>12}",
        f"{'build, s':24}{build['table']:>12.3f}{build['closed']:>14.5f}{ratios[0]:>12,.0f}",
        f"{'memory, MiB':24}{memory['table']:>12.1f}{memory['closed']:>14.3f}{ratios[1]:>12,.0f}",
    ]
    for row in report["seconds_a_step"]:
        name = f"step at {row['update']:,}, us"
        ratio = row["table"] / row["closed"]
        lines.append(f"{name:24}{row['table'] * 1e6:>12.1f}{row['closed'] * 1e6:>14.2f}{ratio:>12,.0f}")
    ratio = hours["table"] / hours["closed"]
    lines.append(f"{'whole run, hours':24}{hours['table']:>12.2f}{hours['closed']:>14.5f}{ratio:>12,.0f}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
