"""What does the trainer cost on top of a bare loop over the same model and data?

The arms of a task take turns on one model, optimizer, scheduler and data loader in one process:

* bare: forward, backward, ``optimizer.step()``, ``clear_grad()``, ``scheduler.step()``, and nothing else;
* trainer: `paddle_lrkit.train.loop.train` with the logs of the shipped config: log.jsonl, VisualDL, the display of a
  terminal, the gradient norm of every logged update, and the applied rate of every update, read back and compared;
* hapi: ``paddle.Model.fit`` with its progress bar and its VisualDL callback, which print as often as the trainer logs.

A stretch is timed from the request for its first batch to the request for the batch after its last one, so batches
count, and neither evaluations nor checkpoints. Two costs of the trainer that a stretch may miss are measured apart and
added: opening and closing the logs, spread over the updates of the shipped config, and the display, once a second.
"Adds" is measured directly: forward, backward and optimizer cost nothing in both loops, the gradients stay those of a
real update, and the difference is what the trainer does beside them. That leaves out one thing that it saves:
it drops gradients, where ``clear_grad()`` fills them with zeros.

One thread: idle OpenMP threads spin, and how long depends on what else runs. On more cores an update takes less wall
time and what the trainer does beside it takes the same. PaddleClas (its checkout is in ``LRKIT_PADDLECLAS``) trains
its own ResNet-18 with batches of the same shape in its own environment, next to a bare loop there.
The figures of ``--device gpu`` are times of CUDA events in place of CPU time. Not run on a GPU.
"""

from __future__ import annotations

import gc
import io
import itertools
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.measuring.figure import Figure, worst
from benchmarks.measuring.interval import Interval, cpu_ratio, median_of, wall_ratio
from benchmarks.measuring.question import Run, command
from benchmarks.measuring.rounds import Timings
from benchmarks.measuring.timing import Timing, timed
from benchmarks.measuring.worker import PeerAbsentError, Worker
from paddle_lrkit import load_schedule

ROOT = Path(__file__).parents[1]
CHECKOUT = "LRKIT_PADDLECLAS"
MOST = 30
"""Rounds at most, because one takes some seconds."""


@dataclass(frozen=True)
class Case:
    """A task: its shipped config, updates of a stretch, stretches of an arm a round, and changes to the config."""

    name: str
    config: str
    updates: int
    stretches: int
    overrides: tuple[str, ...] = ()


SMOKE = Case("ERNIE", "text/ernie_tiny_corpus_linear.yml", 2, 1, ("Train.loader.batch_size=2", "Global.log_every=2it"))
# One image an update: the trainer does the same for fewer of them. The rate is low enough for such a batch.
ONE_IMAGE = ("Train.loader.batch_size=1", "Optimizer.lr.learning_rate=0.0005")
CASES = (
    Case("ERNIE", "text/ernie_tiny_corpus_linear.yml", 20, 3),
    Case("ResNet", "classification/resnet18_digits_cosine.yml", 1, 3),
    Case("Faster R-CNN", "detection/faster_rcnn_r18_digitscenes_multistep.yml", 10, 1, ONE_IMAGE),
)


class StretchDone(Exception):
    """Ends a loop that asks for a batch after the last one of its stretch."""


class Terminal(io.StringIO):
    """A terminal that shows nothing."""

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        return len(text)


Loop = Callable[[Iterator[Any]], None]


@dataclass(frozen=True)
class Costs:
    """What a stretch of the trainer may miss: opening and closing the logs, CPU seconds a second of the display."""

    logs: Timing
    display: float


def display_cost(seconds: float) -> float:
    """CPU seconds a second of the display on a terminal."""
    from paddle_lrkit.train.progress import Progress

    with redirect_stdout(Terminal()), redirect_stderr(Terminal()), Progress(1000) as progress:
        progress.update(1, {"rate/applied": 0.1, "train/loss": 0.5})
        began = time.process_time()
        time.sleep(seconds)
        return (time.process_time() - began) / seconds


class Trainee:
    """What the loops of a task share, and the loops.

    Args:
        case: The task.
        directory: Where runs and logs are written.
        device: ``cpu`` or ``gpu``.
    """

    def __init__(self, case: Case, directory: Path, device: str) -> None:
        from paddle_lrkit.train.session import open_session

        self.directory, self.device = directory, device
        config = str(ROOT / "configs" / case.config)
        self.updates_of_a_run = load_schedule(config).total_updates
        endless = ("Global.epochs=null", "Global.updates=10000000", "Global.eval_every=10000000it", "Eval=null")
        overrides = [f"Global.output_dir={directory}/run", *endless, *case.overrides]
        self.session = open_session(config, overrides, device=device)
        self.engine, self.task = self.session.engine, self.session.task
        self.log_every = max(self.session.settings.Global.log_every.updates(self.session.schedule.length), 1)
        # A stretch then ends with a logged update, and the updates before it are read back in it too.
        self.engine.scheduler.step(1)
        self.batches = iter(self.task.train_batches(0))
        self.stretch = Timing(0.0, 0.0)
        self.runs = itertools.count()
        self._hapi = _hapi_model(self.engine, self.task, next(self.batches))
        self._callback = _visualdl_callback(directory / "hapi")

    def time(self, loop: Loop, updates: int) -> Timing:
        """The time of a stretch of updates in a loop."""
        with suppress(StretchDone), redirect_stdout(Terminal()), redirect_stderr(Terminal()):
            loop(self._batches(updates))
        return self.stretch

    def time_trainer(self, costs: Costs, updates: int) -> Timing:
        """The time of a stretch of updates in the trainer, and its share of what the stretch does not hold."""
        one, share = self.time(self.trainer, updates), updates / self.updates_of_a_run
        display = costs.display * one.wall
        return Timing(one.cpu + share * costs.logs.cpu + display, one.wall + share * costs.logs.wall + display)

    def costs(self, run: Run) -> Costs:
        """Measures what `time_trainer` adds."""
        return Costs(timed(self.open_logs, 2 if run.smoke else 10), display_cost(0.2 if run.smoke else 5.0))

    def _batches(self, updates: int) -> Iterator[Any]:
        gc.collect()
        read = _stopwatch(self.device)
        for _ in range(updates):
            yield next(self.batches)
        self.stretch = read()
        raise StretchDone

    def bare(self, batches: Iterator[Any]) -> None:
        model, optimizer, scheduler = self.engine.model, self.engine.optimizer, self.engine.scheduler
        model.train()
        for batch in batches:
            self.task.losses(model, batch)["loss"].backward()
            optimizer.step()
            optimizer.clear_grad()
            scheduler.step()

    def trainer(self, batches: Iterator[Any]) -> None:
        from paddle_lrkit.train.loop import train

        self._new_run()
        with patch.object(self.task, "train_batches", lambda start: batches):
            train(self.session)

    def hapi(self, batches: Iterator[Any]) -> None:
        self._hapi.fit(batches, epochs=1, log_freq=self.log_every, verbose=2, callbacks=[self._callback])

    def _new_run(self) -> None:
        session = self.session
        session.run = replace(session.run, path=self.directory / f"run-{next(self.runs)}")
        session.state.update = session.state.made = self.engine.scheduler.last_epoch

    def open_logs(self) -> None:
        from paddle_lrkit.train.trackers.open_trackers import open_trackers

        self._new_run()
        with open_trackers(self.session):
            pass

    @contextmanager
    def free_updates(self) -> Iterator[None]:
        """Inside the block, the optimizer only takes the rate, and the gradients stay those of a real update."""
        import paddle

        batch = next(self.batches)
        self.task.losses(self.engine.model, batch)["loss"].backward()
        weight = paddle.ones([])
        weight.stop_gradient = False
        with (
            patch.object(self, "batches", itertools.repeat(batch)),
            patch.object(self.task, "losses", lambda model, batch: {"loss": weight * 1.0}),
            patch.object(self.engine.optimizer, "step", self.engine.optimizer._create_global_learning_rate),
            patch.object(self.engine.optimizer, "clear_grad", lambda set_to_zero=True: None),
        ):
            yield
        self.engine.optimizer.clear_grad()


def _hapi_model(engine: Any, task: Any, example: Any) -> Any:
    """``paddle.Model`` around the model, optimizer and losses of a task."""
    import paddle

    class Losses(paddle.nn.Layer):
        def __init__(self) -> None:
            super().__init__()
            self.model = engine.model

        def forward(self, *batch: Any) -> Any:
            return task.losses(self.model, type(example)(*batch))["loss"]

    inputs = [paddle.static.InputSpec([None], name=f"input_{number}") for number in range(len(example))]
    model = paddle.Model(Losses(), inputs)

    # Paddle's own refuses groups of parameters; the loss has its gradients already.
    engine.optimizer.minimize = lambda loss: engine.optimizer.step()
    model.prepare(engine.optimizer, lambda loss: loss)
    return model


def _visualdl_callback(directory: Path) -> Any:
    import paddle

    return paddle.callbacks.VisualDL(str(directory))


def _stopwatch(device: str) -> Callable[[], Timing]:
    """Starts a measurement, which the result reads: CPU time, or the time between two CUDA events."""
    wall = time.perf_counter()
    if device == "cpu":
        cpu = time.process_time()
        return lambda: Timing(time.process_time() - cpu, time.perf_counter() - wall)
    import paddle

    began, ended = (paddle.device.cuda.Event(enable_timing=True) for _ in range(2))
    began.record()

    def read() -> Timing:
        ended.record()
        ended.synchronize()
        return Timing(began.elapsed_time(ended) / 1000, time.perf_counter() - wall)

    return read


class TakingTurns:
    """Rounds in which several arms take turns, some stretches each.

    Args:
        arms: Name -> the time of one stretch.
        stretches: Stretches of each arm a round.
    """

    def __init__(self, arms: dict[str, Callable[[], Timing]], stretches: int) -> None:
        self._stretches, self.turns = arms, stretches
        self._ready: dict[str, Timing] = {}
        self.arms = {name: partial(self._take, name) for name in arms}

    def _take(self, name: str) -> Timing:
        if name not in self._ready:
            self._ready = self._round()
        return self._ready.pop(name)

    def _round(self) -> dict[str, Timing]:
        sums = dict.fromkeys(self._stretches, Timing(0.0, 0.0))
        for turn in range(self.turns):
            for name in reversed(sums) if turn % 2 else list(sums):
                one = self._stretches[name]()
                sums[name] = Timing(sums[name].cpu + one.cpu, sums[name].wall + one.wall)
        return sums


def case_figures(case: Case, timings: Timings) -> list[Figure]:
    bare, trainer, hapi = timings["bare"], timings["trainer"], timings["hapi"]
    return [
        Figure(f"{case.name}, trainer / bare loop, CPU", cpu_ratio(trainer, bare), "x", at_most=1.01, headline=True),
        Figure(f"{case.name}, trainer / bare loop, wall", wall_ratio(trainer, bare), "x", at_most=1.02),
        Figure(f"{case.name}, trainer / hapi, CPU", cpu_ratio(trainer, hapi), "x", at_most=1.0),
    ]


def added_figures(case: Case, update: Timing, display: float, timings: Timings) -> list[Figure]:
    """What the trainer adds, in microseconds and as a share of a bare ``update``, in which the display goes on too."""
    pairs = zip(timings["trainer"], timings["bare"], strict=True)
    added = median_of(trainer.cpu - bare.cpu + display * update.wall for trainer, bare in pairs)
    ratio = Interval(*(1 + seconds / update.cpu for seconds in (added.median, added.low, added.high)))
    micro = Interval(*(1e6 * seconds for seconds in (added.median, added.low, added.high)))
    return [
        Figure(f"{case.name}, trainer adds to an update, CPU", micro, "us"),
        Figure(f"{case.name}, (update + added) / update, CPU", ratio, "x", at_most=1.01),
    ]


def measure_case(run: Run, case: Case, trainee: Trainee) -> None:
    costs = trainee.costs(run)
    trainer = partial(trainee.time_trainer, costs)
    arms = {
        "bare": partial(trainee.time, trainee.bare, case.updates),
        "trainer": partial(trainer, case.updates),
        "hapi": partial(trainee.time, trainee.hapi, case.updates),
    }
    turns = TakingTurns(arms, case.stretches)
    timings = run.measure(case.name, turns.arms, partial(case_figures, case), MOST)
    cpu, wall = (median_of(values).median for values in zip(*timings["bare"], strict=True))
    update = Timing(cpu, wall).per(case.updates * turns.turns)
    many = case.updates * (2 if run.smoke else 50)
    with trainee.free_updates():
        free = {
            "bare": lambda: trainee.time(trainee.bare, many).per(many),
            "trainer": lambda: trainer(many).per(many),
        }
        run.measure(
            f"{case.name}, updates that cost nothing", free, partial(added_figures, case, update, costs.display)
        )


def measure_paddleclas(run: Run, case: Case, trainee: Trainee) -> None:
    """The trainer against its bare loop, next to PaddleClas' loop against its bare loop."""
    if CHECKOUT not in os.environ:
        return run.without("PaddleClas", f"no checkout in {CHECKOUT}")
    trainer = partial(trainee.time_trainer, trainee.costs(run))
    updates = case.updates * case.stretches
    try:
        with Worker("ppcls", "benchmarks.peers.ppcls_loop") as peer:
            arms = {
                "bare": partial(trainee.time, trainee.bare, updates),
                "trainer": partial(trainer, updates),
                "bare of PaddleClas": partial(peer.time, "bare", updates=updates),
                "PaddleClas": partial(peer.time, "loop", updates=updates),
            }
            run.measure("PaddleClas", arms, paddleclas_figures, most=15)
    except PeerAbsentError as absent:
        run.without("PaddleClas", str(absent))


def paddleclas_figures(timings: Timings) -> list[Figure]:
    bare, trainer = timings["bare"], timings["trainer"]
    their_bare, their_loop = timings["bare of PaddleClas"], timings["PaddleClas"]
    rounds = zip(trainer, bare, their_loop, their_bare, strict=True)
    compared = median_of((a.cpu / b.cpu) / (c.cpu / d.cpu) for a, b, c, d in rounds)
    return [
        Figure("ResNet, PaddleClas' loop / bare loop, CPU", cpu_ratio(their_loop, their_bare), "x"),
        Figure("ResNet, trainer / PaddleClas' loop, each to its bare loop, CPU", compared, "x", at_most=1.0),
    ]


def answer(run: Run) -> None:
    os.environ["OMP_NUM_THREADS"] = "1"
    from paddle_lrkit.train.runtime.paddle_import import import_paddle

    import_paddle(quiet=True)
    for case in (SMOKE,) if run.smoke else CASES:
        with tempfile.TemporaryDirectory() as directory:
            trainee = Trainee(case, Path(directory), run.device)
            gc.freeze()
            measure_case(run, case, trainee)
            if case.name == "ResNet":
                measure_paddleclas(run, case, trainee)
    wall = [one for one in run.figures if one.name.endswith("wall")]
    peers = [one for one in run.figures if one.at_most == 1.0]
    run.figures.append(worst("trainer / bare loop, wall", wall))
    run.figures.append(worst("trainer / hapi and PaddleClas, CPU", peers))


main = command("What does the trainer cost on top of a bare loop?", answer, gpu=True)

if __name__ == "__main__":
    main()
