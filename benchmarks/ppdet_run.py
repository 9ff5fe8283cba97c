"""What PaddleDetection's warmup and cosine cost over ppyoloe_crn_l_300e_coco: 300 epochs of 7,329 updates.

PaddleDetection joins ``LinearWarmup`` and ``CosineDecay`` into a ``paddle.optimizer.lr.PiecewiseDecay`` with a boundary
for every update of ``max_epochs``, which is searched from its beginning at every step. The arms take the same steps and
read the same rates (checked before): its own code, our schedule of the same section, and its own code with the plug-in
that ``lrkit exec`` puts into its process. Each round times a step and a read at 8 positions of the run, and its time is
the integral over all updates.

``LRKIT_PADDLEDETECTION`` is the path of a checkout (seen with 666f597f). Without one the same table is built here, with
the same class of Paddle.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.measuring.figure import Figure
from benchmarks.measuring.interval import Interval, cpu_ratio, wall, wall_ratio
from benchmarks.measuring.question import Run, command
from benchmarks.measuring.rounds import Timings
from benchmarks.measuring.timing import Timing
from benchmarks.measuring.worker import PeerAbsentError, Worker
from benchmarks.peers.ppdet_schedules import rates, whole_run

EPOCHS, MAX_EPOCHS, WARMUP_EPOCHS, BASE_LR = 300, 360, 5, 0.01
GOAL = 10_000
TABLE, CLOSED, EXEC = "PaddleDetection", "lrkit", "lrkit exec"
CALLS = {TABLE: 3, CLOSED: 5_000, EXEC: 5_000}


def answer(run: Run) -> None:
    """Times the run in each arm."""
    steps = 40 if run.smoke else 7_329
    with ExitStack() as stack:
        arms = _arms(run, steps, stack)
        run.measure("run", arms, lambda timings: _figures(timings, run))


def _arms(run: Run, steps: int, stack: ExitStack) -> dict[str, Callable[[], Timing]]:
    from paddle_lrkit import CurveLR, load_schedule

    updates = EPOCHS * steps
    ours = CurveLR(load_schedule(_config(), steps_per_epoch=steps).curve)
    expected = rates(ours, updates)
    arms = {CLOSED: lambda: whole_run(ours, updates, CALLS[CLOSED])}
    place = os.environ.get("LRKIT_PADDLEDETECTION")
    try:
        if not place or not (Path(place) / "ppdet").is_dir():
            raise PeerAbsentError("LRKIT_PADDLEDETECTION is not the path of a checkout")
        for name, kind in ((TABLE, "PiecewiseDecay"), (EXEC, "CurveLR")):
            worker = stack.enter_context(Worker("ppdet", "benchmarks.peers.ppdet_schedules"))
            schedule = {"plugged": name == EXEC, "epochs": MAX_EPOCHS, "steps_per_epoch": steps}
            found = worker.ask("name", **schedule)
            if found != kind:
                raise RuntimeError(f"{name} makes a {found} where a {kind} is expected")
            _check(name, worker.ask("rates", updates=updates, **schedule), expected)
            arms[name] = _asked(worker, {"updates": updates, "calls": CALLS[name], **schedule})
    except PeerAbsentError as absent:
        run.without(f"{TABLE} and {EXEC}", f"{absent}; the same table of paddle.optimizer.lr was measured in place")
        table = _table(WARMUP_EPOCHS * steps, MAX_EPOCHS * steps)
        _check(TABLE, rates(table, updates), expected)
        arms[TABLE] = lambda: whole_run(table, updates, CALLS[TABLE])
    return arms


def _asked(worker: Worker, settings: dict[str, Any]) -> Callable[[], Timing]:
    return lambda: worker.time("run", **settings)


def _config() -> dict[str, Any]:
    decay = {"name": "CosineDecay", "max_epochs": MAX_EPOCHS}
    warmup = {"name": "LinearWarmup", "start_factor": 0.0, "epochs": WARMUP_EPOCHS}
    return {"epoch": EPOCHS, "LearningRate": {"base_lr": BASE_LR, "schedulers": [decay, warmup]}}


def _table(warmup: int, end: int) -> Any:
    """The scheduler with one boundary an update, as PaddleDetection makes it."""
    from paddle.optimizer.lr import PiecewiseDecay

    values = [BASE_LR * update / warmup for update in range(warmup + 1)]
    values += [0.5 * BASE_LR * (1 + math.cos(math.pi * (at - warmup) / (end - warmup))) for at in range(warmup, end)]
    return PiecewiseDecay([*range(1, warmup + 1), *range(warmup, end)], values)


def _check(name: str, found: list[float], expected: list[float]) -> None:
    difference = max(abs(one - other) for one, other in zip(found, expected, strict=True))
    if difference > 1e-12 * BASE_LR:
        raise RuntimeError(f"{name} has other rates than ours, by {difference:g}")


def _figures(timings: Timings, run: Run) -> list[Figure]:
    note = "a table of paddle.optimizer.lr in place of PaddleDetection" if run.absent else ""
    table = timings[TABLE]
    figures = [Figure(f"the run, {TABLE}", _scaled(wall(table), 1 / 3600), "h", note=note)]
    for name in (CLOSED, EXEC):
        if name in timings:
            figures += [
                Figure(f"the run, {name}", wall(timings[name]), "s"),
                Figure(f"the run, {TABLE} / {name}, wall", wall_ratio(table, timings[name]), "x", note=note),
                Figure(
                    f"the run, {TABLE} / {name}, CPU",
                    cpu_ratio(table, timings[name]),
                    "x",
                    at_least=GOAL,
                    headline=True,
                    note=note,
                ),
            ]
    return figures


def _scaled(interval: Interval, factor: float) -> Interval:
    return Interval(interval.median * factor, interval.low * factor, interval.high * factor)


main = command("What does PaddleDetection's warmup + cosine cost over 300 epochs x 7,329 updates?", answer)

if __name__ == "__main__":
    main()
