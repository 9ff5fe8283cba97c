"""The training loop."""

from __future__ import annotations

import shlex
import time
from dataclasses import dataclass

import paddle

from paddle_lrkit.messages import tr
from paddle_lrkit.text import format_count, format_time
from paddle_lrkit.train.distributed.collectives import barrier, distributed_errors, is_main_process, rank
from paddle_lrkit.train.meter import Meter
from paddle_lrkit.train.optimization.scheduler import observe, planned_rate
from paddle_lrkit.train.progress import Progress
from paddle_lrkit.train.resume_command import resume_command
from paddle_lrkit.train.runtime.signals import Interrupted, SignalHandler
from paddle_lrkit.train.session import Session
from paddle_lrkit.train.trackers.base import Trackers
from paddle_lrkit.train.trackers.open_trackers import open_trackers
from paddle_lrkit.train.way_back import explained, what_is_safe
from paddle_lrkit.units import Duration


@dataclass(frozen=True)
class TrainResult:
    """The outcome of a run, which ``lrkit train --json`` prints.

    Args:
        run: The run directory.
        task: Name of the task.
        metric: Name of the task's metric; None without evaluation data.
        value: The metric at the end of the run, which may not be the best one.
        updates: Updates made in total, those before a resume included.
        wall_s: Seconds that this process trained.
    """

    run: str
    task: str
    metric: str | None
    value: float | None
    updates: int
    wall_s: float


def train(session: Session, quiet: bool = False) -> TrainResult:
    """Trains to the end of the run, or until a signal; a finished run stays as it is.

    The learning rate advances in one place, once for every update that changed the weights.

    Args:
        session: An open run.
        quiet: Whether to hide the progress display.

    Raises:
        Interrupted: A signal stopped the run; the checkpoint ``last`` was written, unless it was the second signal.
        RateMismatch: The optimizer used another rate than the schedule says.
        Diverged: The loss, a logged gradient norm or a weight is not finite.
        RunFilesError: A file of the run cannot be written.
        ProcessLost: Another process of the job ended.
    """
    if session.finished:
        return _result(session, 0.0)
    began = time.monotonic()
    state, engine, run = session.state, session.engine, session.settings.Global
    total = session.schedule.total_updates
    progress = Progress(total, state.update, quiet or not is_main_process())
    command = resume_command(session.document, session.run.path, policy=session.policy)
    hint = tr("continue from the last checkpoint with: {}", command)
    with (
        explained(session),
        SignalHandler(lambda: what_is_safe(session)) as signals,
        session.writer,
        open_trackers(session) as trackers,
        progress,
        distributed_errors(hint),
    ):
        meter = _meter(session, trackers, progress)
        batches = iter(session.task.train_batches(state.batch))
        barrier()
        while state.update < total:
            position = session.plan.update_of(state.batch)
            window = [next(batches) for _ in range(session.plan.stage(position).accumulate)]
            paddle.seed(_update_seed(run.seed, state.batch))
            planned = planned_rate(engine.scheduler, session.schedule, state.update)
            engine.begin(state.update)
            step = engine.step(window, session.task.losses, measured=meter.due(state.update))
            state.batch += len(window)
            if step.done:
                meter.record(state.update, planned, step, position)
                state.update += 1
                state.made += 1
                engine.scheduler.step()
            if step.done and _due(session, run.eval_every):
                meter.restart_clock()
                _evaluate_and_save(session, trackers, progress)
                meter.restart_clock()
            elif step.done and run.save_every and _due(session, run.save_every):
                _save(session, meter, trackers, "last", f"update_{state.update}")
            signal_number = signals.received_on_any_rank(position + 1)
            if signal_number is not None and state.update < total:
                _save(session, meter, trackers, "last")
                session.wait_until_saved()
                raise Interrupted(_stopped(session), signal_number)
        session.wait_until_saved()
    return _result(session, time.monotonic() - began)


def _meter(session: Session, trackers: Trackers, progress: Progress) -> Meter:
    return Meter(
        trackers=trackers,
        progress=progress,
        schedule=session.schedule,
        plan=session.plan,
        log_every=session.settings.Global.log_every,
    )


def _update_seed(seed: int, batch: int) -> int:
    """Seed of dropout and other random layers for an update of this process, the same in a resumed run."""
    return (seed * 1_000_003 + batch * 7_919 + rank() * 15_485_863 + 1) % (2**31 - 1)


def _due(session: Session, every: Duration) -> bool:
    update = session.state.update
    return every.ends_at(update, session.schedule.length) or update == session.schedule.total_updates


def _evaluate_and_save(session: Session, trackers: Trackers, progress: Progress) -> None:
    state, task, run = session.state, session.task, session.settings.Global
    names = ["last"]
    session.engine.measure_averages(task)
    state.metrics = session.engine.evaluate(task)
    if state.metrics:
        trackers.log(state.update, {f"eval/{name}": value for name, value in state.metrics.items()})
        for tag, image in task.pictures().items():
            trackers.image(tag, image, state.update)
        observe(session.engine.scheduler, session.schedule, state.metrics)
        if state.improved(state.metrics[task.metric], task.higher_is_better):
            names.append("best")
        progress.print_line(_evaluation_line(session))
    if run.save_every and _due(session, run.save_every):
        names.append(f"update_{state.update}")
    trackers.flush()
    session.save(*names, log=trackers.mark())


def _save(session: Session, meter: Meter, trackers: Trackers, *names: str) -> None:
    """Saves checkpoints once the log has all updates that they contain."""
    meter.flush()
    trackers.flush()
    session.engine.measure_averages(session.task)
    session.save(*names, log=trackers.mark())


def _evaluation_line(session: Session) -> str:
    state = session.state
    values = "  ".join(f"{name} {value:.4f}" for name, value in state.metrics.items())
    epoch = session.schedule.epoch(state.update) or 0.0
    return tr("epoch {}  update {:,}  {}", format_count(epoch), state.update, values)


def _stopped(session: Session) -> str:
    state = session.state
    made = tr(" ({} made)", state.made) if state.made != state.update else ""
    return tr(
        "stopped after update {} of {}{}; the checkpoint is written; continue with: {}",
        state.update,
        session.schedule.total_updates,
        made,
        resume_command(session.document, session.run.path),
    )


def _result(session: Session, seconds: float) -> TrainResult:
    metric = session.task.metric if session.state.metrics else None
    value = session.state.metrics.get(metric) if metric else None
    task = session.settings.Global.task
    return TrainResult(str(session.run.path), task, metric, value, session.state.made, round(seconds, 3))


def summary(result: TrainResult) -> str:
    """The closing lines of ``lrkit train``."""
    score = tr("{} {:.4f} after ", result.metric, result.value) if result.metric and result.value is not None else ""
    return tr(
        "{}{} updates, {}; the run is in {}\nview it with: {}",
        score,
        result.updates,
        format_time(result.wall_s),
        result.run,
        shlex.join(("lrkit", "board", result.run)),
    )
