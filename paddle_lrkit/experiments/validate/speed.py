"""The speed of the trainer compared with a bare loop over the same model, data and optimizer, without a limit."""

from __future__ import annotations

import resource
import statistics
import tempfile
from collections.abc import Callable, Iterator
from functools import partial

import paddle

from paddle_lrkit.experiments.validate.case import CaseResult, Figures, run_case
from paddle_lrkit.experiments.validate.configs import Config, changed, classification
from paddle_lrkit.experiments.validate.device_timer import GpuUtilization, device_timer
from paddle_lrkit.experiments.validate.options import ValidationOptions
from paddle_lrkit.experiments.validate.training import open_run
from paddle_lrkit.messages import tr
from paddle_lrkit.train.loop import train
from paddle_lrkit.train.runtime.device import computes_in
from paddle_lrkit.train.session import Session

ON_ACCELERATOR, ON_CPU = 50, 6
"""Updates of a round."""
ROUNDS = 3
_WARM_UP = 2
_ON_ACCELERATOR = {
    "Architecture": {"name": "ResNet18", "small_input": True},
    "Train.transforms": [{"Resize": {"size": 32}}, {"Normalize": {"mean": [0.5] * 3, "std": [0.25] * 3}}],
    "Train.loader": {"batch_size": 256, "num_workers": 4},
}
_BFLOAT16 = {"Global.amp": {"level": "O1", "dtype": "bfloat16"}}
_MIB = 2**20


def check(options: ValidationOptions) -> Iterator[CaseResult]:
    """Times the trainer and a bare loop in turns, in float32 and on an accelerator also in bfloat16."""
    yield run_case("speed", tr("classification, float32"), "", partial(measure, options, {}), has_limit=False)
    if computes_in("bfloat16"):
        yield run_case(
            "speed", tr("classification, O1 bfloat16"), "", partial(measure, options, _BFLOAT16), has_limit=False
        )


def measure(options: ValidationOptions, changes: Config) -> Figures:
    """Returns milliseconds an update of both loops (median of the rounds), throughput, memory and utilization."""
    updates = options.length(ON_ACCELERATOR, ON_CPU)
    config = changed(
        classification(options, updates), {**(_ON_ACCELERATOR if options.on_accelerator else {}), **changes}
    )
    loops: dict[str, Callable[[Session], None]] = {"bare": bare_loop, "trainer": trainer}
    found: dict[str, list[float]] = {name: [] for name in loops}
    busy: list[float] = []
    for _ in range(ROUNDS):
        for name, loop in loops.items():
            milliseconds, samples = timed(options, config, loop)
            found[name].append(milliseconds / updates)
            busy += samples if name == "trainer" else []
    bare, ours = (statistics.median(found[name]) for name in ("bare", "trainer"))
    figures = {
        "batch": config["Train"]["loader"]["batch_size"],
        "updates": updates,
        "bare loop ms": round(bare, 3),
        "trainer ms": round(ours, 3),
        "trainer samples/s": float(f"{1000 / ours * config['Train']['loader']['batch_size']:.4g}"),
        "trainer / bare loop": round(ours / bare, 4),
        **_memory(options),
    }
    return {**figures, "GPU utilisation %": round(statistics.mean(busy), 1)} if busy else figures


def timed(options: ValidationOptions, config: Config, loop: Callable[[Session], None]) -> tuple[float, list[float]]:
    """Returns the milliseconds of a loop on a new run, and samples of the utilization of the GPU.

    Opening the run and the first passes are not timed.
    """
    with tempfile.TemporaryDirectory() as directory:
        own = ValidationOptions(options.device, directory, options.updates)
        session = open_run(own, "run", config)
        session.save = lambda *names, log=None: None  # type: ignore[method-assign]
        _warm_up(session)
        timer = device_timer(options)
        with GpuUtilization(options) as utilization:
            timer.start()
            loop(session)
            return timer.stop(), utilization.samples


def trainer(session: Session) -> None:
    """Trains with the trainer, without its checkpoint at the end."""
    train(session, quiet=True)


def bare_loop(session: Session) -> None:
    """Runs the same updates in as few lines as Paddle allows."""
    engine, amp = session.engine, session.engine.amp
    engine.model.train()
    for _, batch in zip(range(session.schedule.total_updates), session.task.train_batches(0), strict=False):
        with paddle.amp.auto_cast(
            amp is not None, level=amp.level if amp else "O1", dtype=amp.dtype if amp else "float16"
        ):
            loss = session.task.losses(engine.model, batch)["loss"]
        loss.backward()
        engine.optimizer.step()
        engine.optimizer.clear_grad()
        engine.scheduler.step()


def _warm_up(session: Session) -> None:
    """Runs passes that change no weights, so that kernels are selected and memory is allocated."""
    batches = iter(session.task.train_batches(0))
    for _ in range(_WARM_UP):
        session.task.losses(session.engine.model, next(batches))["loss"].backward()
        session.engine.optimizer.clear_grad()


def _memory(options: ValidationOptions) -> Figures:
    """Peak memory of the device so far; of the process on the CPU and where Paddle counts no memory of a device."""
    ask = paddle.device.cuda if options.kind == "gpu" else paddle.device
    if options.on_accelerator and hasattr(ask, "max_memory_allocated"):
        return {f"{options.kind} memory MiB": round(ask.max_memory_allocated() / _MIB)}
    return {"process memory MiB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)}
