"""The training loop."""

from __future__ import annotations

import shlex
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import paddle

from paddle_lrkit.train.distributed.processes import is_first, rank, reporting_loss, wait, world_size
from paddle_lrkit.train.evaluation import evaluate
from paddle_lrkit.train.interrupt import Interrupted, StopRequest
from paddle_lrkit.train.meter import Meter
from paddle_lrkit.train.progress import Progress, clock
from paddle_lrkit.train.rate import observe, planned_rate
from paddle_lrkit.train.session import Session
from paddle_lrkit.train.trackers.base import Trackers
from paddle_lrkit.train.trackers.open import open_trackers


@dataclass(frozen=True)
class Result:
    """What a run came to; the JSON that ``lrkit train --json`` prints.

    Args:
        run: The run directory.
        task: Name of the task.
        metric: Name of the task's metric; None without evaluation data.
        value: Its value at the end of the run (not the best on the way).
        updates: Updates done.
        wall_s: Seconds, of this process.
    """

    run: str
    task: str
    metric: str | None
    value: float | None
    updates: int
    wall_s: float


def train(session: Session, quiet: bool = False) -> Result:
    """Trains to the end of the run, or to a signal.

    The rate advances in one place, once for every update that changed the weights.

    Args:
        session: An open run.
        quiet: Whether to show no progress.

    Raises:
        Interrupted: A signal came; the checkpoint ``last`` was written.
        RateMismatch: The optimizer used another rate than the schedule says.
        Diverged: The loss or a logged gradient norm is not finite.
        ProcessLost: Another process of the job ended.
    """
    began = time.monotonic()
    position, engine, run = session.position, session.engine, session.settings.Global
    total = session.schedule.total_updates
    progress = Progress(total, position.update, quiet or not is_first())
    advice = f"go on from the last checkpoint with: {_resume_command(session)}"
    with open_trackers(session) as trackers, StopRequest() as stop, progress, reporting_loss(advice):
        meter = _meter(session, trackers, progress)
        batches = _batches(session)
        wait()
        while position.update < total:
            window = [next(batches) for _ in range(run.accumulate_steps)]
            paddle.seed(_update_seed(run.seed, position.batch))
            planned = planned_rate(engine.scheduler, session.schedule, position.update)
            step = engine.step(window, session.task.losses, with_norm=meter.due(position.update))
            position.batch += run.accumulate_steps
            if step.done:
                meter.take(position.update, planned, step)
                position.update += 1
                engine.scheduler.step()
            if step.done and _due(session, run.eval_every):
                meter.restart_clock()
                _evaluate_and_save(session, trackers, progress)
                meter.restart_clock()
            elif step.done and run.save_every and _due(session, run.save_every):
                meter.flush()
                trackers.flush()
                session.save("last", f"update_{position.update}")
            signal_number = stop.agreed(position.batch // run.accumulate_steps)
            if signal_number is not None and position.update < total:
                meter.flush()
                trackers.flush()
                session.save("last")
                raise Interrupted(_how_to_resume(session), signal_number)
    return _result(session, time.monotonic() - began)


def _meter(session: Session, trackers: Trackers, progress: Progress) -> Meter:
    length = session.schedule.length
    return Meter(
        trackers,
        progress,
        total=session.schedule.total_updates,
        steps_per_epoch=length.steps_per_epoch or 1,
        samples_per_update=length.samples_per_update or 1,
        log_every=max(session.settings.Global.log_every.updates(length), 1),
    )


def _batches(session: Session) -> Iterator[Any]:
    if session.position.update >= session.schedule.total_updates:
        return iter(())
    return iter(session.task.train_batches(session.position.batch))


def _update_seed(seed: int, batch: int) -> int:
    """Seed of dropout and the like at a position of the run, so that a resumed run draws the same numbers.

    Each process draws its own.
    """
    return (seed * 1_000_003 + batch * 7_919 + rank() * 15_485_863 + 1) % (2**31 - 1)


def _due(session: Session, every: Any) -> bool:
    update = session.position.update
    interval = max(every.updates(session.schedule.length), 1)
    return update % interval == 0 or update == session.schedule.total_updates


def _evaluate_and_save(session: Session, trackers: Trackers, progress: Progress) -> None:
    position, task, run = session.position, session.task, session.settings.Global
    names = ["last"]
    position.metrics = evaluate(session.engine, task)
    if position.metrics:
        trackers.log(position.update, {f"eval/{name}": value for name, value in position.metrics.items()})
        for tag, image in task.pictures().items():
            trackers.image(tag, image, position.update)
        observe(session.engine.scheduler, session.schedule, position.metrics)
        if position.improved(position.metrics[task.metric], task.higher_is_better):
            names.append("best")
        progress.note(_evaluation_line(session))
    if run.save_every and _due(session, run.save_every):
        names.append(f"update_{position.update}")
    trackers.flush()
    session.save(*names)


def _evaluation_line(session: Session) -> str:
    position = session.position
    values = "  ".join(f"{name} {value:.4f}" for name, value in position.metrics.items())
    epoch = session.schedule.epoch(position.update) or 0.0
    return f"epoch {epoch:g}  update {position.update}  {values}"


def _how_to_resume(session: Session) -> str:
    return (
        f"stopped after update {session.position.update} of {session.schedule.total_updates}; the checkpoint is "
        f"written; go on with: {_resume_command(session)}"
    )


def _resume_command(session: Session) -> str:
    several = f"python -m paddle.distributed.launch --nproc_per_node {world_size()} " if world_size() > 1 else ""
    document = session.document
    words = ["lrkit", "train", "-c", str(document.file)]
    for override in document.overrides:
        words += ["-o", override]
    return several + shlex.join([*words, "--resume", str(session.run.path)])


def _result(session: Session, seconds: float) -> Result:
    metric = session.task.metric if session.position.metrics else None
    value = session.position.metrics.get(metric) if metric else None
    name = session.settings.Global.task
    return Result(str(session.run.path), name, metric, value, session.position.update, round(seconds, 3))


def summary(result: Result) -> str:
    """The closing lines for a person."""
    score = f"{result.metric} {result.value:.4f} after " if result.metric and result.value is not None else ""
    return (
        f"{score}{result.updates} updates, {clock(result.wall_s)}; the run is in {result.run}\n"
        f"look at it with: lrkit board {result.run}"
    )
