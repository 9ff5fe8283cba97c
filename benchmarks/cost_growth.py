"""How the cost of a curve, a chart, ``audit``, ``check``, a training run and its records grows with their size.

An exponent is the slope of the logarithm of the CPU time over that of the size, by least squares; each round measures
all sizes and gives one exponent, and the interval is that of the rounds. 0 is flat, 1 linear.

* A value and a chart (sampled and drawn for the terminal) of four schedules with 10^3 to 10^8 updates. A value of a
  piecewise curve with a boundary every ten updates is found by bisection: its logarithm is said apart, without a goal.
* ``audit`` reads, places and judges a log of PaddleDetection in this process, without the start of Python; 10^4 to 10^6
  rows, because below them the reading of the plan hides the growth.
* ``check`` reads and judges different configs of four suites in this process, up to 3,000 of them.
* The trainer, in a process of its own, has VisualDL, a row of the log an update and 20 evaluations with checkpoints:
  resident memory over updates, from a quarter of the run on; the slope in bytes an update.
* VisualDL's records are counted, not timed: those of a tracker that gets six values of each update of a run.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from benchmarks.audit_log import EPOCHS, PPDET, ppdet
from benchmarks.measuring.figure import Figure, worst
from benchmarks.measuring.interval import Interval, median_of
from benchmarks.measuring.question import Run, command
from benchmarks.measuring.rounds import Timings
from benchmarks.measuring.timing import Timing, timed
from benchmarks.measuring.worker import Worker
from paddle_lrkit import curves, load_schedule
from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.curves import Curve
from paddle_lrkit.lint.check_files import check_files
from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.find_files import find_files
from paddle_lrkit.plot.schedule_chart import schedule_chart
from paddle_lrkit.plot.series import series_of
from paddle_lrkit.plot.terminal import draw_terminal
from paddle_lrkit.runs.audit.audit_log import audit_log
from paddle_lrkit.runs.audit.plan import PlanOptions, plan_of
from paddle_lrkit.runs.logs.read_logs import LogOptions, read_logs
from paddle_lrkit.runs.vdl_records import scalars
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.train.trackers.visualdl import MOST_POINTS, VisualDLTracker, chart_interval
from paddle_lrkit.units import LengthOptions, RunLength

FLAT, LINEAR, BYTES = 0.05, 1.05, 10
FEW = 6
TAGS = ("rate/planned", "rate/applied", "train/loss", "train/grad_norm", "speed/samples_per_s", "rate/weight_decay")
FAMILIES: dict[str, Callable[[int], Curve]] = {
    "warmup and cosine": lambda updates: curves.cosine(0.1, 0.0, updates - updates // 20).warmup(updates // 20),
    "multistep": lambda updates: curves.multistep(0.1, [updates // 3, updates * 2 // 3, updates * 11 // 12], 0.1),
    "restarts": lambda updates: curves.cosine_restarts(0.1, 0.0, updates // 10),
    "polynomial": lambda updates: curves.polynomial(0.1, 0.0, updates, 0.9),
}


def answer(run: Run) -> None:
    """Measures each growth."""
    flat: list[Figure] = []
    for name, curve in FAMILIES.items():
        flat += _values(run, name, curve, (3, 8), FLAT)
        flat += _charts(run, name, curve)
    run.figures.append(worst("a value and a chart, against the length of the curve", flat))
    _values(run, "a boundary every ten updates", _many_boundaries, (3, 7), None)
    with tempfile.TemporaryDirectory() as folder:
        _audit(run, Path(folder))
        _check(run, Path(folder))
        _records(run, Path(folder))
    _memory(run)


def _growth(
    run: Run, name: str, arms: Mapping[int, Callable[[], Timing]], goal: float | None, headline: bool, most: int | None
) -> list[Figure]:
    """The exponent of the arms' CPU time in their sizes."""

    def figures(timings: Timings) -> list[Figure]:
        sizes = [int(size) for size in timings]
        exponents = [
            float(np.polyfit(np.log(sizes), np.log([one.cpu for one in times]), 1)[0])
            for times in zip(*timings.values(), strict=True)
        ]
        note = f"{min(sizes):,} to {max(sizes):,}"
        return [Figure(name, median_of(exponents), "exponent", at_most=goal, headline=headline, note=note)]

    run.measure(name, {str(size): arm for size, arm in arms.items()}, figures, most)
    return run.figures[-1:]


def _values(
    run: Run, name: str, family: Callable[[int], Curve], powers: tuple[int, int], goal: float | None
) -> list[Figure]:
    def arm(updates: int) -> Callable[[], Timing]:
        rate, rng = family(updates).rate, random.Random(0)
        asked = [rng.randrange(updates) for _ in range(1000)]
        return lambda: timed(lambda: [rate(update) for update in asked], 3 if run.smoke else 20)

    arms = {10**power: arm(10**power) for power in range(powers[0], 6 if run.smoke else powers[1] + 1)}
    return _growth(run, f"a value of {name}", arms, goal, goal is None, None)


def _charts(run: Run, name: str, family: Callable[[int], Curve]) -> list[Figure]:
    def arm(updates: int) -> Callable[[], Timing]:
        schedule = Schedule(family(updates), "lrkit", RunLength(updates), name)
        draw = lambda: draw_terminal(schedule_chart(series_of([schedule])), 100, 24)  # noqa: E731
        return lambda: timed(draw, 1 if run.smoke else 5)

    arms = {10**power: arm(10**power) for power in range(3, 5 if run.smoke else 9)}
    return _growth(run, f"a chart of {name}", arms, FLAT, False, None)


def _many_boundaries(updates: int) -> Curve:
    boundaries = list(range(10, updates, 10))
    return curves.piecewise_constant(boundaries, [0.1 / (1 + number) for number in range(len(boundaries) + 1)])


def _audit(run: Run, folder: Path) -> None:
    config = folder / "plan.yml"
    config.write_text(PPDET, encoding="utf-8")

    def arm(rows: int) -> Callable[[], Timing]:
        log, steps = folder / f"{rows}.log", rows // EPOCHS
        with log.open("w", encoding="utf-8") as stream:
            stream.writelines(ppdet(load_schedule(str(config), steps_per_epoch=steps).curve, rows))

        def audit() -> None:
            options = PlanOptions(str(config), length=LengthOptions(steps_per_epoch=steps))
            (training,) = read_logs([str(log)], LogOptions())
            plan = plan_of(training, options)
            result = audit_log(training, plan.schedule, plan.options)
            if result.rows != rows:
                raise RuntimeError(f"{log} has {rows} rows, {result.rows} were read")

        return lambda: timed(audit)

    sizes = (1_000, 3_000) if run.smoke else (10_000, 30_000, 100_000, 300_000, 1_000_000)
    _growth(run, "audit, against rows", {rows: arm(rows) for rows in sizes}, LINEAR, True, run.rounds)


CONFIGS = (
    "epoch: {epochs}\nLearningRate:\n  base_lr: {rate}\n  schedulers:\n  - !CosineDecay {{max_epochs: {epochs}}}\n"
    "  - !LinearWarmup {{start_factor: 0.1, steps: {warmup}}}\n"
    "OptimizerBuilder: {{optimizer: {{momentum: 0.9, type: Momentum}}}}\nTrainReader: {{batch_size: 8}}\n",
    "Global: {{epochs: {epochs}}}\nArch: {{name: ResNet50}}\nOptimizer:\n  name: Momentum\n"
    "  lr: {{name: Cosine, learning_rate: {rate}, warmup_epoch: 5}}\n"
    "DataLoader: {{Train: {{sampler: {{batch_size: 64}}}}}}\n",
    "batch_size: 4\niters: {warmup}00\noptimizer: {{type: SGD, momentum: 0.9}}\n"
    "lr_scheduler: {{type: PolynomialDecay, learning_rate: {rate}, end_lr: 0, power: 0.9}}\n",
    "Global: {{epoch_num: {epochs}}}\nOptimizer:\n  name: Adam\n  lr: {{name: Cosine, learning_rate: {rate}}}\n"
    "Train: {{loader: {{batch_size_per_card: 64}}}}\n",
)


def _check(run: Run, folder: Path) -> None:
    def arm(count: int) -> Callable[[], Timing]:
        place, rng = folder / f"{count}_configs", random.Random(0)
        place.mkdir()
        for number in range(count):
            chosen = {"epochs": rng.randint(10, 400), "rate": rng.uniform(1e-4, 1.0), "warmup": rng.randint(100, 2000)}
            (place / f"{number}.yml").write_text(CONFIGS[number % len(CONFIGS)].format(**chosen), encoding="utf-8")

        def check() -> None:
            files = ConfigFiles()
            checked = check_files(find_files([str(place)], (), files), CheckOptions(), files)
            if len(checked.reports) != count:
                raise RuntimeError(f"{place}: {len(checked.reports)} of {count} configs were checked")

        return lambda: timed(check)

    sizes = (4, 12) if run.smoke else (10, 30, 100, 300, 1_000, 3_000)
    _growth(run, "check, against files", {count: arm(count) for count in sizes}, LINEAR, True, FEW)


def _records(run: Run, folder: Path) -> None:
    """Points of a chart and size of the records after runs of several lengths; exact, so their intervals are points."""
    counts, sizes = [], []
    lengths = (100, 1_000) if run.smoke else (1_000, 20_000, 50_000, 300_000)
    for updates in lengths:
        place = folder / f"{updates}_records"
        tracker = VisualDLTracker(place, every=chart_interval(1, updates))
        for update in range(updates):
            tracker.log(update, dict.fromkeys(TAGS, 0.1))
        tracker.close()
        (file,) = place.iterdir()
        counts.append(len(scalars(file)) // len(TAGS))
        sizes.append(file.stat().st_size / 2**20)
    note = f"most of runs of {lengths[0]:,} to {lengths[-1]:,} updates with a row an update"
    run.figures += [
        Figure("VisualDL points of a chart", _exact(counts), "points", at_most=MOST_POINTS, headline=True, note=note),
        Figure("VisualDL records of six charts", _exact(sizes), "MiB", note=note),
    ]


def _exact(values: Sequence[float]) -> Interval:
    return Interval(max(values), max(values), max(values))


def _memory(run: Run) -> None:
    slopes, bases = [], []
    for _ in range(1 if run.smoke else FEW):
        with Worker(None, "benchmarks.peers.trainer_memory") as worker:
            points = np.array(worker.ask("memory", updates=100 if run.smoke else 20_000))
        late = points[len(points) // 4 :]
        slopes.append(float(np.polyfit(late[:, 0], late[:, 1], 1)[0]))
        bases.append(late[-1, 1] / 2**20)
    note = f"softmax regression, 20,000 updates, {len(slopes)} runs, {np.median(bases):.0f} MiB at the end"
    run.figures.append(
        Figure("trainer memory", median_of(slopes), "bytes an update", at_most=BYTES, headline=True, note=note)
    )


main = command("How does the cost grow?", answer)

if __name__ == "__main__":
    main()
