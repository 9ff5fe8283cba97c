"""What is said about a run that has nothing left to train, and how to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paddle_lrkit.config.alternatives import RUN_LENGTHS
from paddle_lrkit.errors import CheckpointError
from paddle_lrkit.messages import tr
from paddle_lrkit.train.resume_command import resume_command

if TYPE_CHECKING:
    from paddle_lrkit.train.session import Session


def check_something_left(session: Session, policy: str | None) -> None:
    """Refuses a policy with which a resumed run would end without an update.

    Raises:
        CheckpointError: With the command that goes on.
    """
    if policy is None or not session.finished:
        return
    saved, total = session.saved_update, session.schedule.total_updates
    nothing = tr("{}: policy {!r} leaves nothing to train: ", session.checkpoint, policy)
    if saved < total:
        command = resume_command(session.document, _source(session), policy="keep")
        raise CheckpointError(
            tr(
                "{}update {} of the checkpoint becomes update {} of {}; to continue at update {}: {}",
                nothing,
                saved,
                session.state.update,
                total,
                saved,
                command,
            )
        )
    raise CheckpointError(
        tr(
            "{}the checkpoint is at update {} and the run ends at update {}; {}",
            nothing,
            saved,
            total,
            _to_go_on(session),
        )
    )


def finished_sentence(session: Session) -> str:
    """The answer to a resume of a finished run."""
    state, total = session.state, session.schedule.total_updates
    metric = session.task.metric
    score = tr(" ({} {:.4f})", metric, state.metrics[metric]) if metric in state.metrics else ""
    length = tr(" at update {}", state.update) if state.update != state.made else ""
    shorter = tr("; this config has {} updates", total) if state.update > total else ""
    return tr(
        "{}: already finished{} after {} updates{}{}; {}",
        session.run.path,
        length,
        state.made,
        score,
        shorter,
        _to_go_on(session),
    )


def _to_go_on(session: Session) -> str:
    """The command for a longer run: the smallest multiple of its length that is beyond the checkpoint."""
    run, factor = session.settings.Global, session.saved_update // session.schedule.total_updates + 1
    key, length = next((name, getattr(run, name)) for name in RUN_LENGTHS if getattr(run, name) is not None)
    longer = f"Global.{key}={length * factor}"
    return tr("to go on, make the run longer: {}", resume_command(session.document, _source(session), [longer], "keep"))


def _source(session: Session) -> str:
    """The run, or the checkpoint if it is not the last one of the run."""
    checkpoint = session.checkpoint
    last = checkpoint is None or checkpoint.name in ("last", ".last.old")
    return str(session.run.path if last else checkpoint)
