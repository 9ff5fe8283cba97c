"""What a run that stopped with an error leaves, and the command that goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from paddle_lrkit.config.document import dotted
from paddle_lrkit.errors import CheckpointError, LrkitError, os_reason
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.checkpoint_state import checkpoint_names
from paddle_lrkit.runs.saved_state import saved_state
from paddle_lrkit.suites.base import Selection
from paddle_lrkit.suites.lrkit.fields import FIELDS
from paddle_lrkit.train.meter import Diverged
from paddle_lrkit.train.resume_command import resume_command

if TYPE_CHECKING:
    from paddle_lrkit.train.session import Session

_LOWER = 0.5


class RunFilesError(LrkitError):
    """A file of a run cannot be read or written."""


@contextmanager
def explained(session: Session) -> Iterator[None]:
    """Inside the block, an error of a file or a loss that is not finite says what is safe and how to go on.

    Raises:
        RunFilesError: A file cannot be read or written.
        Diverged: See `Meter`.
    """
    try:
        yield
    except Diverged as error:
        raise Diverged(tr("{}; {}", error, _back(session))) from error.__cause__
    except OSError as error:
        path = error.filename or session.run.path
        raise RunFilesError(tr("{}: {}; {}", path, os_reason(error), what_is_safe(session))) from error


def what_is_safe(session: Session) -> str:
    """What a run that stops without a checkpoint leaves, and the command that continues."""
    run = session.run.path
    if not run.is_dir():
        return tr("the run directory {} is gone, and nothing of the run is left", run)
    safe = _newest(session)
    if safe is None:
        return tr("no checkpoint was written yet")
    name, update = safe
    return tr(
        "the checkpoint of update {} in {} is safe; continue with: {}",
        update,
        session.run.checkpoint(name),
        resume_command(session.document, run, policy=session.policy),
    )


def _back(session: Session) -> str:
    """The last checkpoint before a divergence, and the command that continues from it with a lower rate."""
    safe = _newest(session)
    if safe is None:
        return tr("no checkpoint was written before")
    name, update = safe
    checkpoint = session.run.path if name == "last" else session.run.checkpoint(name)
    lower = _lower_rate(session)
    policy = session.policy or ("keep" if lower else None)
    command = resume_command(session.document, checkpoint, lower or [f"Global.on_nan={{factor: {_LOWER}}}"], policy)
    return tr("go back to the checkpoint of update {} with a lower rate: {}", update, command)


def _newest(session: Session) -> tuple[str, int] | None:
    """Name and update of the newest checkpoint whose state can be read."""
    for name in checkpoint_names(session.run.path):
        with suppress(CheckpointError):  # Somebody removes the run.
            return name, int(saved_state(session.run.checkpoint(name))["update"])
    return None


def _lower_rate(session: Session) -> list[str]:
    """The override that halves the rate; nothing when the config has no single number for it, or a checkpoint keeps it.

    The rate of a plateau rule is in the checkpoint.
    """
    if session.schedule.plateau is not None:
        return []
    fields = FIELDS.read(session.document, Selection(), session.schedule.steps_per_epoch)
    rate = fields.rate if fields is not None else None
    if rate is None or rate.number is None or rate.key_path is None:
        return []
    return [f"{dotted(rate.path)}={float(f'{rate.number * _LOWER:.6g}')!r}"]
