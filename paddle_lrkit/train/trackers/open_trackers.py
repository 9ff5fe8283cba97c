"""Opens the trackers of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paddle_lrkit.config.bind import Component
from paddle_lrkit.config.dump import dump_yaml
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.log import read_log
from paddle_lrkit.train.distributed.collectives import is_main_process
from paddle_lrkit.train.trackers.base import Trackers
from paddle_lrkit.train.trackers.jsonl import JsonlTracker
from paddle_lrkit.train.trackers.picture_files import PictureFiles
from paddle_lrkit.train.trackers.schedule_points import SCHEDULE_TAG, points_so_far, schedule_points
from paddle_lrkit.train.trackers.text_log import TextLogTracker

if TYPE_CHECKING:
    from paddle_lrkit.train.session import Session


def open_trackers(session: Session) -> Trackers:
    """Opens the logs, the folder of pictures and, unless it is disabled, VisualDL; a resumed run continues its files.

    With several processes only rank 0 has trackers.

    Raises:
        LrkitError: A file cannot be opened, or VisualDL is not installed.
    """
    if not is_main_process():
        return Trackers()
    start = min(session.saved_update, session.state.update) if session.resumed else None
    log = JsonlTracker(session.run.log, start, session.log, session.saved_update != session.state.made)
    session.say(*log.repair.sentences(session.run.log))
    rows = read_log(session.run.log) if session.resumed else None
    total = session.schedule.total_updates
    text = TextLogTracker(session.run.text_log, total, session.log_every, start, rows or ())
    if text.rebuilt:
        session.say(tr("{}: its lines were not those of the log, from which it is written again", session.run.text_log))
    trackers: list[Any] = [log, text, PictureFiles(session.run.pictures)]
    rebuilt = False
    if session.settings.Tracker.visualdl:
        from paddle_lrkit.train.trackers.visualdl import VisualDLTracker, chart_interval

        every = chart_interval(session.log_every, session.schedule.total_updates)
        charts = VisualDLTracker(session.run.path, start, rows, every)
        rebuilt = charts.rebuilt
        if rebuilt:
            session.say(tr("{}: written again from the log, without the texts and images before", session.run.records))
        trackers.append(charts)
    opened = Trackers(*trackers)
    metric = [f"eval/{session.task.metric}"] if session.settings.Eval else ["train/loss"]
    opened.hparams(_hyperparameters(session), metric)
    if not session.resumed:
        opened.text("config", dump_yaml(session.document.data), 0)
    if session.schedule.plateau is None:
        curve, total, update = session.engine.scheduler.curve, session.schedule.total_updates, session.state.update
        points = points_so_far(curve, total, rows or (), update) if rebuilt else schedule_points(curve, total, update)
        opened.curve(SCHEDULE_TAG, points)
    opened.flush()
    return opened


def _hyperparameters(session: Session) -> dict[str, Any]:
    """The columns of VisualDL's table of runs."""
    settings, schedule = session.settings, session.schedule
    decay, batches = (
        settings.Optimizer.weight_decay,
        [session.plan.global_batch(stage.first) for stage in session.plan.stages],
    )
    return {
        "schedule": schedule.name,
        "peak_lr": schedule.peak_lr,
        "warmup_updates": schedule.warmup_updates,
        "updates": schedule.total_updates,
        "batch_size": f"{batches[0]} to {batches[-1]}" if session.plan.varies else batches[0],
        "optimizer": settings.Optimizer.name,
        "weight_decay": decay.name if isinstance(decay, Component) else decay,
        "model": settings.Architecture.name,
        "seed": settings.Global.seed,
    }
