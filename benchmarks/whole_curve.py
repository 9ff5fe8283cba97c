"""What does a whole curve cost: sampled for a chart, and in full?

Chart: ``plot.sample.sample`` of a run of 2.2 million updates (PaddleDetection's 300 epochs of COCO, batch 16), next to
stepping a scheduler through all of them, which is the only way to such a picture with the peers. A step of a peer and a
read of its rate is measured over some thousands of updates from update 1,000,000 on, and multiplied by the 2.2 million:
the cost of their steps does not depend on the update. mmengine's row is its cosine without a warmup.

In full: ``Curve.values(range(n))`` for a million updates, next to the expression that one would write with NumPy for
the same curve, and next to the schedule of optax called once with all updates, float64 as ours, jitted and not. The
rates of ours and of NumPy are compared first.

    python -m benchmarks.whole_curve
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from paddle.optimizer import lr

from benchmarks.measuring.figure import Figure, worst
from benchmarks.measuring.interval import Interval, cpu, cpu_ratio
from benchmarks.measuring.question import Run, command
from benchmarks.measuring.rounds import Timings
from benchmarks.measuring.stepping import stepping
from benchmarks.measuring.timing import Timing, timed
from benchmarks.measuring.worker import PeerAbsentError, Worker
from paddle_lrkit import curves
from paddle_lrkit.plot.sample import sample

RUN = 300 * 7329
FULL = 1_000_000
WARM = "LinearWarmup of a cosine"
PEERS = {"torch": WARM, "timm": WARM, "mmengine": "CosineAnnealingDecay", "optax": WARM, "optax jitted": WARM}

CHARTS: dict[str, Callable[[int], curves.Curve]] = {
    "warmup, cosine": lambda n: curves.cosine(0.1, 0.0, n - 1000).warmup(1000),
    "warmup, multistep": lambda n: curves.multistep(0.1, [n * 2 // 3, n * 11 // 12]).warmup(1000),
    "2,198 restarts": lambda n: curves.cosine_restarts(0.1, 0.0, 1000),
    "growing restarts": lambda n: curves.cosine_restarts(0.1, 0.0, 1000, 2),
    "1,000 boundaries": lambda n: curves.piecewise_constant(
        [n // 1001 * k for k in range(1, 1001)], [0.1 - 1e-4 * k for k in range(1001)]
    ),
    "11,000 triangles": lambda n: curves.cyclic(0.01, 0.1, 100),
}

Whole = tuple[Callable[[int], curves.Curve], Callable[[Any, int], Any]]
IN_FULL: dict[str, Whole] = {
    "linear": (lambda n: curves.linear(0.1, 0.01, n), lambda t, n: 0.1 + (0.01 - 0.1) * t / n),
    "cosine": (lambda n: curves.cosine(0.1, 0.0, n), lambda t, n: 0.1 * (1 + np.cos(np.pi * t / n)) / 2),
    "polynomial": (
        lambda n: curves.polynomial(0.1, 0.001, n, 0.9),
        lambda t, n: 0.001 + (0.1 - 0.001) * (1 - t / n) ** 0.9,
    ),
    "exponential": (lambda n: curves.exponential(0.1, 0.99999), lambda t, n: 0.1 * 0.99999**t),
    "step": (lambda n: curves.step(0.1, n // 10, 0.5), lambda t, n: 0.1 * 0.5 ** (t // (n // 10))),
    "multistep": (
        lambda n: curves.multistep(0.1, [n * 2 // 3, n * 11 // 12]),
        lambda t, n: np.array([0.1, 0.01, 0.001])[np.searchsorted([n * 2 // 3, n * 11 // 12], t, side="right")],
    ),
    "warmup, cosine": (
        lambda n: curves.cosine(0.1, 0.0, n - n // 20).warmup(n // 20),
        lambda t, n: np.concatenate(
            [0.1 * t[: n // 20] / (n // 20), 0.05 * (1 + np.cos(np.pi * (t[n // 20 :] - n // 20) / (n - n // 20)))]
        ),
    ),
    "one cycle": (
        lambda n: curves.one_cycle(0.004, 0.1, 1e-6, n + 1, n * 3 // 10),
        lambda t, n: np.concatenate(
            [_half(0.004, 0.1, t[: n * 3 // 10], n * 3 // 10), _half(0.1, 1e-6, t[: n - n * 3 // 10], n - n * 3 // 10)]
        ),
    ),
    "restarts": (
        lambda n: curves.cosine_restarts(0.1, 0.0, n // 100),
        lambda t, n: 0.1 * (1 + np.cos(np.pi * (t % (n // 100)) / (n // 100))) / 2,
    ),
    "cyclic": (
        lambda n: curves.cyclic(0.01, 0.1, 2000),
        lambda t, n: 0.01 + (0.1 - 0.01) * (1 - np.abs(t % 4000 / 2000 - 1)),
    ),
    "noam": (
        lambda n: curves.noam(512, 4000),
        lambda t, n: 512**-0.5 * np.minimum(np.maximum(t, 1) ** -0.5, np.maximum(t, 1) * 4000**-1.5),
    ),
    "warmup, stable, decay": (
        lambda n: curves.stable_decay(0.1, 0.0, n - n // 20, n // 5).warmup(n // 20),
        lambda t, n: np.concatenate(
            [
                0.1 * t[: n // 20] / (n // 20),
                np.full(n - n // 20 - n // 5, 0.1),
                0.1 * (1 - np.sqrt(t[: n // 5] / (n // 5))),
            ]
        ),
    ),
}


def answer(run: Run) -> None:
    """Measures the charts, then the curves in full."""
    _charts(run)
    _in_full(run, 10_000 if run.smoke else FULL)


def _charts(run: Run) -> None:
    charts = []
    for name, make in CHARTS.items():
        work = partial(sample, make(RUN), RUN)
        first = len(run.figures)
        run.measure(f"chart: {name}", {"lrkit": partial(timed, work)}, partial(_chart_figures, name))
        charts += run.figures[first:]
    run.figures.append(worst("chart of 2.2 million updates", charts))
    _stepped(run)


def _chart_figures(name: str, timings: Timings) -> list[Figure]:
    return [Figure(f"chart, {name}", _times(cpu(timings["lrkit"]), 1000), "ms CPU", at_most=20)]


def _stepped(run: Run) -> None:
    """The chart of the warmup and cosine next to stepping through it."""
    warm = lr.LinearWarmup(lr.CosineAnnealingDecay(0.1, RUN), 1000, 0.0, 0.1)
    arms: dict[str, Callable[[], Timing]] = {"paddle": stepping(warm, RUN // 2, warm.step, warm)}
    workers = []
    for peer, row in () if run.smoke else PEERS.items():
        try:
            worker = Worker("schedules", f"benchmarks.peers.{peer.split()[0]}_steps")
        except PeerAbsentError as absent:
            run.without(peer, str(absent))
            continue
        workers.append(worker)
        arms[peer] = partial(worker.time, "step", row=row, variant=peer, update=RUN // 2, total=RUN)
    chart = partial(sample, CHARTS["warmup, cosine"](RUN), RUN)
    try:
        run.measure("chart next to stepping", {"lrkit": partial(timed, chart, 5), **arms}, _stepped_figures)
    finally:
        for worker in workers:
            worker.close()


def _stepped_figures(timings: Timings) -> list[Figure]:
    ours = timings["lrkit"]
    found = []
    for peer, steps in timings.items():
        if peer == "lrkit":
            continue
        times_less = _times(cpu_ratio(steps, ours), RUN)
        seconds = cpu([Timing(step.cpu * RUN, step.wall * RUN) for step in steps]).median
        note = f"2.2 million steps take {seconds:.3g} s of CPU"
        found.append(
            Figure(f"chart, {peer} stepped / lrkit, CPU", times_less, "x", headline=peer == "paddle", note=note)
        )
    return found


def _in_full(run: Run, size: int) -> None:
    try:
        worker = None if run.smoke else Worker("schedules", "benchmarks.peers.optax_arrays")
    except PeerAbsentError as absent:
        run.without("optax", str(absent))
        worker = None
    known = worker.ask("rows") if worker else []
    by_numpy, by_optax = [], []
    for name, (make, written) in IN_FULL.items():
        curve = make(size)
        expected = written(np.arange(size), size)
        if not np.allclose(curve.values(range(size)), expected, rtol=1e-9, atol=1e-15):
            raise RuntimeError(f"{name}: the rates of lrkit and of NumPy's expression differ")
        arms: dict[str, Callable[[], Timing]] = {
            "lrkit": partial(timed, lambda curve=curve: curve.values(range(size))),
            "numpy": partial(timed, lambda written=written: written(np.arange(size), size)),
        }
        if worker and name in known:
            arms["optax"] = partial(worker.time, "whole", row=name, jitted=False, total=size)
            arms["optax jitted"] = partial(worker.time, "whole", row=name, jitted=True, total=size)
        first = len(run.figures)
        run.measure(f"in full: {name}", arms, partial(_full_figures, name))
        by_numpy.append(run.figures[first])
        by_optax += [one for one in run.figures[first:] if "optax jitted" in one.name]
    if worker:
        worker.close()
    run.figures.append(worst("1 million rates, lrkit / NumPy expression, CPU", by_numpy))
    if by_optax:
        run.figures.append(worst("1 million rates, lrkit / optax jitted, CPU", by_optax))


def _full_figures(name: str, timings: Timings) -> list[Figure]:
    ours = timings["lrkit"]
    figures = [
        Figure(f"in full, {name}, lrkit / NumPy", cpu_ratio(ours, timings["numpy"]), "x", at_most=2),
        Figure(f"in full, {name}, lrkit", _times(cpu(ours), 1000), "ms CPU"),
    ]
    for peer in ("optax", "optax jitted"):
        if peer in timings:
            figures.append(Figure(f"in full, {name}, lrkit / {peer}", cpu_ratio(ours, timings[peer]), "x"))
    return figures


def _half(start: float, end: float, updates: Any, length: int) -> Any:
    return end + (start - end) * (1 + np.cos(np.pi * updates / length)) / 2


def _times(interval: Interval, factor: float) -> Interval:
    return Interval(interval.median * factor, interval.low * factor, interval.high * factor)


main = command("What does a whole curve cost: sampled for a chart, and in full?", answer)

if __name__ == "__main__":
    main()
