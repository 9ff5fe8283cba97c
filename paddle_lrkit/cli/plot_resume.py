"""``lrkit plot --resume``: how a run would go on with a config."""

from __future__ import annotations

from paddle_lrkit.curves.resume import Resumption, read_state
from paddle_lrkit.errors import CheckpointError
from paddle_lrkit.plot.resume_series import Resumed
from paddle_lrkit.plot.series import Series, series_of
from paddle_lrkit.plot.words import Words
from paddle_lrkit.runs.checkpoint_state import CheckpointState, read_checkpoint_state
from paddle_lrkit.runs.log import FILE_NAME, read_log
from paddle_lrkit.runs.logged import applied_rates
from paddle_lrkit.runs.resumption import resumption
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.text import printable


def resumed(schedule: Schedule, run: str, policy: str | None, words: Words) -> tuple[str, list[Series]]:
    """Heading and lines of a run that goes on.

    Args:
        schedule: What it goes on with.
        run: A run directory or a checkpoint.
        policy: ``keep``, ``extend``, ``rescale`` or None.
        words: Language.

    Raises:
        CheckpointError: There is no checkpoint, the trainer would refuse to go on, or nothing is left to do.
    """
    checkpoint = read_checkpoint_state(run)
    goes_on = _goes_on(schedule, checkpoint, policy)
    saved, (plan,) = read_state(checkpoint.scheduler), series_of([schedule])
    log = checkpoint.run / FILE_NAME
    applied = applied_rates(read_log(log), before=saved.update) if log.is_file() else []
    lines = Resumed(plan, saved, goes_on, applied, policy, words).series()
    return words.run_goes_on.format(printable(checkpoint.run.name), plan.label), lines


def _goes_on(schedule: Schedule, checkpoint: CheckpointState, policy: str | None) -> Resumption:
    try:
        found = resumption(schedule, checkpoint.scheduler, policy)
    except CheckpointError as error:
        hint = " (such as --policy keep)" if policy is None and "policy" in str(error) else ""
        raise CheckpointError(f"{checkpoint.checkpoint}: {error}{hint}") from None
    if found.update >= schedule.total_updates:
        raise CheckpointError(
            f"{checkpoint.checkpoint}: goes on at update {found.update}, and the run of {schedule.file} has "
            f"{schedule.total_updates}, so nothing is left; a longer one has more Global.epochs or Global.updates"
        )
    return found
