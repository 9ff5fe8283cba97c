"""What does an update pay for its rate: ``scheduler.step()`` and a read of the rate, in every class?

A row is a class with its arguments, asked at updates 10, 100,000 and 10 million of a run of 20 million. The arms are
our class, that of ``paddle.optimizer.lr``, the class of the same schedule of torch, timm and mmengine, and the function
of optax, jitted and not, where they have one. Each arm steps from update to update as a training loop does, and reads
the rate after each step; torch, timm and mmengine write it into an optimizer with one group, as they must. The rates of
ours and of Paddle's are compared first.

    python -m benchmarks.scheduler_step
"""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import Any

from paddle.optimizer import lr

import paddle_lrkit as lrkit
from benchmarks.measuring.figure import Figure, worst
from benchmarks.measuring.interval import cpu, cpu_ratio
from benchmarks.measuring.question import Run, command
from benchmarks.measuring.rounds import Timings
from benchmarks.measuring.stepping import stepping
from benchmarks.measuring.timing import Timing
from benchmarks.measuring.worker import PeerAbsentError, Worker

UPDATES = (10, 100_000, 10_000_000)
TOTAL = 20_000_000
PEERS = ("torch", "timm", "mmengine", "optax")
BOUNDARIES = [TOTAL // 1001 * index for index in range(1, 1001)]
MINE = [0.1 - 1e-5 * index for index in range(1001)]

ROWS: dict[str, Callable[[Any], Any]] = {
    "NoamDecay": lambda m: m.NoamDecay(512, 4000, 1.0),
    "ExponentialDecay": lambda m: m.ExponentialDecay(0.1, 0.999999),
    "NaturalExpDecay": lambda m: m.NaturalExpDecay(0.1, 1e-7),
    "InverseTimeDecay": lambda m: m.InverseTimeDecay(0.1, 1e-6),
    "StepDecay": lambda m: m.StepDecay(0.1, 1_000_000),
    "MultiStepDecay": lambda m: m.MultiStepDecay(0.1, [8_000_000, 15_000_000]),
    "PiecewiseDecay": lambda m: m.PiecewiseDecay([8_000_000, 15_000_000], [0.1, 0.01, 0.001]),
    "PiecewiseDecay, 1,000 boundaries": lambda m: m.PiecewiseDecay(BOUNDARIES, MINE),
    "PolynomialDecay": lambda m: m.PolynomialDecay(0.1, TOTAL, power=2.0),
    "PolynomialDecay, cycles": lambda m: m.PolynomialDecay(0.1, 1000, cycle=True),
    "CosineAnnealingDecay": lambda m: m.CosineAnnealingDecay(0.1, TOTAL),
    "CosineAnnealingWarmRestarts": lambda m: m.CosineAnnealingWarmRestarts(0.1, 10_000),
    "CosineAnnealingWarmRestarts, growing": lambda m: m.CosineAnnealingWarmRestarts(0.1, 1000, 2),
    "LambdaDecay": lambda m: m.LambdaDecay(0.1, lambda update: 0.95 if update < 1000 else 0.5),
    "MultiplicativeDecay": lambda m: m.MultiplicativeDecay(0.1, lambda update: 0.9999999),
    "OneCycleLR": lambda m: m.OneCycleLR(0.1, TOTAL),
    "CyclicLR": lambda m: m.CyclicLR(0.01, 0.1, 2000),
    "LinearLR": lambda m: m.LinearLR(0.1, 1000),
    "LinearWarmup of a rate": lambda m: m.LinearWarmup(0.1, 1000, 0.0, 0.1),
    "LinearWarmup of a cosine": lambda m: m.LinearWarmup(m.CosineAnnealingDecay(0.1, TOTAL), 1000, 0.0, 0.1),
    "LinearWarmup of a step decay": lambda m: m.LinearWarmup(m.StepDecay(0.1, 1_000_000), 1000, 0.0, 0.1),
    "ReduceOnPlateau": lambda m: m.ReduceOnPlateau(0.1),
}
OURS: dict[str, Callable[[Any], Any]] = {
    "SequentialLR": lambda m: m.SequentialLR([m.LinearLR(0.1, 1000), m.CosineAnnealingDecay(0.1, TOTAL)], [1000]),
    "CurveLR of a WSD": lambda m: m.CurveLR(m.curves.stable_decay(0.1, 0.0, TOTAL, 2_000_000).warmup(1000)),
}


def answer(run: Run) -> None:
    """Measures each row at each update."""
    rows = {**ROWS, **OURS}
    if run.smoke:
        rows = {name: rows[name] for name in ("StepDecay", "ReduceOnPlateau", "CurveLR of a WSD")}
    per_goal: dict[str, list[Figure]] = {}
    with ExitStack() as stack:
        workers = {} if run.smoke else _workers(run, stack)
        for name, make in rows.items():
            arms = _arms(name, make, workers, UPDATES[:2] if run.smoke else UPDATES)
            first = len(run.figures)
            run.measure(name, arms, partial(_figures, name))
            for figure in run.figures[first:]:
                per_goal.setdefault(figure.name.split(": ")[1], []).append(figure)
    for goal, figures in per_goal.items():
        if figures[0].verdict or goal.startswith("lrkit / optax"):
            run.figures.append(worst(f"step and read, {goal}, CPU", figures))


def _workers(run: Run, stack: ExitStack) -> dict[str, Worker]:
    """The peers that are installed."""
    workers = {}
    for peer in PEERS:
        try:
            worker = stack.enter_context(Worker("schedules", f"benchmarks.peers.{peer}_steps"))
            worker.ask("version")
            workers[peer] = worker
        except (PeerAbsentError, RuntimeError) as absent:
            run.without(peer, str(absent))
    return workers


def _arms(
    name: str, make: Callable[[Any], Any], workers: dict[str, Worker], updates: tuple[int, ...]
) -> dict[str, Callable[[], Timing]]:
    """One arm for each implementation of a row and each update."""
    arguments = (1.0,) if name == "ReduceOnPlateau" else ()
    ours, paddles = make(lrkit), make(lr) if name in ROWS else None
    for _ in range(0 if paddles is None else UPDATES[0]):
        ours.step(*arguments)
        paddles.step(*arguments)
        if not math.isclose(ours(), paddles(), rel_tol=1e-9, abs_tol=1e-15):
            raise RuntimeError(f"{name} at update {ours.last_epoch}: {ours()} of ours, {paddles()} of Paddle")
    arms = {}
    for update in updates:
        arms[f"lrkit at {update}"] = stepping(ours, update, ours.step, ours, arguments)
        if paddles is not None:
            arms[f"Paddle at {update}"] = stepping(paddles, update, paddles.step, paddles, arguments)
        for worker in workers.values():
            for arm in worker.ask("arms", row=name):
                arms[f"{arm} at {update}"] = partial(
                    worker.time, "step", row=name, variant=arm, update=update, total=TOTAL
                )
    return arms


def _figures(name: str, timings: Timings) -> list[Figure]:
    """Ratios to each peer at each update, of the last update to the first, and our cost in microseconds."""
    found = []
    updates = sorted({int(arm.rpartition(" ")[2]) for arm in timings})
    for arm, times in timings.items():
        peer, _, update = arm.rpartition(" at ")
        if peer != "lrkit":
            goal = 1.5 if peer == "Paddle" else None if peer.startswith("optax") else 1.0
            ratio = cpu_ratio(timings[f"lrkit at {update}"], times)
            found.append(Figure(f"{name} at update {int(update):,}: lrkit / {peer}", ratio, "x", goal))
    late, early = timings[f"lrkit at {updates[-1]}"], timings[f"lrkit at {updates[0]}"]
    found.append(Figure(f"{name}: update {updates[-1]:,} / update {updates[0]}", cpu_ratio(late, early), "x", 1.1))
    cost = cpu([Timing(one.cpu * 1e6, one.wall * 1e6) for one in late])
    found.append(Figure(f"{name}: lrkit, us at update {updates[-1]:,}", cost, "us"))
    return found


main = command("What does an update pay for its rate, in every class?", answer)

if __name__ == "__main__":
    main()
